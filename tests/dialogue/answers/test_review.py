"""What is to be looked at in a file that can be used."""

from __future__ import annotations

import pytest

from visavis.dialogue.answers.load import AnswerBook, parse_answers
from visavis.dialogue.answers.matcher import Matcher
from visavis.dialogue.answers.review import contradictions, near_duplicates

pytestmark = pytest.mark.unit


def _book(*rows: str) -> AnswerBook:
    return parse_answers("\n".join(["id,question,answer", *rows]).encode(), "a.csv")


def test_the_same_question_in_two_answers_is_found_in_whatever_writing() -> None:
    pairs = contradictions(_book("a,怎么退货|订单取消,x", "b,怎麼退貨？,y", "c,Where IS it?,z", "d,where is it,z"))
    assert [(pair.id, pair.line, pair.other_id, pair.other_line) for pair in pairs] == [
        ("a", 2, "b", 3),
        ("c", 4, "d", 5),
    ]


def test_the_same_question_twice_in_one_answer_is_none() -> None:
    assert contradictions(_book("a,怎么退货|怎么退货？,x")) == []


def test_nearly_the_same_questions_of_two_answers_are_told_once() -> None:
    book = _book("a,我想申请退货,x", "b,我要申请退货,y", "c,发票怎么开,z")
    (pair,) = [pair for pair in near_duplicates(Matcher(book)) if pair is not None]
    assert ({pair.id, pair.other_id}, pair.score < 1) == ({"a", "b"}, True)


def test_a_question_within_a_longer_one_is_no_near_duplicate() -> None:
    book = _book("a,发票,x", "b,发票抬头写错了作废重开要多少费用,y")
    assert [pair for pair in near_duplicates(Matcher(book)) if pair is not None] == []
