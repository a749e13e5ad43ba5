"""Stage directions are taken out of plain text and come as marks where they stood."""

from __future__ import annotations

import pytest

from visavis.speech.frontend import TextError, analyse

pytestmark = pytest.mark.unit


def _marks(text: str, **options: object) -> tuple[str, list[tuple[str, str]]]:
    """What was written, and each mark with the word that it stands before ('' after the last)."""
    analysis = analyse(text, **options)  # type: ignore[arg-type]
    found: list[tuple[str, str]] = []
    for sentence in analysis.sentences:
        for token in sentence.tokens:
            word = analysis.written[token.written_start : token.written_end]
            found += [(mark, word) for mark in token.marks]
        found += [(mark, "") for mark in sentence.trailing_marks]
    return analysis.written, found


@pytest.mark.parametrize(
    ("text", "written", "marks"),
    [
        ("[gesture:greeting]您好！", "您好！", [("gesture:greeting", "您")]),
        ("[gesture:greeting] Hello there.", "Hello there.", [("gesture:greeting", "Hello")]),
        ("Hello [gesture:present_left] there.", "Hello there.", [("gesture:present_left", "there")]),
        ("Hi [emotion:sad][gesture:bow] there.", "Hi there.", [("emotion:sad", "there"), ("gesture:bow", "there")]),
        ("您好[gesture: 挥手 ]，欢迎。", "您好，欢迎。", [("gesture:挥手", "欢")]),
        ("再见。[gesture:goodbye]", "再见。", [("gesture:goodbye", "")]),
    ],
)  # fmt: skip
def test_directions_become_marks_where_they_stood(text: str, written: str, marks: list[tuple[str, str]]) -> None:
    assert _marks(text, language=None) == (written, marks)


@pytest.mark.parametrize("text", ["[wave] hello", "[gesture:] hello", "[gesture hello", "a[0:1]", "[emotion:a:b] hm"])
def test_other_brackets_are_ordinary_text(text: str) -> None:
    assert _marks(text, language="en") == (text, [])


def test_markup_is_marked_up_with_mark_instead() -> None:
    written, marks = _marks('<speak><mark name="gesture:nod"/>好</speak>', ssml=True)
    assert (written, marks) == ("好", [("gesture:nod", "好")])


def test_a_direction_alone_says_nothing() -> None:
    with pytest.raises(TextError, match="nothing to say"):
        analyse("[gesture:nod]")


def test_length_counts_what_was_sent() -> None:
    with pytest.raises(TextError, match="at most 20"):
        analyse("[gesture:greeting]您好您好", max_chars=20)
