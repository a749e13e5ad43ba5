"""What is not to be torn apart: links, code, markup, and whatever stands in square brackets.

Each begins with a sign, and whether it is one shows only at its end. While the end may still come, the text is held.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_OPENERS: Final = {"[": ("]", 300), "<": (">", 120), "`": ("`", 200), "【": ("】", 60)}
"""What ends each, and within how many characters."""
_ADDRESS_CHARS: Final = 2000
_MARKUP_BEGINS: Final = re.compile(r"[A-Za-z/!]")


@dataclass(frozen=True, slots=True)
class Held:
    """The answer to the question whether something is held together at a place."""

    end: int
    """Index behind it; the place itself where nothing is."""
    sure: bool = True
    """False where more text has to come before that is known."""


def held_at(text: str, at: int, *, final: bool) -> Held:
    """What is held together from ``at`` on. ``final``: no more text comes.

    It ends in its own line and within a few hundred characters, or it is none.
    """
    opener = _OPENERS.get(text[at])
    if opener is None:
        return Held(at)
    closer, longest = opener
    if text[at] == "<":
        following = text[at + 1 : at + 2]
        if not following:
            return Held(at, sure=final)
        if not _MARKUP_BEGINS.match(following):
            return Held(at)
    begin = at + 1
    while closer == "`" and text[begin : begin + 1] == "`":  # code may stand between several
        begin += 1
    found = _find(text, closer, begin, longest, final=final)
    if found.end == begin:
        return Held(at, sure=found.sure)
    if closer != "]":
        return found
    following = text[found.end : found.end + 1]
    if not following and not final:
        return Held(at, sure=False)
    if following != "(":
        return found
    address = _find(text, ")", found.end + 1, _ADDRESS_CHARS, final=final)
    if not address.sure:
        return Held(at, sure=False)
    return address if address.end != found.end + 1 else found


def _find(text: str, closer: str, begin: int, longest: int, *, final: bool) -> Held:
    """Behind ``closer``; at ``begin`` where there is none in the line."""
    limit = begin + longest
    line_end = text.find("\n", begin, limit)
    end = text.find(closer, begin, limit if line_end < 0 else line_end)
    if end >= 0:
        return Held(end + 1)
    return Held(begin, sure=final or line_end >= 0 or len(text) >= limit)
