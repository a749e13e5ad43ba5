"""Sound like speech for tests of sound: syllables of noise, with pauses, from which no two stretches are alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]


def babble(seconds: float, rate_hz: int, *, level: float = 0.1, seed: int = 1) -> Sound:
    """Mono, full scale being 1; ``level`` is about its root mean square within a syllable, of which there are four in
    a second, each from silence to silence."""
    count = round(seconds * rate_hz)
    noise = np.random.default_rng(seed).normal(0, 1, count + 8)
    coloured = np.convolve(noise, np.hanning(9) / 2, "valid")
    syllables = np.sin(2 * np.pi * 2 * np.arange(count) / rate_hz) ** 2
    return (coloured * syllables * level).astype(np.float32)


def pcm_of(sound: Sound) -> bytes:
    """16-bit samples."""
    return np.clip(np.rint(sound * 32768), -32768, 32767).astype("<i2").tobytes()


def sound_of(pcm: bytes) -> Sound:
    """Samples as parts of full scale."""
    return np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
