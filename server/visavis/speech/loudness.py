"""How loud a sound is against the utterance so far, measured while the audio comes.

Who speaks louder opens the mouth wider. A vowel is compared with the running level of the vowels before it, so the
volume of a recording or of the player makes no difference. Energies are sums of whole numbers over steps of fixed
places: the result is the same however the audio was cut.
"""

from __future__ import annotations

from math import log10
from typing import Final

import numpy as np

STEP_MS: Final = 10.0
MEASURED_MS: Final = 200.0
"""So much of a sound, from its onset, tells how loud it is; a longer one is not waited for."""
SOFTEST, LOUDEST = 0.72, 1.18
"""Bounds of the gain."""
GAIN_PER_DB: Final = 0.03
"""Vowels of one sentence lie within about 6 dB of their mean."""

_ENOUGH_HZ: Final = 2000
"""Samples a second that are looked at. Energy needs no more, and every one costs."""
_SILENT: Final = 2.5e-7
"""Below this mean square (-66 dB of full scale) nobody speaks: the sound is switched off, or the timing is wrong."""
_MEMORY: Final = 0.9
"""What a vowel still counts after the next one: the level is that of the last ten or so."""
_KEPT_STEPS: Final = 2000


class LoudnessMeter:
    """Takes an utterance's audio as it comes and answers for its vowels in their order.

    >>> meter = LoudnessMeter(16000)
    >>> meter.push(pcm)                        # 16-bit mono
    >>> meter.gain(1280, 4480)                 # 1.0: as loud as the vowels before it
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._stride = max(1, sample_rate_hz // _ENOUGH_HZ)
        self._looked_at = max(1, round(sample_rate_hz * STEP_MS / 1000 / self._stride))
        self._step_samples = self._stride * self._looked_at
        self._measured_samples = round(sample_rate_hz * MEASURED_MS / 1000)
        self.heard_samples = 0
        """Whole steps of sound that have come."""
        self._rest = b""
        self._sums = [0.0]
        self._first_step = 0
        self._level_db = 0.0
        self._weight = 0.0

    def push(self, pcm: bytes) -> None:
        """The next stretch of audio: signed 16-bit little-endian mono."""
        sound = b"".join((self._rest, pcm)) if self._rest else pcm
        steps = len(sound) // 2 // self._step_samples
        taken = steps * self._step_samples
        self._rest = bytes(sound[2 * taken :])
        if not steps:
            return
        samples = np.frombuffer(sound, "<i2", taken)[:: self._stride].astype(np.float64).reshape(steps, -1)
        # Sums of whole numbers, so far below 2^53 that they are exact in any order.
        energies = np.einsum("nk,nk->n", samples, samples)
        energies[0] += self._sums[-1]
        self._sums += np.cumsum(energies).tolist()
        self.heard_samples += taken
        if len(self._sums) > 2 * _KEPT_STEPS:
            self._first_step += len(self._sums) - _KEPT_STEPS
            del self._sums[:-_KEPT_STEPS]

    def has_heard(self, onset_samples: int, end_samples: int) -> bool:
        """Whether so much of a sound has come as its loudness needs."""
        heard = self.heard_samples
        return end_samples <= heard or onset_samples + self._measured_samples <= heard

    def gain(self, onset_samples: int, end_samples: int, own_db: float = 0.0) -> float:
        """What multiplies the opening of a vowel, ``SOFTEST`` to ``LOUDEST``; 1 for the first one and for silence.

        ``own_db`` is how much louder than other vowels this one is by nature.
        To be asked once for every vowel, in order. What has not been heard yet does not count.
        """
        if end_samples <= onset_samples:
            return 1.0
        step, first = self._step_samples, self._first_step
        start = onset_samples // step
        stop = max(min(end_samples, onset_samples + self._measured_samples) // step, start + 1)
        if start < first or stop >= first + len(self._sums):
            stop = min(stop, first + len(self._sums) - 1)
            start = max(first, min(start, stop - 1))
            if stop <= start:
                return 1.0
        energy = self._sums[stop - first] - self._sums[start - first]
        mean_square = energy / ((stop - start) * self._looked_at * 32768.0**2)
        if mean_square <= _SILENT:
            return 1.0
        loud_db = 10 * log10(mean_square) - own_db
        self._weight = 1.0 + _MEMORY * self._weight
        self._level_db += (loud_db - self._level_db) / self._weight
        return min(max(1.0 + GAIN_PER_DB * (loud_db - self._level_db), SOFTEST), LOUDEST)
