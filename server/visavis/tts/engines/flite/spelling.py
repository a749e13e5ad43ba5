"""Makes a token safe and right for Flite: letters and digits, or the sounds that somebody asked for."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from visavis.speech.text import Token
from visavis.tts.engines.flite.phones import flite_phones

_CHARACTERS_MAX: Final = 200
_APOSTROPHES: Final = "'’ʼ"
_LETTER_A: Final = ("ey1",)
"""A lone capital A is the letter, not the article."""
_SPELT: Final = {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "đ": "d", "ł": "l", "ð": "th", "þ": "th", "ı": "i"}


@dataclass(frozen=True, slots=True)
class Spelling:
    """What is written for a token: words, or sounds in Flite's names."""

    text: str
    phones: tuple[str, ...] = ()
    """Replaces how Flite would say ``text``, which is then one word."""

    def ssml(self, tail: str) -> str:
        """As it stands in markup. ``tail`` of spaces makes two equal pronunciations differ."""
        if not self.phones:
            return self.text
        return f'<phoneme ph="{" ".join(self.phones)}{tail}">{self.text}</phoneme>'


@lru_cache(maxsize=4096)
def spelling_of(token: Token) -> Spelling | None:
    """What Flite is to say for a token; None for a pause, and for one without a letter that it could read."""
    if token.ipa and (phones := flite_phones(token.ipa)):
        return Spelling("word", phones)
    said = unicodedata.normalize("NFC", token.spoken[:_CHARACTERS_MAX])
    text = _words(said)
    if not text and token.reading:  # Han characters: their pinyin as a reader of English would say it
        text = _words("".join(character for character in token.reading if not character.isdigit()))
    if text == "A":
        return Spelling("word", _LETTER_A)
    return Spelling(text) if text else None


def _words(spoken: str) -> str:
    """Latin letters without their accents, digits, apostrophes inside words; all else divides words."""
    kept = []
    for index, character in enumerate(spoken):
        if character in _APOSTROPHES:
            within = 0 < index < len(spoken) - 1 and spoken[index - 1].isalnum() and spoken[index + 1].isalnum()
            kept.append("'" if within else " ")
            continue
        plain = _SPELT.get(character.lower()) or unicodedata.normalize("NFD", character)[0]
        kept.append(plain if plain.isascii() and plain.isalnum() else " ")
    return " ".join("".join(kept).split())
