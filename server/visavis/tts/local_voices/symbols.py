"""From a model's symbols, each with its time, to phones and words.

A model spells a sound by several symbols: stress before a vowel, length after it, an accent apart from its letter.
Words are not told; the symbols of each word alone are matched with those of the whole line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.cues import Phone
from visavis.speech.text import Token
from visavis.tts.engine import WordTiming
from visavis.tts.local_voices.model import VoiceFileError

STRESS: Final = {"ˈ": 2, "ˌ": 1}
RETROFLEX: Final = "\u0323"
"""What stands for the dot of espeak's ``s.``, which else would be the end of a sentence."""
PAUSES: Final = frozenset(",.?!;:—…。，？！；：、")
_LETTER_LIKE: Final = frozenset("ːˑʰʲʷˤ˞ⁿ")
_SILENT: Final = frozenset("-|_'\"↓↑→↗↘()“”")
_VOWELS: Final = frozenset("aɑɐɒæeɛəɜɘɤɚɝiɪɨᵻoɔɵøœɶuʊʉɯʌyʏᵊAIOQWY")
_UNHEARD_MARKS: Final = "ɜ-"
"""espeak's Mandarin writes the second tone as the first."""
_SHORTEST_PAUSE_S: Final = 0.04
"""A punctuation mark that takes less time is not heard."""


@dataclass(frozen=True, slots=True)
class TimedSymbol:
    """One symbol that a model was given."""

    text: str
    """IPA, a punctuation mark or a space; empty for the model's own marks of beginning and end."""
    onset_samples: int
    end_samples: int
    token_index: int
    """The token of the sentence that it belongs to."""


def edges_of(lengths: NDArray[np.floating[Any]], count: int, samples: int, path: Path) -> list[int]:
    """Where each of ``count`` symbols begins, and the end, in samples.

    Lengths count in steps of the model's own; how long one is, the whole tells. Raises :class:`VoiceFileError`.
    """
    steps = np.asarray(lengths, np.float64).reshape(-1)
    if len(steps) != count or not np.isfinite(steps).all() or steps.min() < 0 or steps.sum() <= 0:
        raise VoiceFileError(f"{path} tells {len(steps)} lengths of {count} symbols")
    edges = np.rint(np.concatenate(([0.0], np.cumsum(steps))) / steps.sum() * samples)
    return [int(edge) for edge in edges]


def owners_of(said: Sequence[str], words: Sequence[Sequence[str]]) -> list[int]:
    """For each symbol said, which of ``words`` it belongs to; these are the symbols of each word alone.

    >>> owners_of(["ə", "b", "ʊ", "k"], [["e", "ɪ"], ["b", "ʊ", "k"]])
    [0, 1, 1, 1]
    """
    alone = [symbol for word in words for symbol in word]
    belongs = [index for index, word in enumerate(words) for _ in word]
    owners: list[int] = []
    matcher = SequenceMatcher(None, said, alone, autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        for place in range(start, end):
            if last > first:
                owners.append(belongs[first + (place - start) * (last - first) // (end - start)])
            else:  # nothing of the words alone is left for it
                owners.append(owners[-1] if owners else 0)
    return owners


def phones_of(
    symbols: Sequence[TimedSymbol], tokens: Sequence[Token], rate_hz: int, *, renamed: dict[str, str] | None = None
) -> tuple[Phone, ...]:
    """The phones, without a gap from the first symbol's onset to the last one's end.

    A space is no silence: the sounds around it run on. ``renamed`` gives the IPA of symbols of the model's own.
    """
    phones: list[Phone] = []
    toned: set[int] = set()
    stress = 0
    early: int | None = None  # stress marks and what has no sound stand before the sound that takes their time
    for symbol in symbols:
        mandarin = _is_mandarin(tokens, symbol.token_index)
        text = symbol.text
        last = phones[-1] if phones else None
        if text in STRESS:
            stress = STRESS[text]
            early = symbol.onset_samples if early is None else early
        elif last is not None and last.ipa and _follows(text, last.ipa, mandarin=mandarin):
            mark = "." if text == RETROFLEX else "" if text.isdigit() or text in _UNHEARD_MARKS else text
            ipa = unicodedata.normalize("NFC", last.ipa + mark)
            phones[-1] = Phone(ipa, last.onset_samples, symbol.end_samples, last.stress, last.tone)
        elif _is_heard(text):
            ipa = (renamed or {}).get(text, text)
            tone = 0
            if mandarin and text[0] in _VOWELS and symbol.token_index not in toned:
                toned.add(symbol.token_index)
                tone = _tone(tokens[symbol.token_index])
            onset = symbol.onset_samples if early is None else early
            phones.append(Phone(ipa, onset, symbol.end_samples, stress, tone))
            stress, early = 0, None
        elif _is_pause(text) and (
            last is None
            or not last.ipa
            or not text
            or symbol.end_samples - symbol.onset_samples >= _SHORTEST_PAUSE_S * rate_hz
        ):
            onset = symbol.onset_samples if early is None else early
            if last is not None and not last.ipa:
                phones[-1] = Phone("", last.onset_samples, symbol.end_samples)
            else:
                phones.append(Phone("", onset, symbol.end_samples))
            early = None
        elif last is not None:
            phones[-1] = replace(last, end_samples=symbol.end_samples)
        else:
            early = symbol.onset_samples if early is None else early
    if early is not None and phones:
        phones[-1] = replace(phones[-1], end_samples=symbols[-1].end_samples)
    return tuple(phones)


def words_of(symbols: Sequence[TimedSymbol], asked: Sequence[int]) -> tuple[WordTiming, ...]:
    """When each of the ``asked`` tokens is heard; one without a sound is where the one before it ends."""
    spans: dict[int, tuple[int, int]] = {}
    for symbol in symbols:
        if symbol.text in STRESS or _is_heard(symbol.text) or symbol.text in _LETTER_LIKE:
            onset, _ = spans.get(symbol.token_index, (symbol.onset_samples, 0))
            spans[symbol.token_index] = (onset, symbol.end_samples)
    words = []
    at = symbols[0].onset_samples if symbols else 0
    for index in asked:
        onset, at = spans.get(index, (at, at))
        words.append(WordTiming(index, onset, at))
    return tuple(words)


def _is_heard(text: str) -> bool:
    return bool(text) and not _is_pause(text) and text != " " and text not in _SILENT and not text.isdigit()


def _is_pause(text: str) -> bool:
    return not text or text in PAUSES


def _follows(text: str, before: str, *, mandarin: bool) -> bool:
    """Whether a symbol only changes the sound before it."""
    if not text:
        return False
    if text in _LETTER_LIKE or text.isdigit() or unicodedata.category(text[0]) == "Mn":
        return True
    # espeak's Mandarin writes the breath after a stop as a letter of its own.
    return mandarin and (text in _UNHEARD_MARKS or (text == "h" and before[-1] in "ptkɕʂs."))


def _is_mandarin(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and tokens[index].language.partition("-")[0] == "zh"


def _tone(token: Token) -> int:
    return int(token.reading[-1]) if " " not in token.reading and token.reading[-1:].isdigit() else 0
