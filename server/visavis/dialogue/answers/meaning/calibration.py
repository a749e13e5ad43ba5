"""From a cosine to a score: models differ in how alike they find texts that have nothing in common."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

_FLOOR: Final = 0.55
_TOP: Final = 0.85
_BELIEF: Final = 5
"""The two values above count as this many pairs of a file, so that a short one is not believed too much."""
_LEAST_SPAN: Final = 0.05
_SAMPLE: Final = 500
_FAR: Final = 30.0
"""Beyond this no score changes any more."""
_STEEPNESS: Final = 4.0
"""Scores are 0.12 at the floor and 0.88 at the top."""


class Calibration(NamedTuple):
    """Cosines of what does not mean the same, and of what does."""

    floor: float = _FLOOR
    top: float = _TOP

    def scores(self, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
        """0 to 1 for each, 0.5 in the middle between floor and top."""
        middle, span = (self.floor + self.top) / 2, max(self.top - self.floor, _LEAST_SPAN)
        away = np.clip(_STEEPNESS * (cosines - middle) / span, -_FAR, _FAR)
        found: NDArray[np.float32] = (1 / (1 + np.exp(-away))).astype(np.float32)
        return found


def calibrate(vectors: NDArray[np.float32], answers: NDArray[np.int32]) -> Calibration:
    """By the file's own questions: the nearest one of another answer does not mean the same, the nearest wording of the
    same answer does. ``vectors`` are unit rows, ``answers`` the answer of each."""
    step = max(1, len(vectors) // _SAMPLE)
    cosines = vectors[::step] @ vectors.T
    same = answers[::step, None] == answers[None, :]
    cosines[np.arange(len(cosines)), np.arange(0, len(vectors), step)] = -np.inf
    others = np.where(same, -np.inf, cosines).max(axis=1)
    wordings = np.where(same, cosines, -np.inf).max(axis=1)
    floor = _blend(others[np.isfinite(others)], _FLOOR)
    return Calibration(floor, max(_blend(wordings[np.isfinite(wordings)], _TOP), floor + _LEAST_SPAN))


def _blend(cosines: NDArray[np.float32], believed: float) -> float:
    if not len(cosines):
        return believed
    return (float(np.median(cosines)) * len(cosines) + believed * _BELIEF) / (len(cosines) + _BELIEF)
