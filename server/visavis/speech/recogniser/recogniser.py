"""Moves lips to speech that nobody knows the text of, as it is heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from visavis.speech.recogniser.level import INPUTS, Level
from visavis.speech.recogniser.lips import SILENCE, Lips
from visavis.speech.recogniser.model_file import Layer, shipped_model
from visavis.speech.recogniser.network import CLASSES, LOOKAHEAD_FRAMES, Network
from visavis.speech.recogniser.pause import Pause
from visavis.speech.recogniser.spectrum import HOP_SAMPLES, RATE_HZ, WINDOW_SAMPLES, Matrix, Spectrum

LOOKAHEAD_SAMPLES: Final = LOOKAHEAD_FRAMES * HOP_SAMPLES + WINDOW_SAMPLES // 2
LOOKAHEAD_MS: Final = LOOKAHEAD_SAMPLES * 1000 / RATE_HZ
"""How much of the sound after its own moment a row needs."""

_REST: Final = np.eye(CLASSES + 1, dtype=np.float32)[SILENCE]


class Recogniser:
    """One sound at 16 kHz, in pieces of any length.

    >>> recogniser = Recogniser()
    >>> rows = recogniser.push(np.zeros(16000, dtype=np.float32))   # rows × 15 weights, 100 a second, from moment 0 on
    """

    def __init__(self, layers: Mapping[str, Layer] | None = None) -> None:
        """``layers`` of another model than the one that comes with the package. Raises ``ModelFileError``."""
        self._spectrum = Spectrum()
        self._level = Level()
        self._pause = Pause()
        self._network = Network(shipped_model() if layers is None else layers)
        self._lips = Lips()

    def answers(self, samples: Matrix) -> Matrix:
        """More sound, mono, -1 to 1; frames × 16 probabilities: the 15 visemes, and shut lips."""
        frames = self._spectrum.push(samples)
        inputs = np.empty((len(frames), INPUTS), dtype=np.float32)
        for at in range(len(frames)):
            inputs[at] = self._level.push(frames[at : at + 1])[0]
        answers = self._network.push(inputs)
        # A row is about an earlier frame than the last: lips part as soon as a pause is over, before its row.
        paused = self._pause.push(frames)[len(frames) - len(answers) :]
        answers[paused] = _REST
        return answers

    def push(self, samples: Matrix) -> Matrix:
        """More sound; frames × 15 weights of 0 to 1 of mouth shapes that move as a mouth does."""
        return self._lips.push(self.answers(samples))


def answers_of(samples: Matrix) -> Matrix:
    """Probabilities, frames × 16, of a whole recording at 16 kHz; a frame for every 10 ms that have begun."""
    frames = -(-len(samples) // HOP_SAMPLES)
    if not frames:
        return np.zeros((0, CLASSES + 1), dtype=np.float32)
    silence = np.zeros(LOOKAHEAD_SAMPLES + HOP_SAMPLES, dtype=np.float32)
    return Recogniser().answers(np.concatenate((samples, silence)))[:frames]
