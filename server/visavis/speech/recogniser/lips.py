"""From the network's probabilities to weights of mouth shapes that move as a mouth does.

The browser computes the same (web/src/core/recogniser/lips.ts).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.recogniser.network import CLASSES
from visavis.speech.recogniser.spectrum import Matrix

SILENCE: Final = 0
SHUT: Final = 1
SHARPER: Final = 1.5
"""Power that probabilities are raised to: the likeliest shape is shown more than it is sure."""
MOVES: Final = 0.45
RESTS: Final = 0.2
SHUTS: Final = 0.7
"""Shares of the way that are gone in a frame of 10 ms: usually, into a pause, and where the lips shut."""
SHUT_ABOVE: Final = 0.7
OPENS_BELOW: Final = 0.4
LEAST: Final = 1e-9
"""Keeps a division by nothing away."""
LEAST_SHUT_FRAMES: Final = 5
"""Lips shut where that is likelier than the first, and stay shut for 50 ms and while it is likelier than the second."""


class Lips:
    """Running state of one sound."""

    def __init__(self) -> None:
        self._row: NDArray[np.float64] = np.zeros(CLASSES)
        self._row[SILENCE] = 1
        self._shut_frames = 0

    def push(self, answers: Matrix) -> Matrix:
        """Answers of the network, frames × 16, as weights of 0 to 1, frames × 15."""
        rows = np.empty((len(answers), CLASSES), dtype=np.float32)
        aims = answers[:, :CLASSES].astype(np.float64) ** SHARPER
        # Lips are shut or not, by the answer that is about nothing else; half shut is how a mouth looks that mumbles.
        aims[:, SHUT] = 0
        aims /= aims.sum(axis=1, keepdims=True) + LEAST
        for at, (aim, shut) in enumerate(zip(aims, answers[:, CLASSES].tolist(), strict=True)):
            held = self._shut_frames > 0 and (self._shut_frames < LEAST_SHUT_FRAMES or shut > OPENS_BELOW)
            self._shut_frames = self._shut_frames + 1 if held or shut > SHUT_ABOVE else 0
            if self._shut_frames:
                aim[:] = 0
                aim[SHUT] = 1
            pace = SHUTS if self._shut_frames else RESTS if aim[SILENCE] > 0.5 else MOVES
            self._row = self._row + pace * (aim - self._row)
            rows[at] = self._row
        return rows
