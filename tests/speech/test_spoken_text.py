"""The line that an engine of plain text is asked to say, and whose character is whose."""

from __future__ import annotations

import pytest

from visavis.speech.frontend import analyse
from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence, Token

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hello, dear world!", "Hello, dear world!"),
        ("您好，我是Bob，谢谢。", "您好, 我是 Bob, 谢谢."),
        ("It costs $5.", "It costs five dollars."),
    ],
)
def test_a_sentence_is_one_line(text: str, line: str) -> None:
    assert spoken_text(analyse(text).sentences[0]).text == line


@pytest.mark.parametrize("text", ["Hello, dear world!", "您的订单A1023已发货。", "请打开APP，输入8866。"])
def test_every_character_knows_its_token(text: str) -> None:
    for sentence in analyse(text).sentences:
        spoken = spoken_text(sentence)
        for index, (token, (start, end)) in enumerate(zip(sentence.tokens, spoken.spans, strict=True)):
            assert spoken.text[start:end] == token.spoken
            assert all(spoken.token_at(at) == index for at in range(start, end))


def test_spaces_signs_pauses_and_what_lies_outside_belong_to_nobody() -> None:
    tokens = (Token("en", "one", 0, 3, punctuation=","), Token("en", "", 3, 3, break_ms=200), Token("en", "two", 4, 7))
    spoken = spoken_text(Sentence(tokens, 0, 7))
    assert (spoken.text, spoken.spans[1]) == ("one, two", (4, 4))
    assert [spoken.token_at(at) for at in (-1, 3, 4, 8, 99)] == [None] * 5
    assert spoken.token_at(5) == 2
