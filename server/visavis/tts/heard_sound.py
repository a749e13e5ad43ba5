"""The mouth of a recording whose text nobody knows, stretch by stretch, as far as it is wanted."""

from __future__ import annotations

from typing import Final

import numpy as np

from visavis.speech.cues import Phone
from visavis.tts.compute import Compute
from visavis.tts.heard_mouth import HeardMouth

STEP_S: Final = 0.5
"""So much is listened to in one go: longer, and another listener's turn would come late."""
HEARD_MS_PER_SECOND: Final = 15.0
"""What recognising costs for each second of sound."""


class HeardSound:
    """Listens to a recording from its beginning on, off the event loop. One caller at a time."""

    def __init__(self, pcm: bytes, sample_rate_hz: int, compute: Compute) -> None:
        """``pcm`` is signed 16-bit little-endian mono."""
        self._samples = np.frombuffer(pcm, dtype="<i2").astype(np.int16, copy=False)
        self._step = max(1, round(STEP_S * sample_rate_hz))
        self._cost_ms = STEP_S * HEARD_MS_PER_SECOND
        self._compute = compute
        self._mouth = HeardMouth(sample_rate_hz)
        self._heard = 0
        self._phones: list[Phone] = []

    async def phones(self, first: int, end: int) -> list[Phone]:
        """Phones that cover the samples from ``first`` to ``end`` exactly, counted from the recording's beginning.

        What comes before ``first`` is forgotten: stretches are asked for in order.
        """
        while self._mouth.covered_samples < end:
            begun, self._heard = self._heard, min(len(self._samples), self._heard + self._step)
            self._phones += await self._compute.run_brief(
                self._cost_ms, self._mouth.push, self._samples[begun : self._heard],
                last=self._heard == len(self._samples),
            )  # fmt: skip
        self._phones = [phone for phone in self._phones if phone.end_samples > first]
        return [
            Phone(phone.ipa, max(first, phone.onset_samples), min(end, phone.end_samples), phone.stress)
            for phone in self._phones
            if phone.onset_samples < end and first < end
        ]
