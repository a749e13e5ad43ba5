"""Clauses of text that comes in pieces."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from visavis.dialogue.clauses import Clause, ClauseCutter, breaks
from visavis.dialogue.clauses import cutter as cutting
from visavis.speech.frontend.directions import take_out

pytestmark = pytest.mark.unit

ATOMS = [
    *("您好，", "我是小维。", "很高兴为您服务！", "退款", "三到五个工作日", "，", "。", "？", "……", "：", "；"),
    *("Hello, ", "Dr. Li ", "e.g. ", "the refund ", "takes 3.5 days. ", "No. 5 ", "10:30 ", "1,299.00", "A1023-5567"),
    *("https://shop.example/a,b?c=d.e", "[这里](https://shop.example/x?y=1,2)", "`a, b. c`", '<break time="1s"/>'),
    *("\n", "\n\n", "- ", "1. ", "## ", "**", "*", "~~", "```\n", "```python\n", "| a | b |\n", "|---|---|\n", "  "),
    *("😊", "👨‍👩‍👧", "[", "]", "(", ")", "<", ">", "`", "\\", "!", ".", ",", " ", "3", "a", "\u200b", "\ud800"),
]
TEXTS = st.lists(st.sampled_from(ATOMS), max_size=60).map("".join) | st.text(max_size=200)


def cut(pieces: Iterable[str]) -> list[Clause]:
    fed = ClauseCutter()
    return [*(clause for piece in pieces for clause in fed.feed(piece)), *fed.flush()]


def written(text: str) -> list[str]:
    return [clause.written for clause in cut(text)]


@given(TEXTS, st.lists(st.integers(0, 400), max_size=20))
@settings(max_examples=400, deadline=None)
@example("您好，" * 2000, [])
@example("字" * 7000, [3001])
@example("x" * 7000, [1])
@example("." * 500 + "\n" * 500 + "。" * 79 + " a", [60, 80, 81, 500, 579, 580])
@example("|" + "x" * 5000 + "\n", [2001, 2400])
def test_the_clauses_are_the_text_however_it_is_parted(text: str, places: list[int]) -> None:
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    pieces = [text[a:b] for a, b in pairwise(edges)]
    whole = cut([text])
    assert "".join(clause.written for clause in whole) == text
    assert cut(pieces) == whole


@given(TEXTS, st.sets(st.integers(0, 200)))
@settings(max_examples=200, deadline=None)
def test_nothing_is_lost_in_a_hurry(text: str, when: set[int]) -> None:
    cutter = ClauseCutter()
    clauses: list[Clause] = []
    for index, character in enumerate(text):
        clauses += cutter.feed(character)
        if index in when:
            clauses += cutter.hurry()
    clauses += cutter.flush()
    assert "".join(clause.written for clause in clauses) == text


@pytest.mark.parametrize(
    "whole",
    [
        *("1,299.00", "10:30", "10：30", "3.5", "192.168.1.1", "A1023-5567", "138-0013-8000", "v2.3.1", "2026.11.29"),
        *("https://shop.example/help?a=1,2;b=3.4!x", "help@shop.example", "www.shop.example/a.b", "Dr. Li", "No. 5"),
        *("e.g. this", "U.S. dollars", "Nov. 29", "[退款，说明。](https://shop.example/a)", "[a. b, c]"),
        *("`x = 1, y. z`", '<say-as interpret-as="date">1. 2, 3</say-as>'[:31], "【笑，停。顿】", "J. Smith"),
    ],
)
@pytest.mark.parametrize(
    "frame", ["请看一看这里：{}，谢谢您的耐心等待。", "Please look at {} when you can. Thank you!"]
)
def test_what_belongs_together_stays_together(whole: str, frame: str) -> None:
    text = frame.format(whole)
    for clauses in (written(text), [clause.written for clause in in_a_hurry(text)]):
        assert any(whole in clause for clause in clauses), clauses


def in_a_hurry(text: str) -> list[Clause]:
    cutter = ClauseCutter()
    clauses = [clause for character in text for clause in (*cutter.feed(character), *cutter.hurry())]
    return [*clauses, *cutter.flush()]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (
            "您好，我是小维。您的订单A1023已发货，预计三到五天送达。如有问题请随时联系我们的客服，我们很乐意帮忙。",
            [
                "您好，我是小维。",
                "您的订单A1023已发货，预计三到五天送达。",
                "如有问题请随时联系我们的客服，我们很乐意帮忙。",
            ],
        ),
        (
            "Hello there, how are you? Your refund of $1,299.00 was sent on Nov. 29, so it arrives on Monday. Bye!",
            [
                "Hello there, how are you? ",
                "Your refund of $1,299.00 was sent on Nov. 29, so it arrives on Monday. ",
                "Bye!",
            ],
        ),
        ("好的。好的。好的。好的。", ["好的。好的。", "好的。好的。"]),
        ("说明：\n1. 打开设置\n2. 点击退款", ["说明：\n1. 打开设置\n", "2. 点击退款"]),
    ],
)
def test_the_first_clause_is_short_and_later_ones_are_longer(text: str, clauses: list[str]) -> None:
    assert written(text) == clauses


def test_a_clause_is_given_as_soon_as_the_next_word_begins() -> None:
    cutter = ClauseCutter()
    assert cutter.feed("您好，我是小维") == []
    assert cutter.feed("。") == []
    assert [clause.written for clause in cutter.feed("请")] == ["您好，我是小维。"]


def test_a_hurried_listener_gets_what_is_there() -> None:
    cutter = ClauseCutter()
    first = cutter.feed("您好，我是小维。我看一下，稍等")
    assert [clause.written for clause in first] == ["您好，我是小维。"]
    assert [clause.written for clause in cutter.hurry()] == ["我看一下，"]
    assert cutter.hurry() == []


def test_a_text_without_any_stop_is_cut_between_words() -> None:
    english = written("word " * 400)
    assert max(map(len, english)) < 500
    assert all(clause.endswith("word ") for clause in english)
    assert max(map(len, written("字" * 1000))) < 150


def test_tables_and_code_are_only_shown() -> None:
    table, code = "| 型号 | 价格 |\n|---|---|\n| A1 | 99 |\n", "```python\nprint('a, b.')\n```\n"
    text = f"价格如下，请看表格：\n{table}\n代码是这样的：\n{code}就这些了。"
    clauses = cut(text)
    assert "".join(clause.spoken for clause in clauses if clause.silent) == ""
    assert "".join(clause.spoken for clause in clauses) == "价格如下，请看表格：代码是这样的：就这些了。"
    assert {line for line in text.splitlines() if line[:1] in {"|", "`", "p"}} == {
        clause.written.strip() for clause in clauses if clause.silent
    }


def test_directions_stay_at_their_place_in_what_is_said() -> None:
    cutter = ClauseCutter()
    cutter.direct("gesture:greeting")
    clauses = cutter.feed("**您好**，欢迎光临！")
    cutter.direct("emotion:concerned")
    clauses += cutter.feed("很抱歉，[这件商品](https://shop.example/1)")
    cutter.direct("gesture:bow")
    clauses += cutter.feed("暂时缺货，请您过几天再来看看吧。")
    cutter.direct("emotion:happy")
    clauses += cutter.flush()
    spoken = "".join(clause.spoken for clause in clauses)
    assert spoken == (
        "[gesture:greeting]您好，欢迎光临！[emotion:concerned]很抱歉，这件商品[gesture:bow]暂时缺货，请您过几天再来看看吧。[emotion:happy]"
    )
    said, events = take_out(spoken)
    assert [event.mark for event in events] == [
        *("gesture:greeting", "emotion:concerned", "gesture:bow", "emotion:happy"),
    ]
    assert "[" not in said
    assert not any("[emotion" in clause.written for clause in clauses)


def test_a_direction_without_words_is_not_lost() -> None:
    cutter = ClauseCutter()
    cutter.direct("gesture:nod")
    assert [(clause.written, clause.spoken, clause.audible) for clause in cutter.flush()] == [
        ("", "[gesture:nod]", False)
    ]


@pytest.mark.parametrize(
    "piece", ["[", "[a ", "[emotion:", "<a ", "`a", ".", "a.b.", "*", "\n", "1,", "[a](", "|a", "字", "x"]
)
def test_no_sign_is_looked_at_again_and_again(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much text waits: looking at all of it anew for each sign takes half a minute for so much."""
    looked = 0

    def counting(text: str, at: int, *, final: bool) -> tuple[breaks.Strength, int] | None:
        nonlocal looked
        looked += 1
        return break_at(text, at, final=final)

    break_at = breaks.break_at
    monkeypatch.setattr(cutting, "break_at", counting)
    text = piece * (4000 // len(piece))
    slow = ClauseCutter()
    clauses = [clause for character in text for clause in slow.feed(character)] + slow.flush()
    assert "".join(clause.written for clause in clauses) == text
    assert looked <= 3 * len(text)
