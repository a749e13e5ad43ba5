"""Which kind of model lies in a folder, by the names that sherpa-onnx's own downloads have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What can be loaded."""

    TRANSDUCER = "transducer"
    """A streaming Zipformer: encoder, decoder and joiner."""
    SENSE_VOICE = "sense_voice"
    """SenseVoice: one model, the whole utterance at once, with the language."""

    @property
    def languages(self) -> tuple[str, ...]:
        """What models of this kind usually understand."""
        return ("zh", "en") if self is Kind.TRANSDUCER else ("zh", "en", "ja", "ko", "yue")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Paths of one model."""

    kind: Kind
    tokens: Path
    encoder: Path | None = None
    decoder: Path | None = None
    joiner: Path | None = None
    model: Path | None = None


class ModelFilesError(Exception):
    """There is no model that can be loaded. For people."""


def find_model(folder: Path) -> ModelFiles:
    """The model in ``folder``; the smaller where files lie there whole and as int8. Raises :class:`ModelFilesError`."""
    tokens = folder / "tokens.txt"
    if not tokens.is_file():
        raise ModelFilesError(f"no tokens.txt in {folder}")
    encoder, decoder, joiner, model = (_file(folder, part) for part in ("encoder", "decoder", "joiner", "model"))
    if encoder and decoder and joiner:
        return ModelFiles(Kind.TRANSDUCER, tokens, encoder, decoder, joiner)
    if model:
        return ModelFiles(Kind.SENSE_VOICE, tokens, model=model)
    raise ModelFilesError(f"neither encoder, decoder and joiner nor model (.onnx) in {folder}")


def _file(folder: Path, part: str) -> Path | None:
    found = sorted(folder.glob(f"{part}*.onnx"), key=lambda path: (not path.name.endswith(".int8.onnx"), path.name))
    return found[0] if found else None
