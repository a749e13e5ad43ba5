"""Reads what a service answers, in each of its forms."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from visavis.listen.recogniser import Heard
from visavis.speech.frontend.scripts import primary_language

NO_SPEECH: Final = 0.6
UNSURE: Final = -1.0
"""Whisper makes up sentences for sound without speech. It tells itself when: where it takes no speech for likelier than
this and is less sure of the words than that. Source: the thresholds of its own ``transcribe``."""
_MARK: Final = re.compile(r"<\|([^|<>]{1,32})\|>")
_NAMES: Final = {
    "arabic": "ar", "cantonese": "yue", "chinese": "zh", "dutch": "nl", "english": "en", "french": "fr",
    "german": "de", "hindi": "hi", "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko",
    "mandarin": "zh", "polish": "pl", "portuguese": "pt", "russian": "ru", "spanish": "es", "thai": "th",
    "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip
"""Whisper's servers tell some by code and some by name."""


def transcription(told: Mapping[str, Any]) -> Heard | None:
    """The result in an answer of ``json`` or ``verbose_json``; None where nothing was said. Raises ``ValueError``,
    ``TypeError`` or ``KeyError`` for what is no such answer."""
    text, marked = _spoken(_text(told["text"]))
    segments = [segment for segment in told.get("segments") or () if isinstance(segment, Mapping)]
    sounding = [segment for segment in segments if not _is_made_up(segment)]
    if len(sounding) < len(segments):
        text = " ".join(_text(segment["text"]).strip() for segment in sounding)
    if not text.strip():
        return None
    return Heard(text, True, _language_in(told) or marked, _confidence(sounding), len(text))


def _spoken(text: str) -> tuple[str, str | None]:
    """A text without SenseVoice's marks of language, mood and noises, ``<|zh|>`` or 🎼; and the language in them."""
    marks = _MARK.findall(text)
    bare = "".join(letter for letter in _MARK.sub("", text) if unicodedata.category(letter) != "So")
    return bare, next(filter(None, map(language_told, marks)), None)


def language_told(told: object) -> str | None:
    """A code, for a code or a name; None for anything else."""
    if not isinstance(told, str):
        return None
    name = told.strip().lower()
    code = _NAMES.get(name, name)
    return code if 2 <= len(code) <= 3 and code.isalpha() else (primary_language(code) if "-" in code else None)


def _language_in(told: Mapping[str, Any]) -> str | None:
    """The language of an answer: ``language``, else the first of ``languages``, which are objects with a code."""
    if (language := language_told(told.get("language"))) is not None:
        return language
    listed = told.get("languages")
    codes = [one.get("code") for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    return language_told(codes[0]) if codes else None


def _is_made_up(segment: Mapping[str, Any]) -> bool:
    silence, sure = _number(segment.get("no_speech_prob")), _number(segment.get("avg_logprob"))
    return silence is not None and sure is not None and silence > NO_SPEECH and sure < UNSURE


def _confidence(segments: list[Mapping[str, Any]]) -> float | None:
    """The mean likelihood of a token."""
    told = [(_number(segment.get("avg_logprob")), len(str(segment.get("text", "")))) for segment in segments]
    known = [(sure, length) for sure, length in told if sure is not None]
    letters = sum(length for _, length in known)
    return math.exp(min(0.0, sum(sure * length for sure, length in known) / letters)) if letters else None


def _number(told: object) -> float | None:
    if isinstance(told, (int, float)) and not isinstance(told, bool) and math.isfinite(told):
        return float(told)
    return None


def _text(told: object) -> str:
    if not isinstance(told, str):
        raise TypeError
    return told
