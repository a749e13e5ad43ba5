"""IPA that somebody asked for, as mnemonics of the library's English phoneme table.

The library names its phonemes in an ASCII spelling of its own and takes them between double brackets. Sounds that
English lacks become the nearest that it has: the mouth is nearly the same.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

_VOWELS: Final = {
    "iː": "i:", "i": "i", "ɪ": "I", "ᵻ": "I", "ɨ": "I", "y": "u:", "yː": "u:", "ʏ": "U", "e": "eI", "eː": "eI",
    "ɛ": "E", "ɛː": "E", "æ": "a", "a": "a", "aː": "A:", "ɑ": "A:", "ɑː": "A:", "ɐ": "V", "ɒ": "0", "ɔ": "O",
    "ɔː": "O:", "o": "oU", "oː": "oU", "ʊ": "U", "u": "u:", "uː": "u:", "ɯ": "u:", "ʉ": "u:", "ʌ": "V",
    "ɤ": "V", "ɜ": "3:", "ɜː": "3:", "ɝ": "3:", "ɝː": "3:", "ɚ": "3", "ə": "@", "ɘ": "@", "ɵ": "@", "ɞ": "3:",
    "ø": "3:", "øː": "3:", "œ": "3:", "ɶ": "A:", "eɪ": "eI", "aɪ": "aI", "ɔɪ": "OI", "aʊ": "aU", "oʊ": "oU",
    "əʊ": "oU", "ɪə": "i@", "eə": "e@", "ɛə": "e@", "ʊə": "U@", "ei": "eI", "ai": "aI", "ɔi": "OI", "au": "aU",
    "ou": "oU",
}  # fmt: skip
_CONSONANTS: Final = {
    "p": "p", "b": "b", "t": "t", "d": "d", "k": "k", "ɡ": "g", "q": "k", "c": "k", "ɟ": "g", "ʔ": "?",
    "ʈ": "t", "ɖ": "d", "tʃ": "tS", "dʒ": "dZ", "tɕ": "tS", "dʑ": "dZ", "ʈʂ": "tS", "ɖʐ": "dZ", "ts": "t|s",
    "dz": "d|z", "f": "f", "v": "v", "ɸ": "f", "β": "v", "ʋ": "v", "θ": "T", "ð": "D", "s": "s", "z": "z",
    "ʃ": "S", "ʒ": "Z", "ɕ": "S", "ʑ": "Z", "ʂ": "S", "ʐ": "Z", "ç": "S", "x": "h", "χ": "h", "ɣ": "g",
    "ʁ": "r", "h": "h", "ħ": "h", "ɦ": "h", "ʕ": "?", "m": "m", "ɱ": "m", "n": "n", "ɳ": "n", "ɲ": "n^",
    "ŋ": "N", "ɴ": "N", "l": "l", "ɫ": "l", "ɭ": "l", "ʎ": "l|j", "ʟ": "l", "ɬ": "l", "ɮ": "l", "ɹ": "r",
    "r": "r", "ɾ": "t#", "ɽ": "r", "ɻ": "r", "ʀ": "r", "j": "j", "ʝ": "j", "w": "w", "ʍ": "w", "ɥ": "w",
    "ɰ": "w", "ʙ": "b", "ɺ": "l", "ɧ": "S", "ɓ": "b", "ɗ": "d", "ʄ": "g", "ɠ": "g", "ʛ": "g", "ʘ": "p",
    "ʡ": "?", "ʢ": "h", "ʜ": "h",
}  # fmt: skip
_LONGEST: Final = 3
_SYLLABIC: Final = "\u0329"


@lru_cache(maxsize=1024)
def espeak_phonemes(ipa: str) -> str:
    """``[[…]]`` for every word of the IPA, phonemes divided by ``|`` so that t and S stay two; empty for no sound."""
    words = (_word(part) for part in ipa.split())
    return " ".join(f"[[{word}]]" for word in words if word)


def _word(ipa: str) -> str:
    plain = "".join(filter(_matters, unicodedata.normalize("NFD", ipa.replace("ç", "ɕ")))).replace("g", "ɡ")
    parts: list[str] = []
    stress = ""
    index = 0
    while index < len(plain):
        if plain[index] in "ˈˌ":
            stress = "'" if plain[index] == "ˈ" else ","
            index += 1
            continue
        symbol = next((plain[index:end] for end in range(index + _LONGEST, index, -1) if _known(plain[index:end])), "")
        index += len(symbol) or 1
        if symbol in _VOWELS or plain[index : index + 1] == _SYLLABIC:
            # A syllabic consonant gets a neutral vowel before it.
            parts += [stress + _VOWELS[symbol]] if symbol in _VOWELS else [f"{stress}@", _CONSONANTS[symbol]]
            stress = ""
        elif symbol:
            parts.append(_CONSONANTS[symbol])
    return "|".join(parts)


def _matters(character: str) -> bool:
    return character in "ːˈˌ" or character == _SYLLABIC or unicodedata.category(character) not in {"Mn", "Lm"}


def _known(symbol: str) -> bool:
    return symbol in _VOWELS or symbol in _CONSONANTS
