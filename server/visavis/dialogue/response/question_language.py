"""Which language a visitor speaks, where one question alone does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from visavis.dialogue.answers.fold import fold
from visavis.dialogue.answers.romanised import syllables
from visavis.speech.frontend.scripts import detect_language, language_of_script, primary_language, script_of

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_FEWEST: Final = 2
"""A single word in Latin letters may be a name, "OK", or a term, in a question of any language."""
_SPELT: Final = 3
"""So many syllables of Mandarin in a row are hardly English."""
_FREQUENT: Final = frozenset(
    (
        *("a", "am", "an", "and", "are", "be", "can", "change", "did", "do", "go", "he", "i", "in", "is", "long"),
        *("me", "more", "my", "no", "on", "she", "so", "take", "the", "time", "to", "was", "we", "you"),
    )
)
"""English words, among them those that look like Mandarin in Latin letters."""
_LOOKED_BACK: Final = 30
"""Remarks, of which most say nothing."""


def question_language(text: str, told: str | None, earlier: Iterable[str], usual: str) -> str:
    """BCP 47 code of what the visitor says.

    ``told`` is what a recogniser, or the page, takes it for; it counts unless the text is written otherwise. A text
    that says nothing of its language ("???", "OK", "iPhone 15") is in that of ``earlier``, which has what the visitor
    said before, last first; without any, ``usual`` where there is no letter.
    """
    if told is not None and _may_be(text, told):
        return told
    clear = _clear(text)
    if clear is not None:
        return clear
    for _, before in zip(range(_LOOKED_BACK), earlier, strict=False):
        clear = _clear(before)
        if clear is not None:
            return clear
    if told is not None:
        return told
    return detect_language(text) if any(map(script_of, text)) else usual


def _clear(text: str) -> str | None:
    """The language of a text that leaves no doubt."""
    scripts = {script_of(character) for character in text} - {""}
    if not scripts:
        return None
    if scripts != {"latin"}:
        return detect_language(text)
    words = _WORD.findall(text)
    found = detect_language(text)
    if found == "en" and len(syllables(fold(text))) >= _SPELT and not _is_english(words):
        return "zh"
    return found if len(words) >= _FEWEST else None


def _may_be(text: str, told: str) -> bool:
    """Whether ``text`` is written as ``told`` is. Names in Latin letters stand in any language."""
    language = primary_language(told)
    scripts = {script_of(character) for character in text} - {""}
    scripts = scripts - {"latin"} or scripts
    return not scripts or any(language_of_script(script, language) == language for script in scripts)


def _is_english(words: Iterable[str]) -> bool:
    return any(word.lower() in _FREQUENT for word in words)
