"""A mouth from sound alone, when nobody knows what is being said: it opens as the voice does and rests in pauses.

This recognises nothing. Each twentieth of a second becomes one of a few stand-in sounds: a vowel that is as wide as the
sound is loud and as spread or rounded as it is bright or dark, a hiss, or silence. Lips never close on a *b*, since the
sound does not tell of one; they are never shut while there is a voice either.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from visavis.speech.cues import Phone

BLOCK_MS: Final = 50.0
SILENT_DB: Final = -52.0
"""Below this, relative to full scale, nobody speaks."""
SILENT_BELOW_PEAK_DB: Final = 30.0
"""So much quieter than the loudest block of late, it is a pause."""
LOWEST_PEAK_DB: Final = -40.0
"""A recording as quiet as this opens the mouth fully; what is quieter, less."""
PEAK_FALL_DB: Final = 0.25
"""How much the loudest is forgotten with each block: 5 dB a second."""
_FULL_SCALE: Final = 32768.0
_DARK_HZ: Final = (80.0, 800.0)
_BRIGHT_HZ: Final = (900.0, 3000.0)
_HISS_HZ: Final = (3500.0, 8000.0)


class _Shape(NamedTuple):
    """One of the stand-in sounds."""

    ipa: str
    stress: int


_SILENCE: Final = _Shape("", 0)
_HISS: Final = _Shape("s", 0)
_WIDE: Final = (_Shape("ɑ", 2), _Shape("ɑ", 2))
_MIDDLE: Final = (_Shape("ɛ", 1), _Shape("ɔ", 1))
_NARROW: Final = (_Shape("ɪ", 0), _Shape("ʊ", 0))
"""Bright and dark vowels by how far the mouth opens."""
_NEIGHBOUR: Final = {
    "ɑ": _Shape("ɛ", 1), "ɛ": _Shape("ɪ", 0), "ɔ": _Shape("ʊ", 0), "ɪ": _Shape("ɛ", 1), "ʊ": _Shape("ɔ", 1),
    "s": _Shape("ʃ", 0),
}  # fmt: skip
HELD_BLOCKS: Final = 5
"""A mouth that holds one shape for a quarter of a second moves a little: no speech stands still, and a shape is shown
only once its end is known."""
_WIDE_ABOVE_DB: Final = -7.0
_MIDDLE_ABOVE_DB: Final = -15.0


class RoughMouth:
    """Takes sound as it comes and gives stand-in phones that cover it block by block.

    >>> mouth = RoughMouth(8000)
    >>> phones = mouth.push(np.zeros(1000, dtype=np.int16)) + mouth.finish()
    >>> [(phone.ipa, phone.onset_samples, phone.end_samples) for phone in phones]
    [('', 0, 800), ('', 800, 1000)]
    """

    def __init__(self, sample_rate_hz: int, *, first_sample: int = 0) -> None:
        """Phones count samples from ``first_sample``."""
        self._rate = sample_rate_hz
        self._block = max(1, round(sample_rate_hz * BLOCK_MS / 1000))
        self._at = first_sample
        self._left = np.zeros(0, dtype=np.int16)
        self._peak_db = LOWEST_PEAK_DB
        self._held = ""
        self._held_blocks = 0
        self._window = np.hanning(self._block)
        frequencies = np.fft.rfftfreq(self._block, 1 / sample_rate_hz)
        self._bands = [(frequencies >= low) & (frequencies < high) for low, high in (_DARK_HZ, _BRIGHT_HZ, _HISS_HZ)]

    @property
    def waiting_samples(self) -> int:
        """Samples taken in that no phone covers yet: less than a block."""
        return len(self._left)

    def push(self, samples: NDArray[np.int16]) -> list[Phone]:
        """More sound; the phones of all whole blocks."""
        sound = np.concatenate((self._left, samples)) if len(self._left) else samples
        count = len(sound) // self._block
        self._left = sound[count * self._block :].copy()
        return self._phones(sound[: count * self._block].reshape(count, self._block), self._block)

    def finish(self) -> list[Phone]:
        """The phone of what is left, shorter than a block."""
        left, self._left = self._left, np.zeros(0, dtype=np.int16)
        if not len(left):
            return []
        padded = np.zeros((1, self._block), dtype=np.int16)
        padded[0, : len(left)] = left
        return self._phones(padded, len(left))

    def _phones(self, blocks: NDArray[np.int16], samples: int) -> list[Phone]:
        phones: list[Phone] = []
        for measured in self._shapes(blocks):
            shape = self._moving(measured)
            last = phones[-1] if phones else None
            if last is not None and (last.ipa, last.stress) == shape:
                phones[-1] = Phone(last.ipa, last.onset_samples, self._at + samples, last.stress)
            else:
                phones.append(Phone(shape.ipa, self._at, self._at + samples, shape.stress))
            self._at += samples
        return phones

    def _moving(self, shape: _Shape) -> _Shape:
        self._held_blocks = self._held_blocks + 1 if shape.ipa == self._held else 1
        self._held = shape.ipa
        moves = shape.ipa and self._held_blocks % HELD_BLOCKS == 0
        return _NEIGHBOUR[shape.ipa] if moves else shape

    def _shapes(self, blocks: NDArray[np.int16]) -> list[_Shape]:
        if not len(blocks):
            return []
        sound = blocks / _FULL_SCALE
        sound -= sound.mean(axis=1, keepdims=True)
        levels_db = 10 * np.log10(np.mean(sound**2, axis=1) + 1e-12)
        power = np.abs(np.fft.rfft(sound * self._window, axis=1)) ** 2
        dark, bright, hiss = (power[:, band].sum(axis=1) for band in self._bands)
        return [self._shape(*block) for block in zip(levels_db, dark, bright, hiss, strict=True)]

    def _shape(self, level_db: float, dark: float, bright: float, hiss: float) -> _Shape:
        self._peak_db = max(level_db, self._peak_db - PEAK_FALL_DB, LOWEST_PEAK_DB)
        below_db = level_db - self._peak_db
        if level_db < SILENT_DB or below_db < -SILENT_BELOW_PEAK_DB:
            return _SILENCE
        if hiss > dark + bright:
            return _HISS
        vowels = _WIDE if below_db > _WIDE_ABOVE_DB else _MIDDLE if below_db > _MIDDLE_ABOVE_DB else _NARROW
        return vowels[0] if bright > 0.35 * dark else vowels[1]


def voiced_span(phones: list[Phone]) -> tuple[int, int] | None:
    """From the first to the last sound among rough phones, in samples; None when all is silent."""
    sounding = [phone for phone in phones if phone.ipa]
    return (sounding[0].onset_samples, sounding[-1].end_samples) if sounding else None
