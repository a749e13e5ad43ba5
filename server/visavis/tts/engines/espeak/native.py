"""Languages that espeak-ng reads badly from their own script, and well from a reading: Cantonese, Japanese, Korean."""

from __future__ import annotations

from typing import Final

from visavis.speech.text import Token
from visavis.tts.engines.espeak.frames import Table
from visavis.tts.engines.espeak.jyutping import espeak_jyutping
from visavis.tts.engines.espeak.kana import espeak_kana
from visavis.tts.engines.espeak.spelling import espeak_words

CANTONESE: Final = "sit/yue"
JYUTPING: Final = "sit/yue-Latn-jyutping"
JAPANESE: Final = "jpx/ja"
KOREAN: Final = "ko"


def native_voice(token: Token, name: str) -> str:
    """The library's voice of a token: that of Jyutping where the token has it."""
    has_jyutping = token.language == "yue" and espeak_jyutping(token.reading) is not None
    return JYUTPING if name == CANTONESE and has_jyutping else name


_TABLES: Final = {
    CANTONESE: Table.YUE,
    JYUTPING: Table.YUE,
    JAPANESE: Table.JA,
    KOREAN: Table.KO,
    "gmw/de": Table.DE,
    "roa/pt-BR": Table.PT_BR,
    "zle/ru": Table.RU,
}


def table_of(name: str) -> Table:
    """Where the names of a voice's phones are looked up, for every voice but the Mandarin and the English one."""
    return _TABLES.get(name, Table.IPA)


_WPM: Final = {CANTONESE: 166, JYUTPING: 166, KOREAN: 163, "gmw/de": 160, "roa/fr": 156}
"""Rates at which a customer is spoken to as briskly as in English, about four fifths of what people say among friends:
4.2 syllables a second in Cantonese, 4.4 in German, 4.7 in Korean, 5 in French. The usual rate suits the others."""


def rate_wpm(name: str, usual_wpm: int) -> int:
    """The library's rate of a voice for a speed factor of 1."""
    return _WPM.get(name, usual_wpm)


def takes_phonemes(name: str) -> bool:
    """Whether :func:`native_text` writes phonemes in double brackets for this voice."""
    return name in {JYUTPING, JAPANESE}


def native_text(token: Token, name: str) -> str | None:
    """What to write for a token's reading; None where the voice reads what is said as it is."""
    if name == JYUTPING:
        return espeak_jyutping(token.reading)
    if name == JAPANESE:
        return espeak_kana(token.reading or token.spoken)
    if name == KOREAN and token.reading and token.language == "ko":
        return espeak_words(token.reading)
    return None
