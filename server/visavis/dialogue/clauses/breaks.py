"""Where a reader would pause: the ends of sentences and clauses, told from stops inside numbers and names."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from visavis.speech.frontend.data_files import load

_ENDS: Final = frozenset("。！？!?…；;｡.")
_PAUSES: Final = frozenset("，、：,:—")
_NARROW: Final = frozenset("!?;.,:")
"""Signs that also stand inside addresses, times and names: they end something only before a space."""
_CLOSERS: Final = frozenset("\"'”’」』）)】]》*_~")
PLAIN: Final = re.compile(r"[^。！？!?…；;｡.，、：,:—\n\[<`【]{1,16}")
"""A stretch where nothing ends and nothing begins that is held together."""
_WORD_BEFORE: Final = re.compile(r"(?:^|[^A-Za-z0-9.])((?:[A-Za-z]\.)+[A-Za-z]|[A-Za-z]+)$")
_NUMBERED: Final = re.compile(r"(?:^|\n)[ \t]*\d{1,3}$")
_NUMBER_WORDS: Final = frozenset({"no", "nos", "nr", "art", "sec", "ch"})
_REACH: Final = 24
_RUN: Final = 80
"""Signs and spaces that are looked at together; a longer row of them is parted."""


class Strength(IntEnum):
    """How good a place is."""

    NONE = 0
    CLAUSE = 1
    SENTENCE = 2


def break_at(text: str, at: int, *, final: bool) -> tuple[Strength, int] | None:
    """How well a clause ends with the sign at ``at``, and the index behind its signs and spaces.

    ``None``: the next word must be seen first, and ``final`` is not yet true.
    """
    sign = text[at]
    if sign != "\n" and sign not in _ENDS and sign not in _PAUSES:
        return Strength.NONE, at + 1
    end, strength, narrow = at, Strength.NONE, True
    known = min(len(text), at + _RUN)
    while end < known and (text[end] in _ENDS or text[end] in _PAUSES or (end > at and text[end] in _CLOSERS)):
        character = text[end]
        if character in _ENDS:
            strength = Strength.SENTENCE
        elif character in _PAUSES:
            strength = max(strength, Strength.CLAUSE)
        narrow = narrow and (character in _NARROW or character in _CLOSERS)
        end += 1
    signs_end = end
    while end < known and text[end].isspace():
        strength = Strength.SENTENCE if text[end] == "\n" else strength
        end += 1
    if end == at + _RUN:
        return strength, end
    if end == len(text) and not final:
        return None
    if "\n" in text[at:end]:
        return strength, end
    following = text[end : end + 1]
    if following and narrow and end == signs_end and following < "\u2e80":
        return Strength.NONE, signs_end
    stop = sign == "." and signs_end == at + 1
    if _inside_number(text, at, following) or (stop and _abbreviates(text, at, following)):
        return Strength.NONE, end
    return strength, end


def _inside_number(text: str, at: int, following: str) -> bool:
    """``10：30``, ``1, 2``; but a sentence that ends with a number ends."""
    before = text[at - 1 : at]
    digits = before.isascii() and before.isdigit() and following.isascii() and following.isdigit()
    return digits and text[at] not in "。！？!?；;…，、"


def _abbreviates(text: str, at: int, following: str) -> bool:
    """Whether the full stop at ``at`` belongs to ``Dr.``, ``e.g.``, ``No.``, an initial, or the number of an item."""
    before = text[max(0, at - _REACH) : at]
    if _NUMBERED.search(before):
        return True
    found = _WORD_BEFORE.search(before)
    if found is None:
        return False
    word = found[1].lower()
    # "I." and "a." are more likely words than initials.
    single = len(word) == 1 and word not in "ia"
    numbers = word in _NUMBER_WORDS and following.isdigit()
    return single or "." in word or numbers or word in load("words_en")["inner_stop"]
