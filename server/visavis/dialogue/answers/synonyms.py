"""Words that mean the same to a desk become one word before questions are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .fold import HAN, fold

_HAN_WORD = re.compile(f"[{HAN}]")


class Synonyms:
    """Replaces each word of a group by the group's first. The longest word wins; of two groups, the earlier."""

    def __init__(self, groups: Iterable[Sequence[str]] = ()) -> None:
        self._first: dict[str, str] = {}
        for group in groups:
            words = [folded for word in group if (folded := fold(word))]
            for word in words:
                self._first.setdefault(word, words[0])
        longest_first = sorted(self._first, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_pattern_of, longest_first))) if longest_first else None

    def unify(self, folded: str) -> str:
        """``folded`` with the first word of each group."""
        return folded if self._pattern is None else self._pattern.sub(self._replace, folded)

    def _replace(self, match: re.Match[str]) -> str:
        found = match[0]
        return self._first.get(found) or self._first[found.removesuffix("es" if found[:-2] in self._first else "s")]


def _pattern_of(word: str) -> str:
    if _HAN_WORD.search(word):
        return re.escape(word)
    return rf"\b{re.escape(word)}(?:e?s)?\b"
