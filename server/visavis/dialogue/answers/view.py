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
        """``rows``: terms of each row; ``groups``: the answer of each row, in ascending order."""
        found: dict[str, tuple[array[int], array[float], set[int]]] = {}
        for row, (weights, group) in enumerate(zip(rows, groups, strict=True)):
            for term, weight in weights.items():
                entry = found.get(term)
                if entry is None:
                    entry = found[term] = (array("i"), array("f"), set())
                entry[0].append(row)
                entry[1].append(weight)
                entry[2].add(group)
        many = len({*groups}) + _PRIOR
        self._unknown = _rarity(many, 0)
        self._least = self._unknown * _LEAST
        self._rows = len(rows)
        self._postings = {
            term: (_rarity(many, len(seen)), np.asarray(at, np.int32), np.asarray(weights, np.float32))
            for term, (at, weights, seen) in found.items()
        }
        self._totals = np.zeros(self._rows, np.float32)
        for rarity, at, counts in self._postings.values():
            self._totals[at] += rarity * counts
        np.maximum(self._totals, self._least, out=self._totals)

    def overlap(self, question: Weights) -> Overlap:
        """What ``question`` shares with each row."""
        total = 0.0
        shared = np.zeros(self._rows, np.float32)
        for term, weight in question.items():
            posting = self._postings.get(term)
            if posting is None:
                total += self._unknown * weight
                continue
            rarity, at, weights = posting
            total += rarity * weight
            shared[at] += rarity * np.minimum(weights, np.float32(weight))
        return Overlap(shared / max(total, self._least), shared / self._totals)


def _rarity(many: int, having: int) -> float:
    """BM25's inverse document frequency, in the form that is never negative."""
    return math.log1p((many - having + 0.5) / (having + 0.5))
