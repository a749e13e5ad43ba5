"""A mouth from sound alone: its shapes are recognised, and where that fails it follows how loud the sound is."""

from __future__ import annotations

import logging
from itertools import groupby
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from visavis.protocol.channels import VISEME15
from visavis.speech.cues import Phone
from visavis.speech.phone_shapes import VOWELS
from visavis.speech.recogniser.recogniser import LOOKAHEAD_SAMPLES, Recogniser
from visavis.speech.recogniser.spectrum import FRAMES_PER_SECOND, HOP_SAMPLES, RATE_HZ
from visavis.speech.rough_mouth import RoughMouth
from visavis.tts.viseme_mouth import PLAIN_SOUNDS

logger = logging.getLogger(__name__)

SHORTEST_FRAMES: Final = 3
"""A shape for less than 30 ms is taken for a slip, and the one before it goes on. Shut lips are never taken for one."""
LONGEST_FRAMES: Final = 25
MOVED_FRAMES: Final = 6
"""A shape that is held for longer than a quarter of a second moves to its neighbour for 60 ms: no speech stands still,
and a shape is shown only once its end is known."""
_NEIGHBOURS: Final = {
    "TH": "DD", "DD": "nn", "kk": "nn", "CH": "SS", "SS": "CH", "nn": "DD", "RR": "U",
    "aa": "E", "E": "I", "I": "E", "O": "U", "U": "O",
}  # fmt: skip
NEIGHBOURS: Final = {VISEME15.index(name): VISEME15.index(other) for name, other in _NEIGHBOURS.items()}
"""Shapes that are not here, silence and shut lips among them, are held."""
SILENT: Final = VISEME15.index("sil")
SHUT: Final = VISEME15.index("PP")
_FULL_SCALE: Final = 32768.0


class HeardMouth:
    """Takes sound as it comes and gives stand-in phones that cover it end to end, one for each shape recognised.

    They lag behind the sound by a tenth of a second. Where the recogniser fails, a
    :class:`~visavis.speech.rough_mouth.RoughMouth` goes on from there.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self.covered_samples = 0
        """Where the phones given so far end."""
        self._rate = sample_rate_hz
        self._waiting: NDArray[np.int16] = np.zeros(0, dtype=np.int16)
        """Sound that no phone covers yet."""
        self._recognised: _Recognised | None = None
        self._rough: RoughMouth | None = None

    def push(self, samples: NDArray[np.int16], *, last: bool = False) -> list[Phone]:
        """More sound; the phones that are known now. ``last`` says that no more comes: they then cover all of it."""
        self._waiting = np.concatenate((self._waiting, samples))
        try:
            phones = self._phones(samples, last=last)
        except Exception as error:
            if self._rough is not None:
                raise
            # Whatever is wrong with the model, a mouth that follows loudness is better than none.
            logger.warning("mouth shapes cannot be recognised (%s); the mouth follows loudness", type(error).__name__)
            self._rough = RoughMouth(self._rate, first_sample=self.covered_samples)
            phones = self._phones(self._waiting, last=last)
        if phones:
            known = phones[-1].end_samples - self.covered_samples
            self._waiting = self._waiting[known:].copy()
            self.covered_samples += known
        return phones

    def _phones(self, samples: NDArray[np.int16], *, last: bool) -> list[Phone]:
        if self._rough is not None:
            phones = self._rough.push(samples)
            return [*phones, *self._rough.finish()] if last else phones
        if self._recognised is None:
            self._recognised = _Recognised(self._rate)
        return self._recognised.push(samples, last=last)


class _Recognised:
    """The recogniser's rows as phones."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate = sample_rate_hz
        self._recogniser = Recogniser()
        self._stream = soxr.ResampleStream(sample_rate_hz, RATE_HZ, 1, dtype="float32")
        self._samples = 0
        self._frames = 0
        """Of those that were shown."""
        self._waiting: list[int] = []
        """Likeliest shapes of the frames after them."""
        self._shape = SILENT
        self._shown_for = 0
        """Frames that the shape has been shown for."""

    def push(self, samples: NDArray[np.int16], *, last: bool) -> list[Phone]:
        """More sound; phones as in :class:`HeardMouth`."""
        self._samples += len(samples)
        heard = self._stream.resample_chunk(samples.astype(np.float32) / np.float32(_FULL_SCALE), last=last)
        if last:
            heard = np.concatenate((heard, np.zeros(LOOKAHEAD_SAMPLES + HOP_SAMPLES, dtype=np.float32)))
        self._waiting += self._recogniser.push(heard).argmax(axis=1).tolist()
        known = len(self._waiting) if last else max(0, len(self._waiting) - SHORTEST_FRAMES + 1)
        begun = self._at(self._frames)
        phones: list[Phone] = []
        for shape, frames in groupby(self._steady(known)):
            self._frames += len(list(frames))
            end = self._at(self._frames)
            if end > begun:
                phones.append(_phone(shape, begun, end))
            begun = end
        if last and begun < self._samples:
            phones.append(_phone(self._shape, begun, self._samples))
        return phones

    def _steady(self, frames: int) -> list[int]:
        """The shapes of so many more frames, without those that are too short to be one, and moving."""
        shown: list[int] = []
        for at in range(frames):
            shape = self._waiting[at]
            if shape != self._shape and (shape == SHUT or set(self._waiting[at : at + SHORTEST_FRAMES]) == {shape}):
                self._shape, self._shown_for = shape, 0
            moves = self._shown_for % (LONGEST_FRAMES + MOVED_FRAMES) >= LONGEST_FRAMES
            shown.append(NEIGHBOURS.get(self._shape, self._shape) if moves else self._shape)
            self._shown_for += 1
        del self._waiting[:frames]
        return shown

    def _at(self, frame: int) -> int:
        """The sample where a frame begins: frames are centred on their moments."""
        return min(self._samples, max(0, round((frame - 0.5) * self._rate / FRAMES_PER_SECOND)))


def _phone(shape: int, onset: int, end: int) -> Phone:
    name = VISEME15[shape]
    return Phone(PLAIN_SOUNDS[name], onset, end, 1 if name in VOWELS else 0)
