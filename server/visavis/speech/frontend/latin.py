"""Which language a text in Latin letters is in, by its frequent words. English in doubt."""

from __future__ import annotations

import re
from functools import cache

from .data_files import load

_WORD = re.compile(r"[a-zà-öø-ÿœß]+")
_SIGNS = {"ß": "de", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt", "œ": "fr"}
_LOOKED_AT = 400
"""Characters from the beginning; a text does not change its language later."""
_LEAST = 2
"""A single word may be a name, or a quotation."""


def latin_language(text: str) -> str:
    """``de``, ``fr``, ``es`` or ``pt`` where at least two of its words are there, and twice as many as of English.

    >>> latin_language("Guten Tag, wie kann ich Ihnen helfen?")
    'de'
    """
    lowered = text[:_LOOKED_AT].lower()
    words = _words()
    scores = dict.fromkeys(words, 0)
    for word in set(_WORD.findall(lowered)):
        for language, known in words.items():
            scores[language] += word in known
    for sign, language in _SIGNS.items():
        scores[language] += sign in lowered
    english = scores.pop("en")
    first, second = sorted(scores, key=lambda language: scores[language], reverse=True)[:2]
    clear = scores[first] >= _LEAST and scores[first] >= 2 * english and scores[first] > scores[second]
    return first if clear else "en"


@cache
def _words() -> dict[str, frozenset[str]]:
    data = load("latin_words")
    return {language: frozenset(data[language]) for language in ("en", "de", "fr", "es", "pt")}
