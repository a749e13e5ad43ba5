"""Where a sentence that is too long for one synthesis is cut."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol

from .reader import Number, reader_for

_COMFORTABLE = 60.0
_TOLERATED = 66.0
_MOST_TOKENS = 80
_LEAST = 12.0
_OPENING = 32.0
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


def cuts(tokens: Sequence[Cuttable], *, opens: bool = False) -> list[int]:
    """Indices of the tokens that start a new part: behind a clause where there is one, else between words.

    ``opens``: these are the first words of the text, which somebody waits for. They are cut behind a clause as soon
    as they last noticeably long, but never within one.
    """
    costs = [_cost(token) for token in tokens]
    found: list[int] = []
    begin = 0
    remaining = sum(costs)
    if opens and remaining > _OPENING and (begin := _opening(tokens, costs, remaining)):
        found.append(begin)
        remaining -= sum(costs[:begin])
    while (remaining > _TOLERATED or len(tokens) - begin > _MOST_TOKENS) and len(tokens) - begin > 1:
        at = _best(tokens, costs, begin, remaining)
        if at == 0:
            break
        remaining -= sum(costs[begin:at])
        found.append(at)
        begin = at
    return found


def _opening(tokens: Sequence[Cuttable], costs: Sequence[float], remaining: float) -> int:
    """Index behind the last clause that ends within the first stretch, or 0."""
    spent, clause = 0.0, 0
    for index in range(len(tokens) - 1):
        spent += costs[index]
        if spent > _OPENING or remaining - spent < _LEAST:
            break
        if spent >= _LEAST and _ends_clause(tokens, index):
            clause = index + 1
    return clause


def _ends_clause(tokens: Sequence[Cuttable], index: int) -> bool:
    """A pause between the groups of a telephone number ends no clause."""
    this, following = tokens[index], tokens[index + 1]
    both = this.spoken in digit_words(this.language) and following.spoken in digit_words(following.language)
    return bool(this.punctuation) and not both


@cache
def digit_words(language: str) -> frozenset[str]:
    """Every word of the language that is said for a digit; in French also for two, as telephone numbers are read."""
    reader = reader_for(language)
    said = {reader.digit(str(digit), telephone=telephone) for digit in range(10) for telephone in (False, True)}
    if language == "fr":
        said |= {word for number in range(100) for word in reader.number(Number(str(number))).split()}
    return frozenset(said)


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
        if spent >= _LEAST and _ends_clause(tokens, index) and remaining - spent >= _LEAST:
            clause = index + 1
        if (this.start, this.end) != (following.start, following.end):
            stretch = index + 1
            if following.starts_word:
                word = index + 1
    if best := clause or word or stretch:
        return best
    # One long stretch, such as an alias: it is only torn apart where an engine could not take it.
    return last if len(tokens) - begin > _MOST_TOKENS else 0


def _cost(token: Cuttable) -> float:
    if token.language == "zh":
        return 1.0
    first = token.spoken[:1]
    return (len(token.spoken) + 1) * _LATIN_LETTER if first < "\u0900" else float(max(1, len(token.spoken)))
