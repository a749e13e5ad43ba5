"""Digit pinyin as espeak-ng can read it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_READING: Final = re.compile(r"([a-zêü]+)([1-5])")
# The library reads the first of these as English words, and the others with a vowel that they do not have; they are
# given as phonemes, with the contour of the tone.
_BY_PHONEMES: Final = {
    "xiong": "S;y'ong", "qiong": "tS;hy'ong", "jiong": "tS;y'ong", "ê": "'E", "shun": "s.'u@n",
}  # fmt: skip
# The vowel of these is a full one, and a murmur only in the neutral tone.
_FULL: Final = {"te": "th'o-", "de": "t'o-", "le": "l'o-", "ne": "n'o-"}
_NEUTRAL: Final = {"me": "m@"}
_CONTOURS: Final = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
# Interjections and endings it has no syllable for, as the nearest it has.
_NEAREST: Final = {"hm": "hen", "hng": "heng", "m": "mu", "r": "er", "wong": "weng", "ea": "ê"}
_MAX_LETTERS: Final = 7
_OPEN: Final = frozenset({
    "a", "ba", "pa", "ma", "fa", "da", "ta", "na", "la", "ga", "ka", "ha", "za", "ca", "sa", "zha", "cha", "sha",
    "dia", "jia", "qia", "xia", "gua", "kua", "hua", "zhua", "shua", "wa", "ya",
})  # fmt: skip
"""Syllables that end in a."""


LIGHT_ER: Final = "er5"
"""The reading of a light 儿, which curls the syllable before it."""
_CODAS: Final = ("n", "i")


def before_light_er(reading: str) -> str:
    """The syllable as it is said before a light 儿: 点儿 is dia-r, 孩儿 ha-r. Unchanged where nothing is dropped."""
    letters, tone = reading[:-1], reading[-1:]
    short = letters[:-1] + tone
    return short if letters.endswith(("an", "ai")) and letters[-1] in _CODAS and short[:-1] in _OPEN else reading


@lru_cache(maxsize=4096)  # there are fewer than 2000 syllables
def espeak_syllable(reading: str) -> tuple[str, int] | None:
    """What to write for one digit-pinyin syllable (``nin2``, ``lv4``), and its tone; None when it is no syllable."""
    match = _READING.fullmatch(reading.strip().lower().replace("u:", "ü"))
    if match is None or len(match[1]) > _MAX_LETTERS:
        return None
    letters, tone = _NEAREST.get(match[1], match[1]).replace("ü", "v"), match[2]
    phonemes = _BY_PHONEMES.get(letters) or (_NEUTRAL if tone == "5" else _FULL).get(letters)
    return (f"[[{phonemes}{_CONTOURS[tone]}]]" if phonemes else f"{letters}{tone}"), int(tone)
