"""Pronunciations that people write: pinyin in its usual spellings, and IPA."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

PINYIN_ALPHABETS = frozenset({"pinyin", "x-pinyin", "py", "x-amazon-pinyin", "sapi", "x-microsoft-sapi"})
"""Names that engines give to pinyin with digits in ``<phoneme alphabet="…">``."""

_SEPARATORS = "-&'’,·/"
_DIGIT_SYLLABLE = re.compile(rf"([a-zêü:]{{1,7}})\s?([0-5])[\s{re.escape(_SEPARATORS)}]*")
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_DIAERESIS = "\u0308"
_IPA = frozenset(
    "abcdefhijklmnopqrstuvwxyzɡgæçðøħŋœɐɑɒɓɔɕɖɗɘəɚɛɜɝɞɟɠɢɣɤɥɦɧɨɪɫɬɭɮɯɰɱɲɳɴɵɶɸɹɺɻɽɾʀʁʂʃʄʈʉʊʋʌʍʎʏʐʑʒʔʕʘʙʛʝʟʡʢβθχᵻ"
    "ˈˌːˑ.‿͜͡ʰʲʷˠˤⁿˡ˞̩̯̥̬̪̺̻̝̞̠̟̤̰̹̜̘̙̼̃̀́̂̄̌̆̈̊̋̏̽̚̕"
)
_IPA_SPELLINGS = str.maketrans({"'": "ˈ", "ˊ": "ˈ", ":": "ː", "g": "ɡ", "’": "ˈ"})
_TONE_LETTERS = re.compile("[˥˦˧˨˩¹²³⁴⁵↗↘]")


def pinyin_syllables(text: str) -> tuple[str, ...] | None:
    """Digit pinyin of ``chong2qing4``, ``mu 4 ban 3``, ``lü4`` or ``Chóngqìng``'s kin ``chóng qìng``; 0 is tone 5.

    None where it is no pinyin with tones: marks need spaces between syllables. A syllable is not checked here.
    """
    plain = unicodedata.normalize("NFC", text).lower().strip().replace("u:", "ü")
    if not plain:
        return None
    if any(character.isdigit() for character in plain):
        return _with_digits(plain)
    if not any(mark in _TONES for mark in unicodedata.normalize("NFD", plain)):
        return None
    syllables = [_with_mark(part) for part in re.split(rf"[\s{re.escape(_SEPARATORS)}]+", plain) if part]
    return tuple(syllable for syllable in syllables if syllable) if all(syllables) else None


def is_syllable(reading: str) -> bool:
    """Whether digit pinyin such as ``lv4`` is a syllable of Mandarin."""
    return reading[:-1] in _known_syllables() and reading[-1:] in "12345"


def ipa_of(text: str) -> str:
    """IPA as we keep it: no brackets, ASCII look-alikes put right, tones dropped. Raises ValueError naming a character
    that is not IPA."""
    ipa = unicodedata.normalize("NFD", text.strip().strip("/[]").strip()).translate(_IPA_SPELLINGS)
    ipa = unicodedata.normalize("NFC", _TONE_LETTERS.sub("", ipa))
    wrong = next((character for character in unicodedata.normalize("NFD", ipa) if not _is_ipa(character)), None)
    if wrong is not None:
        raise ValueError(f"{wrong!r} is no sign of the IPA")
    if not any(unicodedata.category(character) in {"Ll", "Lo"} for character in ipa):
        raise ValueError(f"{text[:40]!r} holds no sound")
    return " ".join(ipa.split())


def _is_ipa(character: str) -> bool:
    return character in _IPA or character == " " or unicodedata.category(character) == "Mn"


def _with_digits(plain: str) -> tuple[str, ...] | None:
    syllables, index = [], 0
    while index < len(plain):
        match = _DIGIT_SYLLABLE.match(plain, index)
        if match is None:
            return None
        syllables.append(_spelled(match[1]) + ("5" if match[2] == "0" else match[2]))
        index = match.end()
    return tuple(syllables)


def _with_mark(part: str) -> str:
    letters, tone = "", "5"
    for character in unicodedata.normalize("NFD", part):
        if character in _TONES:
            tone = _TONES[character]
        elif character == _DIAERESIS:
            letters = letters[:-1] + "ü"
        elif character == "\u0302":
            letters = letters[:-1] + "ê"
        else:
            letters += character
    return _spelled(letters) + tone if letters.replace("ê", "e").replace("ü", "v").isascii() else ""


def _spelled(letters: str) -> str:
    return {"r": "er"}.get(letters, letters.replace("ü", "v"))


@cache
def _known_syllables() -> frozenset[str]:
    from pypinyin.pinyin_dict import pinyin_dict

    marked = {reading for readings in pinyin_dict.values() for reading in readings.split(",")}
    found = {_with_mark(reading)[:-1] for reading in marked}
    return frozenset(found - {""})
