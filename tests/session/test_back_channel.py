"""Which remarks only show that somebody listens."""

from __future__ import annotations

import pytest

from visavis.session.back_channel import is_back_channel

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "said",
    [
        "",
        "…",
        "嗯",
        "嗯嗯。",
        "嗯，嗯",
        "哦，这样啊",
        "对对对",
        "好的",
        "好的好的",
        "是的，没错",
        "啊？",
        "mhm",
        "Mm-hmm.",
        "uh-huh",
        "Uh huh",
        "Yeah, yeah.",
        "OK",
        "okay, right",
        "I see",
        "hm",
    ],
)
def test_they_do(said: str) -> None:
    assert is_back_channel(said)


@pytest.mark.parametrize(
    "said",
    [
        "不",
        "不是",
        "等一下",
        "停",
        "好的，那我想退货",
        "我要人工",
        "对了，还有一个问题",
        "no",
        "wait",
        "stop",
        "okay but I",
        "yes I want that one",
        "what?",
        "嗯我想问一下",
        "hm hm hm hm hm hm hm hm hm hm hm hm",
        "行李到哪了",
        "对面",
        "thanks",
    ],
)
def test_they_do_not(said: str) -> None:
    assert not is_back_channel(said)
