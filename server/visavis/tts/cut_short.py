"""What is left to say of a sentence whose sound broke off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from visavis.speech.text import Sentence
from visavis.tts.engine import EngineError, SpeechPiece, WordTiming
from visavis.tts.given_timing import spread_words

_LETTER_S: Final = 0.065
_BROAD_LETTER_S: Final = 0.22
"""How long a letter, or a letter of a script with a syllable each, takes about."""
_SAID_SHARE: Final = 0.5
"""A word of which so much was heard is not said again."""


class CutShortError(EngineError):
    """The sound broke off after part of it had gone on; ``rest`` is to be said as a sentence of its own."""

    def __init__(self, cause: EngineError, rest: Sentence) -> None:
        super().__init__(str(cause), code=cause.code, retryable=cause.retryable, retry_after_s=cause.retry_after_s)
        self.rest = rest


@dataclass(slots=True)
class Given:
    """What of a sentence has gone on."""

    samples: int = 0
    words: list[WordTiming] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)

    def add(self, piece: SpeechPiece) -> None:
        """This piece went on too."""
        self.samples += len(piece.pcm) // 2
        self.words += piece.words
        self.marks |= {mark.name for mark in piece.marks}


def rest_of(sentence: Sentence, given: Given, sample_rate_hz: int) -> Sentence | None:
    """The sentence from the first word on that was not heard; None when every word was.

    Of an engine that told no words the place is judged by the length of what was heard.
    """
    words: Sequence[WordTiming] = given.words or _guessed(sentence, sample_rate_hz)
    said = [word.token_index for word in words if _heard(word, given.samples)]
    first = max(said, default=-1) + 1
    tokens = sentence.tokens[first:]
    if not any(token.spoken for token in tokens):
        return None
    left = tuple(replace(token, marks=tuple(m for m in token.marks if m not in given.marks)) for token in tokens)
    return replace(sentence, tokens=left, written_start=left[0].written_start)


def head_of(sentence: Sentence, rest: Sentence) -> Sentence:
    """The sentence without its ``rest``."""
    count = len(sentence.tokens) - len(rest.tokens)
    return replace(
        sentence,
        tokens=sentence.tokens[:count],
        written_end=rest.written_start,
        ends_sentence=False,
        trailing_marks=(),
    )


def _heard(word: WordTiming, samples: int) -> bool:
    return samples - word.onset_samples >= _SAID_SHARE * (word.end_samples - word.onset_samples)


def _guessed(sentence: Sentence, sample_rate_hz: int) -> tuple[WordTiming, ...]:
    letters = "".join(token.spoken for token in sentence.tokens)
    seconds = sum(_BROAD_LETTER_S if ord(letter) >= 0x2E80 else _LETTER_S for letter in letters)
    return spread_words(sentence, (0, max(1, round(seconds * sample_rate_hz))))
