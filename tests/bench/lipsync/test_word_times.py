"""Labelled words are found among the tokens of the text."""

import pytest

from visavis.bench.lipsync.recording import TimedWord
from visavis.bench.lipsync.word_times import word_timings
from visavis.speech.frontend import analyse

pytestmark = pytest.mark.unit


def timings(text: str, words: str) -> dict[str, int]:
    analysis = analyse(text)
    tokens = [token for sentence in analysis.sentences for token in sentence.tokens]
    timed = [TimedWord(word, 10.0 * index, 10.0 * index + 10) for index, word in enumerate(words.split())]
    found = word_timings(tokens, analysis.written, timed, 1000)
    return {tokens[word.token_index].spoken: word.onset_samples for word in found}


def test_case_and_punctuation_do_not_count() -> None:
    assert timings("Hello, it's me.", "HELLO it's me") == {"Hello": 0, "it's": 10, "me": 20}


def test_what_is_not_in_the_text_is_left_out() -> None:
    assert timings("we say hello", "we uh say um hello") == {"we": 0, "say": 20, "hello": 40}


def test_han_characters() -> None:
    assert timings("您好吗", "您 好 吗") == {"您": 0, "好": 10, "吗": 20}
