"""Words that mean the same to a desk become one word before questions are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from .fold import HAN, fold

_HAN_CHARACTER: Final = re.compile(f"[{HAN}]")


class Synonyms:
    """Replaces each word of a group by the group's first. The longest word wins; of two groups, the earlier.

    What a search costs grows with the lengths that words have, not with their number.
    """

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._first: dict[str, str] = {}
        for group in groups:
            words = [folded for word in group if (folded := fold(word))]
            for word in words:
                self._first.setdefault(word, words[0])
        for word, first in [*self._first.items()]:
            if not _HAN_CHARACTER.search(word):
                for plural in (f"{word}s", f"{word}es"):
                    self._first.setdefault(plural, first)
        self._lengths = sorted({len(word) for word in self._first}, reverse=True)

    def unify(self, folded: str) -> str:
        """``folded`` with the first word of each group."""
        parts: list[str] = []
        at = 0
        while at < len(folded):
            word = self._word_at(folded, at)
            parts.append(folded[at] if word is None else self._first[word])
            at += 1 if word is None else len(word)
        return "".join(parts)

    def _word_at(self, folded: str, at: int) -> str | None:
        for length in self._lengths:
            word = folded[at : at + length]
            if word in self._first and _whole(folded, at) and _whole(folded, at + len(word)):
                return word
        return None


def _whole(text: str, at: int) -> bool:
    """Whether no word of letters goes on across ``at``: within Chinese, words begin and end anywhere."""
    beside = text[max(at - 1, 0) : at + 1]
    return len(beside) < 2 or not beside.isalnum() or _HAN_CHARACTER.search(beside) is not None
