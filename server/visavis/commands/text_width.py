"""Columns of a table in which Chinese stands beside English."""

from __future__ import annotations

import unicodedata


def padded(text: str, columns: int) -> str:
    """``text`` in exactly ``columns`` of a terminal, where a Chinese character takes two; what is too long is cut."""
    if sum(map(_columns, text)) > columns:
        room, kept = columns - 1, ""
        for character in text:
            room -= _columns(character)
            if room < 0:
                break
            kept += character
        text = f"{kept}…"
    return text + " " * (columns - sum(map(_columns, text)))


def _columns(character: str) -> int:
    return 0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
