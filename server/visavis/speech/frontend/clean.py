"""Cleaning: the form of the text that the rules read, with the way back to what was written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SURROGATE = re.compile("[\ud800-\udfff]")
# Anything outside these ranges may fold to something else, or to nothing.
_NEEDS_FOLDING = re.compile(r"[^\n\x20-\x7e\u3001\u3002\u300a-\u3011\u4e00-\u9fff\uff01\uff0c\uff1b\uff1f]")
_HORIZONTAL_SPACE = "\t\v\f\r\x85"
# The full-width comma is a list comma in Chinese, never a thousands separator, so it stays apart from the ASCII one.
_KEPT = frozenset("，。、；！？…«»‘’“”")


@dataclass(frozen=True, slots=True)
class Source:
    """Folded text for the rules, and where each of its code points was written."""

    text: str
    written_length: int
    positions: tuple[int, ...] | None = None
    """Written index of each folded code point; ``None`` where the two are the same."""

    def written_span(self, start: int, end: int) -> tuple[int, int]:
        """Written span of the folded span ``[start, end)``."""
        if self.positions is None:
            return start, end
        if start >= end:
            at = self.positions[start] if start < len(self.positions) else self.written_length
            return at, at
        return self.positions[start], self.positions[end - 1] + 1

    def folded_index(self, written: int) -> int:
        """First folded index that was written at or after ``written``."""
        if self.positions is None:
            return written
        low, high = 0, len(self.positions)
        while low < high:
            middle = (low + high) // 2
            if self.positions[middle] < written:
                low = middle + 1
            else:
                high = middle
        return low


def without_surrogates(text: str) -> str:
    """``text`` with every lone surrogate replaced by U+FFFD, so that it can be encoded; the length stays."""
    return _SURROGATE.sub("\ufffd", text)


def fold(written: str) -> Source:
    """Full-width and compatibility forms as plain ones, invisible characters dropped, one code point for one."""
    if _NEEDS_FOLDING.search(written) is None:
        return Source(written, len(written))
    folded = [_fold_character(character) for character in written]
    text = "".join(folded)
    if len(text) == len(written):
        return Source(text, len(written))
    return Source(text, len(written), tuple(index for index, character in enumerate(folded) if character))


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """The folded form: one code point, or nothing for a character without sound or sight."""
    if character in _KEPT or character == "\n":
        return character
    if character in _HORIZONTAL_SPACE:
        return " "
    if character == "〜":
        return "~"
    category = unicodedata.category(character)
    if category in {"Cc", "Cf"} or "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in {"Zl", "Zp"}:
        return "\n"
    if category == "Zs":
        return " "
    if unicodedata.decomposition(character).startswith(("<super>", "<sub>")):
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character
