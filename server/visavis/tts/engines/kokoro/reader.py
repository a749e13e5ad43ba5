"""What a Kokoro voice is asked to say: English by espeak, clause by clause, in Kokoro's spelling."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from visavis.speech.phonemizer_backend import phonemize
from visavis.speech.text import Token
from visavis.tts.engines.espeak.spelling import english_words
from visavis.tts.engines.kokoro.spelling import kokoro_symbols, numbers
from visavis.tts.local_voices.parts import SpokenPart
from visavis.tts.local_voices.symbols import owners_of

_DIGITS: Final = re.compile(r"\d")


def read_part(part: SpokenPart, *, british: bool) -> list[tuple[str, int]]:
    """Symbols that Kokoro knows, each with its token's index in the sentence."""
    symbols: list[tuple[str, int]] = []
    clause: list[tuple[int, Token]] = []
    for number, (index, token) in enumerate(part.tokens, 1):
        clause.append((index, token))
        last = number == len(part.tokens)
        mark = part.punctuation if last else token.punctuation
        if mark or last or token.ipa or part.tokens[number][1].ipa:
            if symbols:
                symbols.append((" ", clause[0][0]))
            symbols += _clause(clause, british=british)
            symbols += [(one, index) for one in mark]
            clause = []
    known = numbers()
    return [(symbol, index) for symbol, index in symbols if symbol in known]


def _clause(tokens: list[tuple[int, Token]], *, british: bool) -> list[tuple[str, int]]:
    if len(tokens) == 1 and tokens[0][1].ipa:
        index, token = tokens[0]
        return [(one, index) for one in kokoro_symbols("".join(token.ipa.split()), british=british)]
    words = [_words(token) for _, token in tokens]
    said = list(_read(" ".join(filter(None, words)), british=british))
    owners = owners_of(said, [list(_read_alone(word, british=british)) for word in words])
    return [(symbol, tokens[owner][0]) for symbol, owner in zip(said, owners, strict=True)]


def _words(token: Token) -> str:
    """English as it is; what is Mandarin by its pinyin, as an English reader would."""
    if token.language.partition("-")[0] == "zh" and token.reading:
        return _DIGITS.sub("", token.reading)
    return english_words(token.spoken, among_mandarin=False)


def _read(words: str, *, british: bool) -> str:
    return kokoro_symbols(phonemize(words, "en-gb" if british else "en-us"), british=british)


_read_alone = lru_cache(8192)(_read)
