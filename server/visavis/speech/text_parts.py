"""A long text in parts that a service with a limit takes, cut where a reader would breathe."""

from __future__ import annotations

import re
from typing import Final

_PLACES: Final = (
    re.compile(r"[.!?。！？…](?=\s|[^\s.!?。！？…\d])[\"'”’)\]）】」』]*\s*"),
    re.compile(r"[,;:，；：、](?=\s|[^\d\s])\s*|\s[-–—]\s"),
    re.compile(r"\s+"),
)
"""Where to cut, the best first: after a sentence, after a clause, between words."""


def text_parts(text: str, most_chars: int) -> list[str]:
    """``text`` in parts of at most ``most_chars`` code points each, without white space at their ends. No part is
    empty, and nothing but white space is lost. A stretch without any place to cut is cut where it must be.

    >>> text_parts("One two. Three four five.", 12)
    ['One two.', 'Three four', 'five.']
    """
    parts = []
    rest = text.strip()
    while len(rest) > most_chars:
        at = _place(rest, most_chars)
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest] if rest else parts


def _place(text: str, most_chars: int) -> int:
    """Where to cut: the last of the best places that leaves no tiny part, else exactly at the limit."""
    for pattern in _PLACES:
        ends = [match.end() for match in pattern.finditer(text, 0, most_chars + 1) if match.end() <= most_chars]
        if ends and ends[-1] >= most_chars // 4:
            return ends[-1]
    return most_chars
