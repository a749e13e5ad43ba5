"""Questions that were typed without a Chinese keyboard."""

from __future__ import annotations

import pytest

from visavis.dialogue.answers.load import parse_answers
from visavis.dialogue.answers.matcher import Matcher
from visavis.dialogue.answers.romanised import spelt, syllables

pytestmark = pytest.mark.unit

BOOK = """
answers:
  - {id: return, question: 怎么退货, answer: 七天之内。}
  - {id: refund, question: 退款多久到账, answer: 三天。}
  - {id: east, question: 东方, answer: 东。}
  - {id: room, question: 洞房, answer: 房。}
  - {id: change, question: How do I change my order?, answer: In the order.}
"""


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(parse_answers(BOOK.encode(), "desk.yaml"))


@pytest.mark.parametrize("asked", ["zenme tuihuo", "Zen me tui huo?", "zenmetuihuo", "ZENMETUIHUO"])
def test_the_same_question_in_latin_letters(matcher: Matcher, asked: str) -> None:
    outcome = matcher.match_words(asked)
    assert (outcome.kind, outcome.candidates[0].answer.id, outcome.candidates[0].exact) == ("answer", "return", True)


@pytest.mark.parametrize(("asked", "found"), [("wo xiang tuihuo", "return"), ("tuikuan duojiu", "refund")])
def test_what_sounds_alike_is_found(matcher: Matcher, asked: str, found: str) -> None:
    outcome = matcher.match_words(asked)
    assert outcome.kind in {"answer", "suggest"}
    assert outcome.candidates[0].answer.id == found


def test_what_two_answers_may_be_spelt_like_is_neither_for_sure(matcher: Matcher) -> None:
    outcome = matcher.match_words("dongfang")
    assert not any(candidate.exact for candidate in outcome.candidates)


def test_english_that_looks_like_it_is_english(matcher: Matcher) -> None:
    assert syllables("change") == ("chang", "e")
    assert matcher.match_words("change").candidates[0].answer.id == "change"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("wo xiang tuihuo", ("wo", "xiang", "tui", "huo")),
        ("fangan", ("fang", "an")),
        ("hello", ()),
        ("nihao 1", ()),
        ("", ()),
        ("ni" * 200, ()),
    ],
)
def test_syllables(typed: str, parts: tuple[str, ...]) -> None:
    assert syllables(typed) == parts


def test_what_is_not_chinese_alone_is_not_spelt() -> None:
    assert spelt("怎么退货") == "zenmetuihuo"
    assert [spelt(text) for text in ("退", "退货A", "hello", "")] == [None] * 4
