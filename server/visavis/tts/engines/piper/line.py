"""What a Piper voice is asked to say: the symbols of one part of a sentence, each with the word that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from visavis.speech.text import Token
from visavis.tts.engines.espeak.spelling import english_words, espeak_words
from visavis.tts.engines.piper.pinyin import letters_of, syllable_symbols
from visavis.tts.local_voices.parts import SpokenPart
from visavis.tts.local_voices.symbols import RETROFLEX, owners_of

Reader = Callable[[str], Sequence[str]]
"""From a text to symbols."""
_TONES_AND_STRESS: Final = frozenset("0123456789ˈˌɜ- ")


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol that the model is given."""

    text: str
    """As in the voice's ``phoneme_id_map``."""
    heard: str
    """As :class:`~visavis.tts.local_voices.symbols.TimedSymbol` wants it."""
    token_index: int
    padded: bool = True
    """The model's blank stands after it."""


def espeak_line(part: SpokenPart, read: Reader, read_alone: Reader, *, mandarin: bool) -> list[Symbol]:
    """By espeak, as the voice was trained; ``mandarin`` where that is its Mandarin. ``read_alone`` reads single words,
    and may remember them.

    Han characters stay characters, because espeak groups them to words; pinyin stands where espeak would misread one,
    or where a reading was asked for.
    """
    words = [_word(token, read_alone, mandarin=mandarin) for _, token in part.tokens]
    text = ""
    for number, ((_, token), word) in enumerate(zip(part.tokens, words, strict=True)):
        tight = text and _is_han(text[-1]) and word[:1] and _is_han(word[0])
        text += word if tight or not text else f" {word}"
        if number < len(words) - 1:
            text += token.punctuation
    said = read(text + part.punctuation)
    indices = [index for index, _ in part.tokens]
    owners = owners_of(said, [read_alone(word) for word in words])
    symbols = []
    for place, (one, owner) in enumerate(zip(said, owners, strict=True)):
        inside = mandarin and one == "." and place + 1 < len(said) and said[place + 1] != " "
        symbols.append(Symbol(one, RETROFLEX if inside else one, indices[owner]))
    return symbols


def pinyin_line(part: SpokenPart) -> list[Symbol]:
    """By pinyin, for voices that were trained on it: our own readings, so that nothing has to be downloaded."""
    symbols: list[Symbol] = []
    for number, (index, token) in enumerate(part.tokens):
        for syllable in token.reading.split():
            symbols += [Symbol(text, heard, index, padded) for text, heard, padded in syllable_symbols(syllable)]
        mark = part.punctuation if number == len(part.tokens) - 1 else token.punctuation
        if mark and symbols:
            symbols.append(Symbol(mark, mark, index))
    return symbols


def _word(token: Token, read: Reader, *, mandarin: bool) -> str:
    if token.ipa:
        return f"[[{''.join(token.ipa.split())}]]"
    language = token.language.partition("-")[0]
    if language == "zh" and token.reading and not mandarin:
        return letters_of(token.reading)
    if language == "zh" and token.reading:
        if token.given or _bare(read(token.spoken)) != _bare(read(token.reading)):
            return token.reading
        return token.spoken
    return english_words(token.spoken, among_mandarin=mandarin) if language == "en" else espeak_words(token.spoken)


def _bare(symbols: Sequence[str]) -> str:
    return "".join(symbol for symbol in symbols if symbol not in _TONES_AND_STRESS)


def _is_han(character: str) -> bool:
    return ord(character) >= 0x2E80
