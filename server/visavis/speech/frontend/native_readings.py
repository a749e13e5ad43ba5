"""Readings of words whose spelling does not say how they sound, where the word alone decides."""

from __future__ import annotations

from .hangul import pronounced
from .japanese import kana_reading


def native_reading(language: str, spoken: str) -> str:
    """Korean respelled as pronounced, Japanese kana with its long vowels; empty where nothing is to be added."""
    if language == "ko":
        said = pronounced(spoken)
        return said if said != spoken else ""
    return kana_reading(spoken) if language == "ja" else ""
