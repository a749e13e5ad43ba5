"""From sound to what is compared: mel cepstra on a fixed grid of frames.

Frame k is centred on sample ``k * HOP_SAMPLES`` of audio at 16 kHz. Davis and Mermelstein, Comparison of parametric
representations for monosyllabic word recognition, 1980; the mel scale is O'Shaughnessy's.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

ANALYSIS_HZ: Final = 16000
HOP_SAMPLES: Final = 80
"""5 ms: boundaries are found on this grid."""
FRAMES_PER_SECOND: Final = ANALYSIS_HZ // HOP_SAMPLES
CEPSTRA: Final = 13
_WINDOW_SAMPLES: Final = 400
_FFT: Final = 512
_BANDS: Final = 26
_LOW_HZ: Final = 60.0
HIGH_HZ: Final = 7600.0
_PRE_EMPHASIS: Final = 0.97
_FLOOR: Final = 1e-7
"""Power of a band below which everything is silence, for samples of -1 to 1."""
_BLOCK: Final = 4096
"""Frames that are transformed at once: bounds the memory of a long recording."""

Matrix = NDArray[np.float32]


def frame_count(samples: int) -> int:
    """How many frames a recording of so many samples at 16 kHz has: at least 1."""
    return 1 + samples // HOP_SAMPLES


def log_mel(samples: NDArray[np.float32], high_hz: float = HIGH_HZ) -> Matrix:
    """Frames × 26 natural logarithms of band power up to ``high_hz``. ``samples`` are mono at 16 kHz, -1 to 1."""
    frames = frame_count(len(samples))
    emphasised = np.empty(len(samples) + _WINDOW_SAMPLES + HOP_SAMPLES, dtype=np.float32)
    emphasised[:] = 0
    half = _WINDOW_SAMPLES // 2
    if len(samples):
        emphasised[half] = samples[0] * (1 - _PRE_EMPHASIS)
        emphasised[half + 1 : half + len(samples)] = samples[1:] - _PRE_EMPHASIS * samples[:-1]
    views = np.lib.stride_tricks.sliding_window_view(emphasised, _WINDOW_SAMPLES)[::HOP_SAMPLES][:frames]
    window, bank = _window(), _bank(high_hz)
    out = np.empty((frames, _BANDS), dtype=np.float32)
    for start in range(0, frames, _BLOCK):
        spectrum = np.fft.rfft(views[start : start + _BLOCK] * window, _FFT)
        power = spectrum.real**2 + spectrum.imag**2
        out[start : start + _BLOCK] = np.log(power @ bank + _FLOOR)
    return out


def cepstra(mel: Matrix) -> Matrix:
    """Frames × 13 cepstral coefficients of log band powers; the first is the loudness."""
    return mel @ _cosines()


def delta(values: Matrix, reach: int) -> Matrix:
    """Slope of every column over ``reach`` frames to either side, per frame; edges are held."""
    padded = np.pad(values, ((reach, reach), (0, 0)), mode="edge")
    count = len(values)
    slope = np.zeros_like(values)
    for step in range(1, reach + 1):
        slope += step * (padded[reach + step : reach + step + count] - padded[reach - step : reach - step + count])
    slope /= 2 * sum(step * step for step in range(1, reach + 1))
    return slope


@cache
def _window() -> NDArray[np.float32]:
    return np.hamming(_WINDOW_SAMPLES).astype(np.float32)


@lru_cache(maxsize=8)
def _bank(high_hz: float) -> Matrix:
    """FFT bins × bands: triangles, evenly spaced in mel."""
    top = 1127 * np.log1p(high_hz / 700)
    bottom = 1127 * np.log1p(_LOW_HZ / 700)
    edges = 700 * np.expm1(np.linspace(bottom, top, _BANDS + 2) / 1127)
    bins = np.arange(_FFT // 2 + 1)[:, None] * (ANALYSIS_HZ / _FFT)
    rise = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    bank: Matrix = np.maximum(0, np.minimum(rise, fall)).astype(np.float32)
    return bank


@cache
def _cosines() -> Matrix:
    """Bands × coefficients of the orthonormal cosine transform."""
    bands = np.arange(_BANDS)[:, None] + 0.5
    matrix = np.sqrt(2 / _BANDS) * np.cos(np.pi / _BANDS * bands * np.arange(CEPSTRA))
    matrix[:, 0] /= np.sqrt(2)
    cosines: Matrix = matrix.astype(np.float32)
    return cosines
