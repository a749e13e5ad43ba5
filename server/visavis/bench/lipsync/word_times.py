"""Words with times as an engine would report them: which token of the text each labelled word is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from visavis.bench.lipsync.recording import TimedWord
from visavis.speech.text import Token
from visavis.tts.engine import WordTiming


def word_timings(
    tokens: Sequence[Token], written: str, words: Sequence[TimedWord], rate_hz: int
) -> tuple[WordTiming, ...]:
    """Times of the tokens that are found among ``words``, in samples. Words that are no token are left out.

    A token is compared as it is said and as it was written, without case and punctuation.
    """
    heard = [_bare(word.text) for word in words]
    best: list[tuple[int, int]] = []
    said = [_bare(token.spoken) for token in tokens]
    spelt = [_bare(written[token.written_start : token.written_end]) for token in tokens]
    for names in (said, spelt):
        blocks = SequenceMatcher(None, heard, names, autojunk=False).get_matching_blocks()
        pairs = [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]
        if len(pairs) > len(best):
            best = pairs
    return tuple(
        WordTiming(token, _samples(words[word].onset_ms, rate_hz), _samples(words[word].end_ms, rate_hz))
        for word, token in best
        if said[token]
    )


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _samples(ms: float, rate_hz: int) -> int:
    return round(ms * rate_hz / 1000)
