"""Cantonese: what was scanned as Chinese becomes tokens with Jyutping.

ToJyutping reads Han text, simplified or traditional, by the longest words it knows, so that a character with several
readings gets the one of its word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from visavis.speech.text import Sentence, Token

# Words of Mandarin that the reader of numbers says, as Cantonese has them.
_SAID = {"幺": "一", "两": "兩", "万": "萬", "亿": "億", "点": "點", "负": "負"}


def in_cantonese(sentences: Sequence[Sentence], written: str) -> tuple[Sentence, ...]:
    """The sentences with every Mandarin token read in Cantonese; tokens of other languages as they are."""
    return tuple(replace(sentence, tokens=_tokens(sentence.tokens, written)) for sentence in sentences)


def _tokens(tokens: Sequence[Token], written: str) -> tuple[Token, ...]:
    found: list[Token] = []
    for chinese, group in groupby(tokens, lambda token: token.language == "zh"):
        run = list(group)
        if not chinese:
            found.extend(run)
            continue
        said = [_said(token, written) for token in run]
        # A pause is a border of words, which a reading must not cross.
        text = "".join(f"{word}{',' if token.punctuation else ''}" for word, token in zip(said, run, strict=True))
        readings = iter(jyutping(text))
        for word, token in zip(said, run, strict=True):
            reading = " ".join(filter(None, (next(readings) for _ in word)))
            found.append(replace(token, language="yue", spoken=word, reading=reading))
            if token.punctuation:
                next(readings)
    return tuple(found)


def _said(token: Token, written: str) -> str:
    if token.written_end - token.written_start == 1 and written[token.written_start] == token.spoken:
        return token.spoken
    if token.spoken == "美" and written[token.written_start] == "$":
        return "港"  # the dollar of Hong Kong
    return _SAID.get(token.spoken, token.spoken)


@lru_cache(maxsize=1024)
def jyutping(text: str) -> tuple[str, ...]:
    """One reading for each character, ``nei5``; empty for what is no Han character."""
    import ToJyutping

    return tuple(reading or "" for _, reading in ToJyutping.get_jyutping_list(text))
