"""Where a sentence is cut for a model."""

from __future__ import annotations

import pytest

from visavis.speech.frontend import analyse
from visavis.speech.text import Sentence, Token
from visavis.tts.local_voices.parts import parts_of

pytestmark = pytest.mark.unit


def sentence(text: str, language: str = "en", *, ssml: bool = False) -> Sentence:
    (one,) = analyse(text, language=language, ssml=ssml).sentences
    return one


def said(text: str, language: str = "en", *, ssml: bool = False) -> list[tuple[str, str, int]]:
    parts = parts_of(sentence(text, language, ssml=ssml))
    return [(" ".join(token.spoken for _, token in part.tokens), part.punctuation, part.pause_ms) for part in parts]


def test_short_sentences_stay_whole_and_long_ones_are_cut_at_a_comma() -> None:
    assert said("Well, no, thank you!") == [("Well no thank you", "!", 0)]
    long = said("Please put the blue book back on the big table, because my mother needs it.")
    assert [(text.split()[-1], mark) for text, mark, _ in long] == [("table", ","), ("it", ".")]
    assert [mark for _, mark, _ in said("您的银行卡已经激活，请您还款。", "zh")] == [",", "."]


def test_a_break_ends_a_part() -> None:
    told = said('<speak>One <break time="300ms"/> two.</speak>', ssml=True)
    assert told == [("One", ",", 300), ("two", ".", 0)]


def test_a_sentence_without_a_comma_is_cut_all_the_same() -> None:
    words = tuple(Token("en", "word", place, place) for place in range(200))
    parts = parts_of(Sentence(words, 0, 200))
    assert len(parts) > 3
    assert [index for part in parts for index, _ in part.tokens] == list(range(200))
    assert [part.punctuation for part in parts] == [*[","] * (len(parts) - 1), "."]


def test_nothing_is_nothing() -> None:
    assert parts_of(Sentence((), 0, 0)) == []
    assert parts_of(Sentence((Token("en", "", 0, 0),), 0, 0)) == []
