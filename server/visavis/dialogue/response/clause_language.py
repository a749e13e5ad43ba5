"""The language in which the next clause of an answer is said."""

from __future__ import annotations

from typing import Final

from visavis.speech.frontend.scripts import detect_language, script_of

_WORDS: Final = 4
"""Fewer words in Latin letters are names and terms in an answer of another language."""


def clause_language(text: str, before: str) -> str:
    """BCP 47 code for ``text``, in an answer that was said in ``before`` so far: one voice says "iPhone 15" in the
    middle of Chinese, and another takes over where the model has changed its language."""
    found = detect_language(text)
    if found == before or not any(map(script_of, text)):
        return before
    latin = all(script_of(character) in {"", "latin"} for character in text)
    if latin and sum(any(map(script_of, word)) for word in text.split()) < _WORDS:
        return before
    return found
