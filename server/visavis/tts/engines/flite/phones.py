"""Flite's names of sounds and IPA, both ways. Its names are those of the CMU Pronouncing Dictionary, in lower case."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

SILENCE: Final = "pau"
_IPA: Final = {
    "aa": "ɑː", "ae": "æ", "ah": "ʌ", "ao": "ɔː", "aw": "aʊ", "ax": "ə", "axr": "ɚ", "ay": "aɪ", "b": "b", "ch": "tʃ",
    "d": "d", "dh": "ð", "dx": "ɾ", "eh": "ɛ", "el": "əl", "em": "m", "en": "n", "er": "ɚ", "ey": "eɪ", "f": "f",
    "g": "ɡ", "hh": "h", "hv": "h", "ih": "ɪ", "iy": "iː", "jh": "dʒ", "k": "k", "l": "l", "m": "m", "n": "n",
    "nx": "ɾ", "ng": "ŋ", "ow": "oʊ", "oy": "ɔɪ", "p": "p", "r": "ɹ", "s": "s", "sh": "ʃ", "t": "t", "th": "θ",
    "uh": "ʊ", "uw": "uː", "v": "v", "w": "w", "y": "j", "z": "z", "zh": "ʒ",
}  # fmt: skip
_VOWELS: Final = frozenset(
    {"aa", "ae", "ah", "ao", "aw", "ax", "axr", "ay", "eh", "er", "ey", "ih", "iy", "ow", "oy", "uh", "uw"}
)
# Sounds that English lacks become the nearest that it has: the mouth is nearly the same.
_FROM_IPA: Final = {
    "iː": "iy", "i": "iy", "ɪ": "ih", "ᵻ": "ih", "ɨ": "ih", "y": "uw", "ʏ": "uh", "e": "ey", "ɛ": "eh", "æ": "ae",
    "a": "aa", "ɑ": "aa", "ɐ": "ah", "ɒ": "aa", "ɔ": "ao", "o": "ow", "ʊ": "uh", "u": "uw", "ɯ": "uw", "ʉ": "uw",
    "ʌ": "ah", "ɤ": "ah", "ɜ": "er", "ɝ": "er", "ɚ": "er", "ə": "ax", "ɘ": "ax", "ɵ": "ax", "ɞ": "er", "ø": "er",
    "œ": "er", "ɶ": "aa", "eɪ": "ey", "aɪ": "ay", "ɔɪ": "oy", "aʊ": "aw", "oʊ": "ow", "əʊ": "ow", "ei": "ey",
    "ai": "ay", "ɔi": "oy", "au": "aw", "ou": "ow", "ɑʊ": "aw", "ɪə": "iy ax", "eə": "eh ax", "ɛə": "eh ax",
    "ʊə": "uh ax",
    "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "ɡ": "g", "q": "k", "c": "k", "ɟ": "g", "ʈ": "t", "ɖ": "d",
    "tʃ": "ch", "dʒ": "jh", "tɕ": "ch", "dʑ": "jh", "ʈʂ": "ch", "ɖʐ": "jh", "f": "f", "v": "v", "ɸ": "f", "β": "v",
    "ʋ": "v", "θ": "th", "ð": "dh", "s": "s", "z": "z", "ʃ": "sh", "ʒ": "zh", "ɕ": "sh", "ʑ": "zh", "ʂ": "sh",
    "ʐ": "zh", "ç": "sh", "x": "hh", "χ": "hh", "ɣ": "g", "ʁ": "r", "h": "hh", "ħ": "hh", "ɦ": "hh", "m": "m",
    "ɱ": "m", "n": "n", "ɳ": "n", "ɲ": "n y", "ŋ": "ng", "ɴ": "ng", "l": "l", "ɫ": "l", "ɭ": "l", "ʎ": "l y",
    "ʟ": "l", "ɬ": "l", "ɮ": "l", "ɹ": "r", "r": "r", "ɾ": "d", "ɽ": "r", "ɻ": "r", "ʀ": "r", "j": "y", "ʝ": "y",
    "w": "w", "ʍ": "w", "ɥ": "w", "ɰ": "w", "ʙ": "b", "ɺ": "l", "ɧ": "sh", "ɓ": "b", "ɗ": "d", "ʄ": "g", "ɠ": "g",
    "ʛ": "g", "ʘ": "p",
}  # fmt: skip
_LONGEST: Final = 2


def ipa_of(name: str) -> str:
    """IPA of one of Flite's sounds; empty for silence and for a name nobody knows."""
    return _IPA.get(name, "")


def is_vowel(name: str) -> bool:
    """Whether the name, without a stress digit, is a vowel's."""
    return name in _VOWELS


@lru_cache(maxsize=1024)
def flite_phones(ipa: str) -> tuple[str, ...]:
    """Flite's names for IPA that somebody asked for, stress digits on the vowels; empty where no sound is known.

    >>> flite_phones("ˈzeɪn")
    ('z', 'ey1', 'n')
    """
    plain = "".join(filter(_matters, unicodedata.normalize("NFD", ipa.replace("ç", "ɕ")))).replace("g", "ɡ")
    names: list[str] = []
    stress = "0"
    at = 0
    while at < len(plain):
        if plain[at] in "ˈˌ":
            stress = "1" if plain[at] == "ˈ" else "0"
            at += 1
            continue
        length = next((size for size in range(_LONGEST, 0, -1) if plain[at : at + size] in _FROM_IPA), 0)
        found = _FROM_IPA[plain[at : at + length]].split() if length else []
        at += length or 1
        for name in found:
            names.append(name + stress if name in _VOWELS else name)
            if name in _VOWELS:
                stress = "0"
    return tuple(names)


def _matters(character: str) -> bool:
    return character in "ːˈˌ" or unicodedata.category(character) not in {"Mn", "Lm"}
