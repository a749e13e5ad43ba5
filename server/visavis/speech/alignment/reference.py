"""A known rendering of the same phones: what a recording is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visavis.speech.cues import Phone


@dataclass(frozen=True, slots=True)
class Reference:
    """One sentence as a voice with known times speaks it."""

    samples: NDArray[np.float32]
    """Mono, -1 to 1."""
    sample_rate_hz: int
    phones: tuple[Phone, ...]
    """From sample 0 to the end without a gap; silence has an empty ``ipa``."""
    tokens: tuple[int, ...]
    """Token index of every phone; -1 for silence and what belongs to no token."""

    @classmethod
    def from_words(
        cls,
        samples: NDArray[np.float32],
        sample_rate_hz: int,
        phones: Sequence[Phone],
        words: Sequence[tuple[int, int, int]],
    ) -> Reference:
        """``words`` are token index, onset and end in samples: a phone belongs to the word its middle lies in."""
        tokens = []
        for phone in phones:
            middle = (phone.onset_samples + phone.end_samples) // 2
            within = (index for index, onset, end in words if onset <= middle < end)
            tokens.append(next(within, -1) if phone.ipa else -1)
        return cls(samples, sample_rate_hz, tuple(phones), tuple(tokens))
