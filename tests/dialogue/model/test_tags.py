"""Tags in a model's text never reach the voice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.dialogue.answers.answer import Link, Picture, Reply
from visavis.dialogue.model.acts import Act, ActReader, Direction, Handover, Show
from visavis.dialogue.model.tags import TagFilter

pytestmark = pytest.mark.unit

READER = ActReader(hosts=("shop.example",), gestures=("bow", "挥手"))
TEXTS = st.lists(
    st.sampled_from(
        [
            *(
                "[emotion:happy]",
                "【gesture：挥手】",
                "[handover]",
                "[wave:left]",
                "[show:buttons|是|否]",
                "[a](b)",
                "[wave:left](b)",
            ),
            *("[", "]", "【", ":", "emo", "您好", "|", "(", "\n", "[Note: x]", "[1]", " "),
        ]
    ),
    max_size=20,
)


def read(pieces: list[str]) -> tuple[list[str | Act], dict[str, int]]:
    tags = TagFilter(READER)
    items = [item for piece in pieces for item in tags.feed(piece)] + tags.flush()
    joined: list[str | Act] = []
    for item in items:
        if joined and isinstance(item, str) and isinstance(last := joined[-1], str):
            joined[-1] = last + item
        else:
            joined.append(item)
    return joined, dict(tags.dropped)


@pytest.mark.parametrize(
    ("written", "items"),
    [
        ("[emotion:happy]您好[gesture:bow]！", [Direction("emotion:happy"), "您好", Direction("gesture:bow"), "！"]),
        ("【emotion：Happy】好【gesture: 挥手 】", [Direction("emotion:happy"), "好", Direction("gesture:挥手")]),
        ("转人工[handover: 想投诉 ]", ["转人工", Handover("想投诉")]),
        ("[HANDOVER]", [Handover("")]),
        (
            "看[show:link|https://shop.example/a|退款说明]吧",
            ["看", Show(links=(Link(title="退款说明", url="https://shop.example/a"),)), "吧"],
        ),
        (
            "[show:picture|https://img.shop.example/a.png|一张图]",
            [Show(pictures=(Picture(url="https://img.shop.example/a.png", alt="一张图"),))],
        ),
        ("[show:link|/help|帮助]", [Show(links=(Link(title="帮助", url="/help"),))]),
        (
            "[show:buttons|退款|换货]",
            [Show(replies=(Reply(title="退款", say="退款"), Reply(title="换货", say="换货")))],
        ),
    ],
)
def test_tags_become_acts(written: str, items: list[str | Act]) -> None:
    assert read([written]) == (items, {})
    assert read(list(written)) == (items, {})


@pytest.mark.parametrize(
    ("written", "left", "kind"),
    [
        ("好[emotion:ecstatic]的", "好的", "emotion"),
        ("好[gesture:backflip]的", "好的", "gesture"),
        ("好[wave:left]的", "好的", "other"),
        ("好[show:video|x]的", "好的", "show"),
        ("好[show:link|https://evil.example/?q=secret|看]的", "好的", "show"),
        ("好[show:link|https://shop.example.evil.example/|看]的", "好的", "show"),
        ("好[show:picture|https://shop.example@evil.example/a.png]的", "好的", "show"),
        ("好[show:link|javascript:alert(1)|看]的", "好的", "show"),
        ("好[show:link|//evil.example|看]的", "好的", "show"),
        ("好[show:buttons]的", "好的", "show"),
        ("好的[emotion:hap", "好的", "unfinished"),
        ("好的[ges", "好的", "unfinished"),
        ("好[emotion:happy\n的", "好\n的", "unfinished"),
        ("好[gesture: bow [1]的", "好 [1]的", "unfinished"),
        ("好[emotion:happy" + "的" * 3000, "好" + "的" * 3000, "unfinished"),
        ("好的[show:link|https://shop", "好的", "unfinished"),
    ],
)
def test_what_is_unknown_or_not_allowed_is_dropped_and_counted(written: str, left: str, kind: str) -> None:
    for pieces in ([written], list(written)):
        assert read(pieces) == ([left], {kind: 1})


@pytest.mark.parametrize(
    "text",
    [
        *(
            "见[1]和[2]。",
            "[Note: see below]",
            "[退款](https://shop.example)",
            "[a:b](https://shop.example/x)",
            "数组[i:j]",
        ),
        *("[https://shop.example]", "【重要】请看", "[12:30]", "[没有完", "a[b"),
    ],
)
def test_other_brackets_are_text(text: str) -> None:
    for pieces in ([text], list(text)):
        assert read(pieces) == ([text], {})


@given(TEXTS)
def test_it_does_not_matter_where_the_text_is_parted(pieces: list[str]) -> None:
    whole = "".join(pieces)
    assert read(pieces) == read([whole]) == read(list(whole))
    said = "".join(item for item in read([whole])[0] if isinstance(item, str))
    assert "[emotion:happy]" not in said
    assert "【gesture：挥手】" not in said
