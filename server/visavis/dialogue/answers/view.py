"""One view of many questions: which terms stand in which, and how rare each is."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .terms import Weights

_PRIOR: Final = 30
"""A file of three answers knows little of how rare a word is: it is taken for one of this many more."""

_LEAST: Final = 0.5
"""A question weighs at least this much of a word never seen: one of courtesies alone is like no other."""


class Overlap(NamedTuple):
    """What a question has in common with every row: each an array of float32, 0 to 1, one value a row."""

    of_question: NDArray[np.float32]
    """Share of the question's weight that is in the row."""
    of_row: NDArray[np.float32]
    """Share of the row's weight that is in the question."""


class View:
    """An inverted index. A term's rarity is BM25's idf, counted in groups, so that many wordings of one question do not
    make its words common."""

    def __init__(self, rows: Sequence[Weights], groups: Sequence[int]) -> None:
        """``rows``: terms of each row; ``groups``: the answer of each row, from 0."""
        self._terms: dict[str, int] = {}
        terms, at, weights = array("i"), array("i"), array("f")
        for row, each in enumerate(rows):
            for term, weight in each.items():
                terms.append(self._terms.setdefault(term, len(self._terms)))
                at.append(row)
                weights.append(weight)
        numbers = np.asarray(terms, np.int64)
        by_term = np.argsort(numbers, kind="stable")
        self._at = np.asarray(at, np.int32)[by_term]
        self._weights = np.asarray(weights, np.float32)[by_term]
        self._starts = np.searchsorted(numbers[by_term], np.arange(len(self._terms) + 1))
        many = max(groups, default=0) + 1
        # Not np.unique: it holds the interpreter for as long as it takes, a second for a large file.
        pairs = np.sort(numbers * many + np.asarray(groups, np.int64)[np.asarray(at, np.int32)])
        having = pairs[np.diff(pairs, prepend=-1) != 0] // many
        counts = np.bincount(having, minlength=len(self._terms))
        self._unknown = _rarity(many + _PRIOR, 0)
        self._least = self._unknown * _LEAST
        self._rarities = [_rarity(many + _PRIOR, int(count)) for count in counts]
        totals = np.bincount(np.asarray(at, np.int32), np.asarray(self._rarities)[numbers] * weights, len(rows))
        self._totals = np.maximum(totals, self._least).astype(np.float32)

    def overlap(self, question: Weights) -> Overlap:
        """What ``question`` shares with each row."""
        total = 0.0
        shared = np.zeros(len(self._totals), np.float32)
        for term, weight in question.items():
            number = self._terms.get(term)
            if number is None:
                total += self._unknown * weight
                continue
            rarity = self._rarities[number]
            total += rarity * weight
            posting = slice(self._starts[number], self._starts[number + 1])
            shared[self._at[posting]] += rarity * np.minimum(self._weights[posting], np.float32(weight))
        return Overlap(shared / max(total, self._least), shared / self._totals)


def _rarity(many: int, having: int) -> float:
    """BM25's inverse document frequency, in the form that is never negative."""
    return math.log1p((many - having + 0.5) / (having + 0.5))
