"""Which labelled phone corresponds to which aligned phone, when the two sequences differ by pronunciation.

A global edit alignment on the labels: equal phones cost nothing, phones of one viseme 0.3, two vowels 0.6, other
consonants 1.0, a vowel for a consonant 1.6, a phone left out or put in 0.7. Time only breaks ties, by at most 0.05, so
that an aligner gains nothing by where it puts a phone. Pairs up to 0.6 count as matched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.bench.lipsync.broad import BroadPhone, broad_table

_SAME_VISEME: Final = 0.3
_BOTH_VOWELS: Final = 0.6
_OTHER_CONSONANT: Final = 1.0
_VOWEL_AND_CONSONANT: Final = 1.6
_GAP: Final = 0.7
_TIE_BREAK: Final = 0.05
_TIE_BREAK_MS: Final = 500.0
_MATCHED: Final = 0.6
_EXACT: Final = 1e-9


def match(truth: Sequence[BroadPhone], aligned: Sequence[BroadPhone]) -> list[tuple[int, int]]:
    """Index pairs of matched phones, ascending. Neither sequence holds silence."""
    if not truth or not aligned:
        return []
    labels = _substitution([phone.name for phone in truth], [phone.name for phone in aligned])
    apart = np.abs(_onsets(truth)[:, None] - _onsets(aligned)[None])
    costs = labels + _TIE_BREAK * np.minimum(1.0, apart / _TIE_BREAK_MS)
    rows = _table(costs)
    pairs = []
    row, column = len(truth), len(aligned)
    while row and column:
        here = rows[row, column]
        if abs(rows[row - 1, column - 1] + costs[row - 1, column - 1] - here) < _EXACT:
            row, column = row - 1, column - 1
            if labels[row, column] <= _MATCHED:
                pairs.append((row, column))
        elif abs(rows[row - 1, column] + _GAP - here) < _EXACT:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]


def _table(costs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cheapest cost of every pair of beginnings; rows + 1 × columns + 1."""
    gaps = _GAP * np.arange(costs.shape[1] + 1)
    rows = np.empty((costs.shape[0] + 1, costs.shape[1] + 1))
    rows[0] = gaps
    for index, cost in enumerate(costs):
        above = rows[index]
        best = above + _GAP
        best[1:] = np.minimum(best[1:], above[:-1] + cost)
        # Putting phones in moves along the row; a running minimum does all of them at once.
        rows[index + 1] = np.minimum.accumulate(best - gaps) + gaps
    return rows


def _substitution(truth: Sequence[str], aligned: Sequence[str]) -> NDArray[np.float64]:
    table = broad_table()
    names = sorted({*truth, *aligned})
    index = {name: number for number, name in enumerate(names)}
    costs = np.full((len(names), len(names)), _OTHER_CONSONANT)
    for one in names:
        for other in names:
            vowels = (one in table.vowels) + (other in table.vowels)
            if one == other:
                cost = 0.0
            elif table.visemes[one] == table.visemes[other]:
                cost = _SAME_VISEME
            else:
                cost = (_OTHER_CONSONANT, _VOWEL_AND_CONSONANT, _BOTH_VOWELS)[vowels]
            costs[index[one], index[other]] = cost
    return costs[np.ix_([index[name] for name in truth], [index[name] for name in aligned])]


def _onsets(phones: Sequence[BroadPhone]) -> NDArray[np.float64]:
    return np.array([phone.onset_ms for phone in phones])
