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

_ENOUGH_HZ: Final = 4000
"""Samples a second that are looked at. Energy needs no more, and every one costs."""
_SILENT_DB: Final = -66.0
"""Below this, of full scale, nobody speaks: the sound is switched off, or the timing is wrong."""
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
        self._rest = b""
        self._sums = [0]
        self._first_step = 0
        self._level_db = 0.0
        self._weight = 0.0

    def push(self, pcm: bytes | bytearray | memoryview) -> None:
        """The next stretch of audio: signed 16-bit little-endian mono."""
        sound = b"".join((self._rest, pcm))
        steps = len(sound) // 2 // self._step_samples
        taken = steps * self._step_samples
        self._rest = sound[2 * taken :]
        if not steps:
            return
        samples = np.frombuffer(sound, "<i2", taken)[:: self._stride].astype(np.int64)
        energies = np.cumsum((samples * samples).reshape(steps, self._looked_at).sum(axis=1)) + self._sums[-1]
        self._sums += energies.tolist()
        if len(self._sums) > 2 * _KEPT_STEPS:
            self._first_step += len(self._sums) - _KEPT_STEPS
            del self._sums[:-_KEPT_STEPS]

    def has_heard(self, onset_samples: int, end_samples: int) -> bool:
        """Whether so much of a sound has come as its loudness needs."""
        return self._stop(onset_samples, end_samples) < self._first_step + len(self._sums)

    def gain(self, onset_samples: int, end_samples: int) -> float:
        """What multiplies the opening of a vowel, ``SOFTEST`` to ``LOUDEST``; 1 for the first one and for silence.

        To be asked once for every vowel, in order. What has not been heard yet does not count.
        """
        known = self._first_step + len(self._sums) - 1
        stop = min(self._stop(onset_samples, end_samples), known)
        start = max(self._first_step, min(onset_samples // self._step_samples, stop - 1))
        if stop <= start:
            return 1.0
        energy = self._sums[stop - self._first_step] - self._sums[start - self._first_step]
        mean_square = energy / ((stop - start) * self._looked_at * 32768.0**2)
        if mean_square <= 10 ** (_SILENT_DB / 10):
            return 1.0
        loud_db = 10 * log10(mean_square)
        self._weight = 1.0 + _MEMORY * self._weight
        self._level_db += (loud_db - self._level_db) / self._weight
        return min(max(1.0 + GAIN_PER_DB * (loud_db - self._level_db), SOFTEST), LOUDEST)

    def _stop(self, onset_samples: int, end_samples: int) -> int:
        until = min(end_samples, onset_samples + self._measured_samples)
        return max(until // self._step_samples, onset_samples // self._step_samples + 1)
