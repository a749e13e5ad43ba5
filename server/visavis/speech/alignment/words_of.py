"""From phones that know their token to words."""

from __future__ import annotations

from collections.abc import Sequence

from visavis.speech.alignment.result import WordSpan
from visavis.speech.cues import Phone


def words_of(phones: Sequence[Phone], tokens: Sequence[int]) -> tuple[WordSpan, ...]:
    """One span for every token that has phones: from its first phone's onset to its last phone's end."""
    spans: dict[int, tuple[int, int]] = {}
    for phone, token in zip(phones, tokens, strict=True):
        if token >= 0 and phone.ipa:
            onset, _ = spans.get(token, (phone.onset_samples, 0))
            spans[token] = (onset, phone.end_samples)
    return tuple(WordSpan(token, onset, end) for token, (onset, end) in spans.items())
