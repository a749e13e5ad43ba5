"""Chinese that was typed without an input method: ``wo xiang tuihuo``, ``zenmetuihuo``."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from pypinyin import Style, lazy_pinyin

from .fold import HAN

_ALL_HAN: Final = re.compile(rf"[{HAN}]+")
_LETTERS: Final = re.compile(r"[a-z ]+")
_LONGEST: Final = 6
"""Letters of a syllable: zhuang."""
_MOST: Final = 200
"""Letters of a question; a longer one is no quick remark."""
_COMMON: Final = range(0xB0, 0xD8)
"""Rows of GB 2312 with the characters of its first level."""


def letters_of(typed: str) -> str:
    """``typed``, folded, as :func:`spelt` would have it: however words are divided, and 谁 is said."""
    return typed.replace(" ", "").replace("shei", "shui")


def spelt(han: str) -> str | None:
    """``zenmetuihuo`` for 怎么退货; None for one character, and for what is not Chinese characters alone."""
    if len(han) < 2 or not _ALL_HAN.fullmatch(han):
        return None
    return "".join(lazy_pinyin(han, style=Style.NORMAL))


def syllables(folded: str) -> tuple[str, ...]:
    """The syllables of a question that is Mandarin in Latin letters from end to end, wherever its words are divided;
    empty for any other.

    English may look like it ("long time"): whoever asks has to look for English first.
    """
    if len(folded) > _MOST or not _LETTERS.fullmatch(folded):
        return ()
    found: list[str] = []
    for word in folded.split():
        parts = _divided(word)
        if not parts:
            return ()
        found += parts
    return tuple(found)


def _divided(word: str) -> list[str]:
    """Longest syllables first, from the end: so that each can be followed by what is left."""
    known = _known()
    best: list[list[str] | None] = [None] * len(word) + [[]]
    for at in range(len(word) - 1, -1, -1):
        for length in range(min(_LONGEST, len(word) - at), 0, -1):
            rest = best[at + length]
            if rest is not None and word[at : at + length] in known:
                best[at] = [word[at : at + length], *rest]
                break
    return best[0] or []


@cache
def _known() -> frozenset[str]:
    """Syllables of the characters that are in daily use."""
    characters = (bytes((row, column)).decode("gb2312", "ignore") for row in _COMMON for column in range(0xA1, 0xFF))
    return frozenset(lazy_pinyin("".join(characters), style=Style.NORMAL, errors="ignore")) - {"m", "n", "ng", "hm"}
