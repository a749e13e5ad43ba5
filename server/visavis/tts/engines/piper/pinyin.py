"""Digit pinyin as the symbols of Piper's pinyin voices: initial, final and tone."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_SYLLABLE: Final = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)([a-zü]+)([1-5])")
_ZERO: Final = "Ø"
_WITHOUT_TONES: Final = str.maketrans("", "", "12345")
_INITIALS: Final = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x",
    "j": "tɕ", "q": "tɕʰ", "x": "ɕ", "zh": "ʈʂ", "ch": "ʈʂʰ", "sh": "ʂ", "r": "ɻ", "z": "ts", "c": "tsʰ", "s": "s",
    "y": "j", "w": "w", _ZERO: "",
}  # fmt: skip
_FINALS: Final = {
    "a": "a", "o": "o", "e": "ɤ", "ai": "aɪ", "ei": "eɪ", "ao": "ɑʊ", "ou": "oʊ", "an": "an", "en": "ən", "ang": "ɑŋ",
    "eng": "əŋ", "ong": "ʊŋ", "i": "i", "ia": "ia", "ie": "iɛ", "iao": "iɑʊ", "iu": "ioʊ", "ian": "iɛn", "in": "in",
    "iang": "iɑŋ", "ing": "iŋ", "iong": "yʊŋ", "u": "u", "ua": "ua", "uo": "uo", "uai": "uaɪ", "ui": "ueɪ",
    "uan": "uan", "un": "uən", "uang": "uɑŋ", "ueng": "uəŋ", "v": "y", "ve": "yɛ", "van": "yɛn", "vn": "yn",
    "er": "ɚ", "ue": "yɛ",
}  # fmt: skip
_ROUND: Final = {"u": "y", "uan": "yɛn", "un": "yn"}
"""Finals after j, q, x and y, where u is ü."""
_BUZZING: Final = {"z": "ɹ̩", "c": "ɹ̩", "s": "ɹ̩", "zh": "ɻ̩", "ch": "ɻ̩", "sh": "ɻ̩", "r": "ɻ̩"}


def letters_of(reading: str) -> str:
    """Pinyin as a reader of another language gets it: without tones."""
    return reading.translate(_WITHOUT_TONES)


@lru_cache(maxsize=4096)  # there are fewer than 2000 syllables
def syllable_symbols(reading: str) -> tuple[tuple[str, str, bool], ...]:
    """Symbol, IPA, and whether the voice's blank follows, for each of the three; none for what is no syllable.

    >>> syllable_symbols("nin2")
    (('n', 'n', False), ('in', 'in', False), ('2', '2', True))
    """
    match = _SYLLABLE.fullmatch(reading.strip().lower().replace("u:", "ü"))
    if match is None:
        return ()
    initial, final, tone = match[1] or _ZERO, match[2].replace("ü", "v"), match[3]
    if final not in _FINALS:
        return ()
    heard = _FINALS[final]
    if initial in "jqxy":
        heard = _ROUND.get(final, heard)
    if final == "i":
        heard = _BUZZING.get(initial, heard)
    return ((initial, _INITIALS[initial] or "'", False), (final, heard, False), (tone, tone, True))
