"""How loud speech is, by EBU R 128: gated, so that pauses do not count."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.tts.evening.k_weighting import STEP_MS, KWeighting

_OFFSET_DB: Final = -0.691
_ABSOLUTE_GATE: Final = 10 ** ((-70.0 - _OFFSET_DB) / 10)
"""-70 LUFS."""
_RELATIVE_GATE: Final = 0.1
"""10 LU below the blocks that are not silent."""
_BLOCK_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a voice was, and for how long it was heard."""

    lufs: float
    seconds: float
    """Of what passed the gates."""


def together(first: Level, second: Level) -> Level:
    """Both, each by its length. The mean of decibels: one loud sentence does not outweigh what is known of a voice."""
    seconds = first.seconds + second.seconds
    return Level((first.lufs * first.seconds + second.lufs * second.seconds) / seconds, seconds)


class Meter:
    """Takes sound as it comes and tells how loud it was so far.

    >>> meter = Meter(48_000)
    >>> at = np.arange(48_000) / 48_000
    >>> meter.push(np.sin(2 * np.pi * 997 * at).astype(np.float32))
    >>> round(meter.level().lufs, 1)  # a full-scale tone in one channel, as the recommendation defines it
    -3.0
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._weighting = KWeighting(sample_rate_hz)
        self._steps: list[NDArray[np.float64]] = []

    def push(self, samples: NDArray[np.float32]) -> None:
        """More sound of one channel, full scale being 1."""
        powers = self._weighting.push(samples)
        if len(powers):
            self._steps.append(powers)

    def level(self) -> Level | None:
        """None as long as nothing but silence was heard.

        Of less than a whole block the steps themselves are gated.
        """
        if not self._steps:
            return None
        steps = np.concatenate(self._steps)
        self._steps = [steps]
        blocks = steps
        if len(steps) >= _BLOCK_STEPS:
            blocks = np.convolve(steps, np.full(_BLOCK_STEPS, 1 / _BLOCK_STEPS), "valid")
        heard = blocks[blocks > _ABSOLUTE_GATE]
        if not len(heard):
            return None
        voiced = heard[heard > _RELATIVE_GATE * heard.mean()]
        return Level(_OFFSET_DB + 10 * log10(voiced.mean()), len(voiced) * STEP_MS / 1000)
