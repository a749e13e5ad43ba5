"""What a model thinks is not said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.dialogue.model.thought import ThoughtFilter

pytestmark = pytest.mark.unit

PIECES = st.lists(
    st.sampled_from(
        ["<think>", "</think>", "<Thinking>", "</thinking>", "\n", "您好", "<b>", "<", ">", "a", "</", "th", " "]
    )
)


def said(pieces: list[str]) -> str:
    thoughts = ThoughtFilter()
    return "".join([*map(thoughts.feed, pieces), thoughts.flush()])


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("<think>用户想退款。</think>\n\n您好。", "您好。"),
        ("您好。<thinking>嗯</thinking>再见。", "您好。再见。"),
        ("<think>没有结尾", ""),
        ("想法</think>\n\n您好。", "想法您好。"),
        ("3 <4，<b>x</b> <thin", "3 <4，<b>x</b> <thin"),
        ("<THINK>\n</THINK>ok", "ok"),
    ],
)
def test_thoughts_are_taken_out(written: str, spoken: str) -> None:
    assert said([written]) == spoken
    assert said(list(written)) == spoken


@given(PIECES)
def test_it_does_not_matter_where_the_text_is_parted(pieces: list[str]) -> None:
    whole = "".join(pieces)
    assert said(pieces) == said([whole]) == said(list(whole))
