"""Which word each sound of a clause belongs to: the sounds of the words alone, matched with those said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from visavis.tts.engines.flite.phones import is_vowel

_GAP: Final = 2
_UNLIKE: Final = 3
_LIKE: Final = 1


def words_of_sounds(said: Sequence[str], words: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """For each sound said, the index of its word and that word's stress digit (0 or 1).

    ``words`` are the sounds of each word with stress digits. In a sentence a few differ from the word alone, and some
    are left out or added; the match of least cost decides. A sound that no word has goes to the word before it.
    """
    expected = [(name.rstrip("01"), index, name.endswith("1")) for index, names in enumerate(words) for name in names]
    if not expected:
        return [(0, 0)] * len(said)
    if len(expected) == len(said):
        return [(index, int(stressed)) for _, index, stressed in expected]
    partners = _partners(said, [name for name, _, _ in expected])
    result: list[tuple[int, int]] = []
    word = 0
    for partner in partners:
        if partner is None:
            result.append((word, 0))
        else:
            word = expected[partner][1]
            result.append((word, int(expected[partner][2])))
    return result


def _partners(said: Sequence[str], expected: Sequence[str]) -> list[int | None]:
    """For each sound said, the expected one it stands for."""
    rows = [[column * _GAP for column in range(len(expected) + 1)]]
    for row, name in enumerate(said, 1):
        line = [row * _GAP]
        above = rows[-1]
        for column, other in enumerate(expected, 1):
            line.append(
                min(above[column - 1] + _difference(name, other), above[column] + _GAP, line[column - 1] + _GAP)
            )
        rows.append(line)
    partners: list[int | None] = [None] * len(said)
    row, column = len(said), len(expected)
    while row and column:
        here = rows[row][column]
        if here == rows[row - 1][column - 1] + _difference(said[row - 1], expected[column - 1]):
            row, column = row - 1, column - 1
            partners[row] = column
        elif here == rows[row - 1][column] + _GAP:
            row -= 1
        else:
            column -= 1
    return partners


def _difference(one: str, other: str) -> int:
    if one == other:
        return 0
    return _LIKE if is_vowel(one) == is_vowel(other) else _UNLIKE
