"""From sound to what the recogniser looks at: the logarithm of 40 mel bands, a hundred times a second.

Frame k looks at 20 ms centred on sample ``160 k`` of sound at 16 kHz; before the sound there is silence. The browser
computes the same (web/src/core/recogniser/spectrum.ts). The mel scale is O'Shaughnessy's.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 16000
HOP_SAMPLES: Final = 160
FRAMES_PER_SECOND: Final = RATE_HZ // HOP_SAMPLES
WINDOW_SAMPLES: Final = 320
BANDS: Final = 40
LOW_HZ: Final = 60.0
HIGH_HZ: Final = 7600.0
FLOOR: Final = 1e-6
"""Added to the power of every band, for samples of -1 to 1: below it there is nothing to hear."""
_FFT: Final = 512
_BLOCK: Final = 2048
"""Frames that are transformed at once: bounds the memory of a long recording."""

Matrix = NDArray[np.float32]


class Spectrum:
    """Sound at 16 kHz in any pieces, frames × :data:`BANDS` natural logarithms of power out."""

    def __init__(self) -> None:
        self._left: Matrix = np.zeros(WINDOW_SAMPLES // 2, dtype=np.float32)

    def push(self, samples: Matrix) -> Matrix:
        """Frames that are complete now. ``samples`` are mono, -1 to 1."""
        sound = np.concatenate((self._left, samples))
        frames = max(0, (len(sound) - WINDOW_SAMPLES) // HOP_SAMPLES + 1)
        self._left = sound[frames * HOP_SAMPLES :]
        if not frames:
            return np.zeros((0, BANDS), dtype=np.float32)
        views = np.lib.stride_tricks.sliding_window_view(sound, WINDOW_SAMPLES)[::HOP_SAMPLES]
        return np.concatenate([_bands(views[at : min(at + _BLOCK, frames)]) for at in range(0, frames, _BLOCK)])


def spectrum(samples: Matrix) -> Matrix:
    """All frames of a recording: one for every 10 ms that have begun, with silence after its end."""
    frames = -(-len(samples) // HOP_SAMPLES)
    padding = np.zeros(WINDOW_SAMPLES, dtype=np.float32)
    return Spectrum().push(np.concatenate((samples, padding)))[:frames]


def _bands(views: Matrix) -> Matrix:
    transformed = np.fft.rfft(views * _window(), _FFT)
    power = transformed.real**2 + transformed.imag**2
    bands: Matrix = np.log(power @ mel_bank() + FLOOR).astype(np.float32)
    return bands


@cache
def _window() -> NDArray[np.float64]:
    """A Hann window without zeros at its ends, of sum 1: a sine of amplitude 1 has a power of 1/4."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(WINDOW_SAMPLES) + 0.5) / WINDOW_SAMPLES)
    scaled: NDArray[np.float64] = window / window.sum()
    return scaled


@cache
def mel_bank() -> NDArray[np.float64]:
    """FFT bins × bands: triangles, evenly spaced in mel."""
    bottom, top = (1127 * np.log1p(hz / 700) for hz in (LOW_HZ, HIGH_HZ))
    edges = 700 * np.expm1(np.linspace(bottom, top, BANDS + 2) / 1127)
    bins = np.arange(_FFT // 2 + 1)[:, None] * (RATE_HZ / _FFT)
    rise = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    bank: NDArray[np.float64] = np.maximum(0, np.minimum(rise, fall))
    return bank
