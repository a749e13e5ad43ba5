"""A sentence cut into what a model computes in one go: long enough for its melody, short enough to be waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from visavis.speech.text import Sentence, Token

_ENOUGH: Final = 40
"""Characters, a Han character counting as four, after which a part may end at a punctuation mark."""
_MOST: Final = 240
"""After so many it ends wherever it is: what is computed cannot be heard before its end."""
_HAN_CHARS: Final = 4
_BREAK_MAX_MS: Final = 10_000


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """Some tokens of a sentence that follow one another."""

    tokens: tuple[tuple[int, Token], ...]
    """Those that are said, each with its index in the sentence; none for a pause alone."""
    punctuation: str
    """What the part ends with, in ASCII; never empty."""
    pause_ms: int
    """Silence after it that was asked for."""


def parts_of(sentence: Sentence) -> list[SpokenPart]:
    """The parts in order; none where nothing is said and nothing waited for."""
    parts = []
    for indices in _groups(sentence.tokens):
        tokens = tuple((index, sentence.tokens[index]) for index in indices if sentence.tokens[index].spoken)
        pause_ms = min(_BREAK_MAX_MS, sum(sentence.tokens[index].break_ms for index in indices))
        last = indices[-1] == len(sentence.tokens) - 1
        mark = next((sentence.tokens[index].punctuation for index in reversed(indices)), "")
        if tokens or pause_ms:
            parts.append(SpokenPart(tokens, mark or ("." if last and sentence.ends_sentence else ","), pause_ms))
    return parts


def _groups(tokens: tuple[Token, ...]) -> Iterator[list[int]]:
    group: list[int] = []
    length = 0
    for index, token in enumerate(tokens):
        group.append(index)
        length += sum(_HAN_CHARS if ord(character) >= 0x2E80 else 1 for character in token.spoken) + 1
        if token.break_ms or (token.punctuation and length >= _ENOUGH) or length >= _MOST:
            yield group
            group, length = [], 0
    if group:
        yield group
