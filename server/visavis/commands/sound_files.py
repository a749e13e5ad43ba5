"""Sound files that the user names on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from visavis.commands.failing import BadInputError

ENDINGS = (".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif", ".sph")


def read_sound(path: Path, longest_s: float) -> tuple[NDArray[np.int16], int]:
    """Mono samples and their rate. Raises :class:`BadInputError` for what is no sound or too long."""
    try:
        with soundfile.SoundFile(path) as file:
            if file.frames > longest_s * file.samplerate:
                length_s = file.frames / file.samplerate
                raise BadInputError(f"{path} lasts {length_s:.0f} s; at most {longest_s:.0f} s can be aligned at once")
            samples: NDArray[Any] = file.read(dtype="float32", always_2d=True)
            rate_hz = int(file.samplerate)
    except soundfile.SoundFileError as error:
        if not path.exists():
            raise BadInputError(f"{path}: no such file") from None
        reason = str(getattr(error, "error_string", error)).strip().rstrip(".")
        raise BadInputError(f"{path} is no sound that can be read ({reason})") from None
    mono = np.nan_to_num(samples).mean(axis=1) if samples.size else np.zeros(0, dtype=np.float32)
    return np.clip(np.rint(mono * 32768), -32768, 32767).astype(np.int16), rate_hz
