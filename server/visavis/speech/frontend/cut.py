"""Where a sentence that is too long for one synthesis is cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

_COMFORTABLE = 60.0
_TOLERATED = 66.0
_MOST_TOKENS = 80
_LEAST = 12.0
_LATIN_LETTER = 0.3
"""Latin text of 200 letters lasts about as long as 60 Han characters."""


class Cuttable(Protocol):
    """What is asked of a token."""

    language: str
    spoken: str
    start: int
    end: int
    punctuation: str
    starts_word: bool


def cuts(tokens: Sequence[Cuttable]) -> list[int]:
    """Indices of the tokens that start a new part: behind a clause where there is one, else between words."""
    costs = [_cost(token) for token in tokens]
    found: list[int] = []
    begin = 0
    remaining = sum(costs)
    while (remaining > _TOLERATED or len(tokens) - begin > _MOST_TOKENS) and len(tokens) - begin > 1:
        at = _best(tokens, costs, begin, remaining)
        remaining -= sum(costs[begin:at])
        found.append(at)
        begin = at
    return found


def _best(tokens: Sequence[Cuttable], costs: Sequence[float], begin: int, remaining: float) -> int:
    clause = word = stretch = 0
    spent = 0.0
    last = min(len(tokens), begin + _MOST_TOKENS)
    for index in range(begin, last):
        spent += costs[index]
        if spent > _COMFORTABLE and (clause or word or stretch):
            break
        if index + 1 == len(tokens):
            break
        this, following = tokens[index], tokens[index + 1]
        if this.punctuation and spent >= _LEAST and remaining - spent >= _LEAST:
            clause = index + 1
        if (this.start, this.end) != (following.start, following.end):
            stretch = index + 1
            if following.starts_word:
                word = index + 1
    return clause or word or stretch or max(begin + 1, min(last, len(tokens) - 1))


def _cost(token: Cuttable) -> float:
    if token.language == "zh":
        return 1.0
    first = token.spoken[:1]
    return (len(token.spoken) + 1) * _LATIN_LETTER if first < "\u0900" else float(max(1, len(token.spoken)))
