"""Sound files that the user names on the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from visavis.commands.failing import BadInputError
from visavis.tts.forward_sound import ForwardSoundFile

ENDINGS = (".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif", ".sph")


def read_sound(path: Path, longest_s: float) -> tuple[NDArray[np.int16], int]:
    """Mono samples and their rate. Raises :class:`BadInputError` for what is no sound or too long."""
    try:
        with ForwardSoundFile(path) as file:
            rate_hz = int(file.samplerate)
            blocks, frames = [], 0
            for block in file.pieces():
                frames += len(block)
                if frames > longest_s * rate_hz:
                    raise BadInputError(f"{path} is too long; at most {longest_s:.0f} s can be taken at once")
                blocks.append(np.nan_to_num(block).mean(axis=1))
    except soundfile.SoundFileError as error:
        if not path.exists():
            raise BadInputError(f"{path}: no such file") from None
        reason = str(getattr(error, "error_string", error)).strip().rstrip(".")
        raise BadInputError(f"{path} is no sound that can be read ({reason})") from None
    mono = np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)
    return np.clip(np.rint(mono * 32768), -32768, 32767).astype(np.int16), rate_hz
