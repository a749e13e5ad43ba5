"""A known rendering of the same phones: what a recording is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
    throats: tuple[float, ...] = (1.0,)
    """Factors that it is also heard with: played so much faster it sounds like a shorter throat, slower like a longer
    one, which is most of what tells people's voices apart. One factor makes one thing to compare with."""

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

    @classmethod
    def joined(cls, references: Sequence[Reference], first_tokens: Sequence[int]) -> Reference:
        """Several in a row as one; ``first_tokens`` is added to the token indices of each. All have the same rate.

        Raises ValueError for none.
        """
        phones: list[Phone] = []
        tokens: list[int] = []
        at = 0
        for reference, first in zip(references, first_tokens, strict=True):
            for phone, token in zip(reference.phones, reference.tokens, strict=True):
                phones.append(
                    replace(phone, onset_samples=phone.onset_samples + at, end_samples=phone.end_samples + at)
                )
                tokens.append(token + first if token >= 0 else -1)
            at += len(reference.samples)
        samples = np.concatenate([reference.samples for reference in references])
        return cls(samples, references[0].sample_rate_hz, tuple(phones), tuple(tokens), references[0].throats)
