"""Removes the files of an installed voice."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Final

from visavis.tts.local_voices.folder import files_below
from visavis.tts.voice_store.errors import VoiceStoreError

_MODEL_ENDINGS: Final = (".onnx", ".bin", ".npz")
_BESIDE: Final = (".onnx.json", ".MODEL_CARD")


def remove(name: str, folder: Path | None) -> list[Path]:
    """Remove a voice by its name, with or without its engine's or a speaker's; returns what is gone.

    Raises :class:`VoiceStoreError` where there is none, with the names that there are.
    """
    wanted = name.removeprefix("piper:").removeprefix("kokoro:").partition("#")[0]
    models = files_below(folder, *_MODEL_ENDINGS)
    found = [path for path in models if wanted in {path.stem, path.name}]
    if not found:
        known = sorted({path.stem for path in models})
        close = get_close_matches(wanted, known, n=3, cutoff=0.4) or known[:10]
        there = f"; there are: {', '.join(close)}" if close else " and no other voice either"
        raise VoiceStoreError(f"no voice {wanted!r} is installed in {folder}{there}")
    gone = []
    try:
        for model in found:
            # The model first: without it the others are not seen.
            for path in (model, *(model.with_name(model.stem + ending) for ending in _BESIDE)):
                if path.exists():
                    path.unlink()
                    gone.append(path)
    except OSError as error:
        raise VoiceStoreError(f"{error.filename}: {error.strerror or error}") from None
    return gone
