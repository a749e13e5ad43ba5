"""From a model's symbols to phones.

A model spells a sound by several symbols: stress before a vowel, length after it, an accent apart from its letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from visavis.speech.cues import Phone
from visavis.speech.text import Token
from visavis.tts.local_voices.symbols import CHANGES, RETROFLEX, STRESS, TimedSymbol, is_heard, is_pause

_VOWELS: Final = frozenset("aɑɐɒæeɛəɜɘɤɚɝiɪɨᵻoɔɵøœɶuʊʉɯʌyʏᵊAIOQWY")
_UNHEARD_MARKS: Final = "ɜ-"
"""espeak's Mandarin writes the second tone as the first."""
_SHORTEST_PAUSE_S: Final = 0.04
"""A punctuation mark that takes less time is not heard."""


def phones_of(
    symbols: Sequence[TimedSymbol], tokens: Sequence[Token], rate_hz: int, *, renamed: Mapping[str, str] | None = None
) -> tuple[Phone, ...]:
    """The phones, without a gap from the first symbol's onset to the last one's end.

    ``tokens`` are the sentence's, ``renamed`` gives the IPA of symbols of the model's own.
    """
    line = _Line(tokens, round(_SHORTEST_PAUSE_S * rate_hz), renamed or {})
    for symbol in symbols:
        line.add(symbol)
    return line.finish()


class _Line:
    """The phones so far."""

    def __init__(self, tokens: Sequence[Token], shortest_pause: int, renamed: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._shortest_pause = shortest_pause
        self._renamed = renamed
        self._phones: list[Phone] = []
        self._toned: set[int] = set()
        self._stress = 0
        self._early: TimedSymbol | None = None
        """The first symbol since the last phone, whose time goes to the next one."""
        self._last: TimedSymbol | None = None

    def add(self, symbol: TimedSymbol) -> None:
        self._last = symbol
        before = self._phones[-1] if self._phones else None
        if symbol.text in STRESS:
            self._stress = STRESS[symbol.text]
            self._early = self._early or symbol
        elif before is not None and before.ipa and self._changes(symbol, before.ipa):
            self._extend(symbol, _mark(symbol.text))
        elif is_heard(symbol.text):
            ipa = self._renamed.get(symbol.text, symbol.text)
            self._append(symbol, ipa, self._stress, self._tone(symbol))
            self._stress = 0
        elif is_pause(symbol.text) and self._is_silence(symbol, before):
            if before is not None and not before.ipa:
                self._extend(symbol)
            else:
                self._append(symbol, "")
        elif before is not None:  # a space: speech runs on between words
            self._extend(symbol)
        else:
            self._early = self._early or symbol

    def finish(self) -> tuple[Phone, ...]:
        if self._early is not None and self._last is not None and self._phones:
            self._extend(self._last)
        return tuple(self._phones)

    def _append(self, symbol: TimedSymbol, ipa: str, stress: int = 0, tone: int = 0) -> None:
        onset = (self._early or symbol).onset_samples
        self._phones.append(Phone(ipa, onset, symbol.end_samples, stress, tone))
        self._early = None

    def _extend(self, symbol: TimedSymbol, mark: str = "") -> None:
        before = self._phones[-1]
        ipa = unicodedata.normalize("NFC", before.ipa + mark)
        self._phones[-1] = replace(before, ipa=ipa, end_samples=symbol.end_samples)
        self._early = None

    def _is_silence(self, symbol: TimedSymbol, before: Phone | None) -> bool:
        at_an_edge = not symbol.text or before is None or not before.ipa
        return at_an_edge or symbol.end_samples - symbol.onset_samples >= self._shortest_pause

    def _changes(self, symbol: TimedSymbol, before: str) -> bool:
        """Whether a symbol only changes the sound before it."""
        text = symbol.text
        if not text:
            return False
        if text in CHANGES or text.isdigit() or unicodedata.category(text[0]) == "Mn":
            return True
        # espeak's Mandarin writes the breath after a stop as a letter of its own.
        return self._is_mandarin(symbol) and (text in _UNHEARD_MARKS or (text == "h" and before[-1] in "ptkɕʂs."))

    def _tone(self, symbol: TimedSymbol) -> int:
        """The tone of a Mandarin syllable, on its first vowel."""
        index = symbol.token_index
        if index in self._toned or symbol.text[0] not in _VOWELS or not self._is_mandarin(symbol):
            return 0
        self._toned.add(index)
        reading = self._tokens[index].reading
        return int(reading[-1]) if " " not in reading and reading[-1:] in tuple("12345") else 0

    def _is_mandarin(self, symbol: TimedSymbol) -> bool:
        return self._tokens[symbol.token_index].language.partition("-")[0] == "zh"


def _mark(text: str) -> str:
    """What is added to the IPA of the sound before."""
    if text == RETROFLEX:
        return "."
    return "" if text.isdigit() or text in _UNHEARD_MARKS else text
