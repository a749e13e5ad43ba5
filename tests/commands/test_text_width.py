"""Columns in which Chinese stands beside English."""

from __future__ import annotations

import pytest

from visavis.commands.text_width import padded

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("ab", 4, "ab  "),
        ("中文", 5, "中文 "),
        ("中文", 4, "中文"),
        ("中文字", 4, "中… "),
        ("abcde", 4, "abc…"),
        ("", 2, "  "),
    ],
)
def test_what_is_shown_has_the_width_that_was_asked_for(text: str, columns: int, shown: str) -> None:
    assert padded(text, columns) == shown
