"""Keeps sound that was made louder below full scale, also between its samples."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

CEILING_DBTP: Final = -1.0
"""EBU R 128's highest true peak."""
_ATTACK_BLOCKS: Final = 4
"""The gain begins to fall so many blocks of a millisecond before a peak: too short to be heard, and no step."""
_RELEASE_DB: Final = 0.08
"""It rises again by so much with each block: 80 dB a second, one syllable later nothing is left of it."""
_PHASES: Final = 4
_REACH: Final = 8
"""Samples on each side of a place between two, from which its height is told."""
_NEAR: Final = 0.65
"""Only where samples reach this part of the ceiling is it asked what lies between them, which costs."""

Sound = NDArray[np.float32]


class Limiter:
    """Takes sound as it comes, and gives it on with a delay in being given, none in time: what follows decides.

    Sound without a peak above the ceiling comes out as it went in, bit for bit.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._ceiling = 10 ** (CEILING_DBTP / 20)
        self._block = max(1, sample_rate_hz // 1000)
        self._before = np.zeros(_REACH, dtype=np.float32)
        """What was looked at already and is needed to look at the next."""
        self._sound = np.zeros(0, dtype=np.float32)
        """Not given on yet. Its first blocks have been looked at: ``_needs`` tells by how much they must fall."""
        self._needs = np.zeros(0)
        self._last_need = 0.0
        self._released = 0.0
        """The gain at the last place where it is known before attack, in dB."""
        self._held = np.zeros(_ATTACK_BLOCKS)
        """The lowest gains ahead of the last few places; their mean is the gain."""

    @property
    def held_samples(self) -> int:
        """At most so much is held back, besides a block that is not full."""
        return (_ATTACK_BLOCKS + 2) * self._block + _REACH

    def push(self, samples: Sound) -> Sound:
        """More sound in, what is decided out."""
        self._sound = np.concatenate((self._sound, samples))
        looked_at = len(self._needs) * self._block
        fresh = (len(self._sound) - looked_at - _REACH) // self._block
        if fresh > 0:
            self._look(looked_at, looked_at + fresh * self._block)
        return self._give(max(0, len(self._needs) - _ATTACK_BLOCKS - 1))

    def finish(self) -> Sound:
        """The rest."""
        count = len(self._sound)
        padding = (_ATTACK_BLOCKS + 2) * self._block + _REACH
        given = self.push(np.zeros(padding, dtype=np.float32))
        return given[:count]

    def _look(self, start: int, end: int) -> None:
        sound = self._sound[start:end]
        needs = np.zeros((end - start) // self._block)
        high = np.flatnonzero(np.abs(sound) > _NEAR * self._ceiling)
        if len(high):
            blocks = np.unique(high // self._block)
            near = np.concatenate((self._before, self._sound[start : end + _REACH]))
            size = self._block + 2 * _REACH
            stretches = np.lib.stride_tricks.sliding_window_view(near, size)[blocks * self._block]
            peaks = np.maximum(np.abs(stretches[:, _REACH:-_REACH]).max(axis=1), _between(stretches))
            needs[blocks] = -20 * np.log10(np.maximum(peaks / self._ceiling, 1.0))
        self._before = np.concatenate((self._before, sound))[-_REACH:]
        self._needs = np.concatenate((self._needs, needs))

    def _give(self, blocks: int) -> Sound:
        if not blocks:
            return self._sound[:0]
        count = blocks * self._block
        out, self._sound = self._sound[:count], self._sound[count:].copy()
        if self._released or self._last_need or self._held.any() or self._needs.any():
            return (out * self._gains(blocks)).astype(np.float32)
        self._needs = self._needs[blocks:]
        return out

    def _gains(self, blocks: int) -> NDArray[np.float64]:
        """Linear gains for the samples of so many blocks."""
        # At the beginning of each block the gain must suit it and the one before.
        needs = np.minimum(self._needs, np.concatenate(([self._last_need], self._needs[:-1])))
        rise = np.arange(1, len(needs) + 1) * _RELEASE_DB
        released = np.minimum(np.minimum.accumulate(needs - rise), self._released) + rise
        released = np.minimum(released, 0.0)
        # The end of the last block given is the beginning of the one after it.
        places = blocks + 1
        ahead = np.lib.stride_tricks.sliding_window_view(released[: places + _ATTACK_BLOCKS], _ATTACK_BLOCKS + 1)
        lowest = np.concatenate((self._held, ahead.min(axis=1)[:places]))
        smooth = np.convolve(lowest, np.full(_ATTACK_BLOCKS, 1 / _ATTACK_BLOCKS), "valid")[-places:]
        linear = 10 ** (smooth / 20)
        self._last_need = float(self._needs[blocks - 1])
        self._released = float(released[blocks - 1])
        self._held = lowest[-_ATTACK_BLOCKS - 1 : -1]
        self._needs = self._needs[blocks:]
        share = np.arange(self._block) / self._block
        gains: NDArray[np.float64] = (linear[:-1, None] * (1 - share) + linear[1:, None] * share).reshape(-1)
        return gains


def true_peak(samples: Sound) -> float:
    """The highest place of a sound, also between its samples, full scale being 1."""
    if not len(samples):
        return 0.0
    return max(float(np.abs(samples).max()), float(_between(np.pad(samples, _REACH)[None])[0]))


def _between(stretches: Sound) -> Sound:
    """The highest place after a sample and before the next in each row, whose first and last few samples are only its
    surroundings."""
    surroundings = np.lib.stride_tricks.sliding_window_view(stretches, 2 * _REACH, axis=1)[:, 1:]
    heights: Sound = np.abs(surroundings @ _TAPS)
    return np.asarray(heights.max(axis=(1, 2)), dtype=np.float32)


def _taps(phase: int) -> Sound:
    """A windowed sinc that tells the height at ``phase`` quarters after a sample, of the samples around it."""
    at = np.arange(-_REACH + 1, _REACH + 1) - phase / _PHASES
    window = 0.5 + 0.5 * np.cos(np.pi * at / _REACH)
    taps: Sound = (np.sinc(at) * window).astype(np.float32)
    return taps


_TAPS: Final = np.stack([_taps(phase) for phase in range(1, _PHASES)], axis=1)
