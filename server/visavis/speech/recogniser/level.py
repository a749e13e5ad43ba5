"""Evens out how loud a voice is and what the room and the microphone do to its spectrum, with no look at the future.

The browser computes the same (web/src/core/recogniser/level.ts).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from visavis.speech.recogniser.spectrum import BANDS, Matrix

INPUTS: Final = BANDS + 1
"""What the network sees of a frame: the bands, and how loud the frame is beside the loudest of late."""
LOWEST_PEAK: Final = -10.0
"""Natural logarithm of a frame's power, about -38 dB of full scale: a voice quieter than this is shown as quiet."""
PEAK_FALL: Final = 0.012
"""How much of the peak is forgotten with each frame: 5 dB a second."""
RANGE: Final = 10.0
"""What is farther below the peak, 43 dB, is nothing."""
SPEAKING: Final = 5.0
"""A frame up to 22 dB below the peak is taken for speech, and tells about the channel."""
SOON: Final = 50.0
LATE: Final = 400.0
"""Frames of speech that the mean weighs like what is known beforehand, and that it remembers in the end."""
USUAL: Final = -4.5
"""Where every band's mean is taken to lie, beside the peak, before anything is heard."""


class Level:
    """Running state of any number of sounds side by side: arrays are sounds × bands.

    One sound is the usual case; training runs through a batch at once.
    """

    def __init__(self, sounds: int = 1) -> None:
        self._peak = np.full((sounds, 1), LOWEST_PEAK, dtype=np.float32)
        self._mean = np.full((sounds, BANDS), USUAL, dtype=np.float32)
        self._heard = np.full((sounds, 1), SOON, dtype=np.float32)

    def push(self, bands: Matrix) -> Matrix:
        """One frame of each sound, sounds × :data:`BANDS`, as what the network sees: sounds × :data:`INPUTS`."""
        loudness = np.log(np.exp(bands).sum(axis=1, keepdims=True))
        self._peak = np.maximum(np.maximum(loudness, self._peak - np.float32(PEAK_FALL)), np.float32(LOWEST_PEAK))
        beside = np.maximum(bands - self._peak, np.float32(-RANGE))
        speaking = (loudness > self._peak - np.float32(SPEAKING)).astype(np.float32)
        self._heard = np.minimum(self._heard + speaking, np.float32(LATE))
        self._mean += speaking / self._heard * (beside - self._mean)
        level = np.maximum(loudness - self._peak, np.float32(-RANGE))
        return np.concatenate(((beside - self._mean) / 2, level / 4 + 1), axis=1)
