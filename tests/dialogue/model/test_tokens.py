"""The estimate of tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.dialogue.model.tokens import tokens_of

pytestmark = pytest.mark.unit


@given(st.text(), st.text())
def test_it_never_shrinks_and_joining_costs_nothing(one: str, other: str) -> None:
    assert max(tokens_of(one), tokens_of(other)) <= tokens_of(one + other) <= tokens_of(one) + tokens_of(other)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("您好", 2),
        ("hello", 2),
        ("a b", 2),
        ("12", 2),
        ("😀", 2),
        ("a\n\nb", 4),
        (" ", 0),
        ("您好，world.", 6),
    ],
)
def test_about_how_many(text: str, tokens: int) -> None:
    assert tokens_of(text) == tokens
