"""Sound files for tests."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray


def buzz(seconds: float, rate_hz: int, *, level: float = 0.3) -> NDArray[np.float32]:
    """Something like a vowel, mono."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    sound = sum(np.sin(2 * np.pi * 125 * n * at) / n for n in range(1, 9)) / 2
    return (sound * level).astype(np.float32)


def sound_file(samples: NDArray[Any], rate_hz: int, file_format: str = "WAV", subtype: str | None = None) -> bytes:
    """A file in memory."""
    target = io.BytesIO()
    soundfile.write(target, samples, rate_hz, format=file_format, subtype=subtype)
    return target.getvalue()
