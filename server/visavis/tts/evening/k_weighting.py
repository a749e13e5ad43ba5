"""The K-weighting of ITU-R BS.1770: how loud each frequency is to the ear, as the power of steps of sound."""

from __future__ import annotations

from functools import lru_cache
from math import pi, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

STEP_MS: Final = 100
"""A quarter of the recommendation's block of 400 ms, of which three quarters overlap."""
_MEMORY_MS: Final = 60
"""The filter's answer to an impulse has died away to -110 dB after so long, and is cut there."""
_TABLES_HZ: Final = 48_000
_SHELF_HZ: Final = 1682.0
_HIGH_PASS_HZ: Final = 38.1
"""Where each filter turns: there it is kept exact at other rates."""

Biquad = tuple[tuple[float, float, float], tuple[float, float, float]]
"""Coefficients of numerator and denominator, by rising delay."""

_SHELF: Final[Biquad] = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS: Final[Biquad] = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
"""Tables 1 and 2 of the recommendation, for 48 kHz."""


class KWeighting:
    """Takes sound as it comes; gives the mean square of each step of it, weighted.

    The two filters are applied as one of finite length, a step at a time by a Fourier transform: numpy has no recursive
    one, and this is far faster than a loop over samples.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._step = sample_rate_hz * STEP_MS // 1000
        self._response, self._before = _response(sample_rate_hz, self._step)
        self._sound = np.zeros(self._before, dtype=np.float32)
        """What the next step needs, beginning so many samples before it."""

    def push(self, samples: NDArray[np.float32]) -> NDArray[np.float64]:
        """More sound, full scale being 1; the mean squares of the steps that are now complete."""
        self._sound = np.concatenate((self._sound, samples))
        steps = (len(self._sound) - self._before) // self._step
        if steps <= 0:
            return np.zeros(0)
        size = self._before + self._step
        frames = np.lib.stride_tricks.sliding_window_view(self._sound, size)[:: self._step][:steps]
        weighted = np.fft.irfft(np.fft.rfft(frames, axis=1) * self._response, size, axis=1)[:, self._before :]
        self._sound = self._sound[steps * self._step :].copy()
        powers: NDArray[np.float64] = np.einsum("nk,nk->n", weighted, weighted) / self._step
        return powers


@lru_cache(maxsize=16)
def _response(sample_rate_hz: int, step: int) -> tuple[NDArray[np.complex128], int]:
    """The spectrum of the impulse response, for a step and the samples before it that it needs; how many those are."""
    taps = sample_rate_hz * _MEMORY_MS // 1000
    size = _quick_size(taps - 1 + step)
    impulse = [1.0, *[0.0] * (taps - 1)]
    shelf = at_rate(_SHELF, _SHELF_HZ, sample_rate_hz)
    answer = _filtered(_filtered(impulse, shelf), at_rate(_HIGH_PASS, _HIGH_PASS_HZ, sample_rate_hz))
    return np.fft.rfft(answer, size), size - step


def _quick_size(least: int) -> int:
    """The next length whose transform is quick: a product of 2, 3 and 5."""
    size = least
    while True:
        left = size
        for factor in (2, 3, 5):
            while left % factor == 0:
                left //= factor
        if left == 1:
            return size
        size += 1


def at_rate(biquad: Biquad, turn_hz: float, sample_rate_hz: int) -> Biquad:
    """The same filter for another sample rate, by way of the analogue one that it stands for (bilinear transform)."""
    stretch = tan(pi * turn_hz / _TABLES_HZ) / tan(pi * turn_hz / sample_rate_hz)

    def moved(c: tuple[float, float, float]) -> tuple[float, float, float]:
        s2, s1, s0 = (c[0] - c[1] + c[2]) * stretch**2, 2 * (c[0] - c[2]) * stretch, c[0] + c[1] + c[2]
        return s2 + s1 + s0, 2 * (s0 - s2), s2 - s1 + s0

    above, below = moved(biquad[0]), moved(biquad[1])
    unit = below[0]
    return (above[0] / unit, above[1] / unit, above[2] / unit), (1.0, below[1] / unit, below[2] / unit)


def _filtered(signal: list[float], biquad: Biquad) -> list[float]:
    (b0, b1, b2), (_, a1, a2) = biquad
    made: list[float] = []
    x1 = x2 = y1 = y2 = 0.0
    for x in signal:
        y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        x1, x2, y1, y2 = x, x1, y, y1
        made.append(y)
    return made
