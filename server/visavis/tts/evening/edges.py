"""Lets a sentence's sound begin and end at silence, so that no joint clicks."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

FADE_MS: Final = 3
_QUIET: Final = 32 / 32768
"""A first or last sample as near to zero as this is none that could be heard to click."""

Sound = NDArray[np.float32]


class Edges:
    """Takes a sentence's sound as it comes. What begins or ends away from zero is faded; the rest stays as it is.

    The last few milliseconds are held back, since they may be the end.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._fade = max(1, sample_rate_hz * FADE_MS // 1000)
        self._sound = np.zeros(0, dtype=np.float32)
        self._begun = False

    def push(self, samples: Sound) -> Sound:
        """More sound in, what is not the end out."""
        self._sound = np.concatenate((self._sound, samples))
        ready = len(self._sound) - self._fade
        if ready <= 0 or (not self._begun and ready < self._fade):
            return self._sound[:0]
        self._begin()
        out, self._sound = self._sound[:ready], self._sound[ready:].copy()
        return out

    def finish(self) -> Sound:
        """The end."""
        self._begin()
        sound, self._sound = self._sound, np.zeros(0, dtype=np.float32)
        if len(sound) and abs(sound[-1]) > _QUIET:
            length = min(self._fade, len(sound))
            sound[-length:] *= _ramp(length)[::-1]
        return sound

    def _begin(self) -> None:
        if not self._begun and len(self._sound):
            if abs(self._sound[0]) > _QUIET:
                length = min(self._fade, len(self._sound))
                self._sound[:length] *= _ramp(length)
            self._begun = True


def _ramp(length: int) -> Sound:
    """From silence to the whole sound without a corner."""
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)).astype(np.float32)
