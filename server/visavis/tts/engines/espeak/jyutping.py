"""Jyutping as espeak-ng can read it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_SYLLABLE: Final = re.compile(r"([bpmfdtnlgkhwzcsj]|gw|kw|ng)?([aeiouy][a-z]{0,3}|m|ng)([1-6])")
# A nasal alone would last 20 ms: the library takes it for the beginning of a syllable.
_ALONE: Final = {"m": "mm{}", "ng": "[[N-]]"}


@lru_cache(maxsize=4096)
def espeak_jyutping(reading: str) -> str | None:
    """What to write for Jyutping syllables separated by spaces (``nei5``, ``cin1 ngaa5``); None when one is none."""
    written = [_syllable(part) for part in reading.lower().split()]
    return " ".join(part for part in written if part) if written and all(written) else None


def _syllable(syllable: str) -> str | None:
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        return None
    if match[1] is None and match[2] in _ALONE:
        return _ALONE[match[2]].format(match[3])
    return syllable
