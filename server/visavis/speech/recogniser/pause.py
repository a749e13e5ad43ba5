"""Tells long pauses, in which lips rest whatever the network makes of the room's noise.

What the network sees is evened against the loudest of late, and in a pause that is soon the noise: for some seconds,
beside the mean of a voice that is gone, it looks like weak consonants. The browser computes the same
(web/src/core/recogniser/pause.ts).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.recogniser.spectrum import Matrix

BELOW: Final = 5.0
"""Natural logarithm of power: a frame more than 22 dB below the loudest is no speech by itself."""
FALL: Final = 0.0015
"""How much of the loudest is forgotten with each frame: 0.65 dB a second."""
NOTHING: Final = -9.5
"""What is quieter is lost in what the spectrum adds to every band."""
LASTS_FRAMES: Final = 40
"""A pause that is not part of a word or of a breath between two."""


class Pause:
    """Running state of one sound."""

    def __init__(self) -> None:
        self._loudest = NOTHING
        self._quiet_frames = 0

    def push(self, frames: Matrix) -> NDArray[np.bool_]:
        """Frames × bands of log power; for each whether it lies in a long pause."""
        paused = np.empty(len(frames), dtype=np.bool_)
        for at, loudness in enumerate(np.log(np.exp(frames).sum(axis=1)).tolist()):
            self._loudest = max(loudness, self._loudest - FALL)
            quiet = loudness < max(self._loudest - BELOW, NOTHING)
            self._quiet_frames = self._quiet_frames + 1 if quiet else 0
            paused[at] = self._quiet_frames > LASTS_FRAMES
        return paused
