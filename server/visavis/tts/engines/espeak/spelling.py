"""Makes a token's words safe to hand to espeak-ng: what is left cannot be markup, a phoneme or a command."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_JOINERS: Final = "\u200c\u200d"
_INNER: Final = {"'": "'", "’": "'", "ʼ": "'", "-": "-", "‐": "-", "‑": "-"}
_CHARACTERS_MAX: Final = 400


def espeak_words(spoken: str, scripts: tuple[str, ...] = ()) -> str:
    """Letters, marks and digits of ``spoken``, with apostrophes and hyphens inside words; all else becomes a space.

    ``scripts`` restricts the letters to those whose Unicode names begin so: the library would spell out every other one
    by its number. Empty when nothing can be said. Longer than 400 characters is cut, as no word is.
    """
    kept = []
    text = spoken[:_CHARACTERS_MAX]
    for index, character in enumerate(text):
        inner = _INNER.get(character)
        if inner is not None:
            within = 0 < index < len(text) - 1 and text[index - 1].isalnum() and text[index + 1].isalnum()
            kept.append(inner if within else " ")
        elif _is_said(character, scripts):
            kept.append(character)
        else:
            kept.append(" ")
    return " ".join("".join(kept).split())


def _is_said(character: str, scripts: tuple[str, ...]) -> bool:
    if character.isascii():
        return character.isalnum()
    category = unicodedata.category(character)[0]
    if category == "L":
        return not scripts or unicodedata.name(character, "").startswith(scripts)
    return (category in "MN" and not scripts) or character in _JOINERS


def mandarin_words(spoken: str) -> str:
    """As :func:`espeak_words`, for Mandarin without a reading: Han characters and Latin letters."""
    return espeak_words(spoken, ("CJK", "LATIN"))


@lru_cache(maxsize=4096)
def english_words(spoken: str, *, among_mandarin: bool) -> str:
    """As :func:`espeak_words`, for English.

    A lone capital A is the letter, not the article. Among Mandarin a digit right after letters would make them pinyin.
    """
    words = espeak_words(unicodedata.normalize("NFC", spoken), ("LATIN",))
    if words == "A":
        return "eh"
    if among_mandarin and any(character.isdigit() for character in words):
        return _apart(words)
    return words


def _apart(words: str) -> str:
    parts: list[str] = []
    for character in words:
        if parts and parts[-1].isdigit() != character.isdigit():
            parts.append(" ")
        parts.append(character)
    return " ".join("".join(parts).split())
