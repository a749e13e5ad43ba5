"""Long texts are cut where a reader would breathe, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.speech.text_parts import text_parts

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, []),
        ("  short ", 10, ["short"]),
        ("One two. Three four five.", 12, ["One two.", "Three four", "five."]),
        ("It costs 3.14 euros, they say so", 21, ["It costs 3.14 euros,", "they say so"]),
        ("您好。欢迎光临，请坐。", 8, ["您好。", "欢迎光临，请坐。"]),
        ("您好欢迎光临,请坐请喝茶", 9, ["您好欢迎光临,", "请坐请喝茶"]),
        ('He said "no." Then he left', 15, ['He said "no."', "Then he left"]),
        ("x" * 25, 10, ["x" * 10, "x" * 10, "x" * 5]),
    ],
)
def test_places(text: str, limit: int, parts: list[str]) -> None:
    assert text_parts(text, limit) == parts


@given(st.text(alphabet="ab ,.。，1", max_size=200), st.integers(5, 40))
def test_nothing_is_lost_and_no_part_is_too_long(text: str, limit: int) -> None:
    parts = text_parts(text, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
