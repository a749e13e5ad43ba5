"""Answers that are written are read as the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.dialogue.answers.answer import Answer, AnswerFile
from visavis.dialogue.answers.load import AnswerBook, load_answers, parse_answers
from visavis.dialogue.answers.write import to_yaml

pytestmark = pytest.mark.unit

EXAMPLE = Path(__file__).parents[3] / "examples" / "answers" / "parcel_shop.yaml"


def test_the_example_comes_back_whole() -> None:
    book = load_answers(EXAMPLE)
    back = parse_answers(to_yaml(book).encode(), "a.yaml")
    assert (back.answers, back.synonyms) == (book.answers, book.synonyms)


def test_every_field_comes_back() -> None:
    answer = Answer.model_validate(
        {
            "id": "a",
            "questions": ["no", "12:30", "# x", "- y", "null"],
            "answers": ["[gesture:bow]a: b\nc", "yes"],
            "language": "zh-HK",
            "tags": ["t"],
            "emotion": "sad",
            "gesture": "bow",
            "links": [{"title": "l", "url": "/l"}],
            "pictures": [{"url": "https://a.example/p.png", "alt": "p"}],
            "replies": ["r", {"title": "s", "say": "t"}],
        }
    )
    book = AnswerBook("a.yaml", (answer,), (("b", "c"),), (1,), "utf-8")
    back = parse_answers(to_yaml(book).encode(), "a.yaml")
    assert (back.answers, back.synonyms) == (book.answers, book.synonyms)
    assert set(answer.model_dump()) == set(answer.model_dump(exclude_defaults=True)), "a field is left at its default"


_LINE = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=40).map(lambda text: f"问{text.strip()}")


@settings(max_examples=60)
@given(st.lists(_LINE, min_size=1, max_size=3), _LINE)
def test_any_text_comes_back(questions: list[str], said: str) -> None:
    try:
        file = AnswerFile.model_validate({"answers": [{"id": "a", "questions": questions, "answers": [said]}]})
    except ValueError:
        return  # brackets that look like a misspelt direction
    book = AnswerBook("a.yaml", file.answers, (), (1,), "utf-8")
    assert parse_answers(to_yaml(book).encode(), "a.yaml").answers == file.answers
