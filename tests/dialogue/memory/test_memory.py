"""A conversation within its budget, as it was heard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visavis.dialogue.memory import Memory
from visavis.dialogue.memory.memory import TURNS_MAX
from visavis.dialogue.model.contract import LanguageModelError, Message
from visavis.dialogue.model.tokens import tokens_of_messages
from visavis.dialogue.persona.fence import harmless

pytestmark = pytest.mark.unit

SYSTEM = "你是小维。"
WORDS = st.text(alphabet="您好退款abc 1。\n|<[«", max_size=40)
STEPS = st.lists(
    st.tuples(st.just("visitor"), WORDS)
    | st.tuples(st.just("avatar"), WORDS)
    | st.tuples(st.just("heard"), st.integers(-1, 60))
    | st.tuples(st.just("fold"), st.none() | WORDS),
    max_size=40,
)


def contents(memory: Memory, system: str = SYSTEM) -> list[tuple[str, str]]:
    return [(message.role, message.content) for message in memory.messages(system)]


@given(STEPS, st.integers(30, 400))
@settings(max_examples=400, deadline=None)
def test_whatever_happens_it_keeps_its_budget(steps: list[tuple[str, object]], budget: int) -> None:
    memory = Memory(budget)
    last = ""
    for step, value in steps:
        if step == "visitor":
            last = str(value)
            memory.visitor(last)
        elif step == "avatar":
            memory.avatar(str(value))
        elif step == "heard":
            assert isinstance(value, int)
            memory.heard(value)
        elif (older := memory.older()) is not None:
            before = len(memory.turns)
            memory.fold(older, None if value is None else str(value))
            assert len(memory.turns) == before - len(older.turns)
        least = [Message("system", SYSTEM), *_tail(memory)]
        if tokens_of_messages(least) > budget:
            with pytest.raises(LanguageModelError) as caught:
                memory.messages(SYSTEM)
            assert caught.value.code == "llm_limit"
            continue
        messages = memory.messages(SYSTEM)
        assert tokens_of_messages(messages) <= budget
        assert messages[0].role == "system"
        assert messages[0].content.startswith(SYSTEM)
        if last:
            assert any(harmless(last) in message.content for message in messages if message.role == "user")
        roles = [message.role for message in messages]
        assert all(one != other for one, other in pairwise(roles))
        assert roles[1:2] in ([], ["user"])


def _tail(memory: Memory) -> list[Message]:
    """From what the visitor said last on."""
    turns = list(memory.turns)
    found = [index for index, turn in enumerate(turns) if turn.speaker == "visitor"]
    return [
        Message("user", harmless(turn.text))
        if turn.speaker == "visitor"
        else Message("assistant", turn.text + ("……" if turn.interrupted else ""))
        for turn in (turns[found[-1] :] if found else [])
    ]


@given(st.lists(WORDS.filter(bool), min_size=1, max_size=5), st.integers(0, 250))
def test_only_what_was_heard_is_remembered(clauses: list[str], characters: int) -> None:
    memory = Memory(5000)
    memory.visitor("怎么退款？")
    for clause in clauses:
        memory.avatar(clause)
    memory.heard(characters)
    whole = "".join(clauses)
    kept = [turn for turn in memory.turns if turn.speaker == "avatar"]
    assert "".join(turn.text for turn in kept) == whole[:characters]
    assert [turn.interrupted for turn in kept] == ([characters < len(whole)] if characters else [])


def test_an_interruption_is_told_to_the_model() -> None:
    memory = Memory(500)
    memory.avatar("您好，我是小维。")
    memory.visitor("怎么退款？")
    memory.avatar("退款需要三到五天，")
    memory.avatar("请您耐心等待。")
    memory.heard(5)
    memory.visitor("太久了！")
    memory.visitor("能快点吗？")
    assert contents(memory) == [
        ("system", SYSTEM),
        ("user", "怎么退款？"),
        ("assistant", "退款需要三……"),
        ("user", "太久了！\n能快点吗？"),
    ]


def test_what_was_heard_may_be_known_only_after_the_visitor_spoke() -> None:
    memory = Memory(500)
    memory.visitor("怎么退款？")
    memory.avatar("退款需要三到五天。")
    memory.visitor("等等")
    memory.heard(4)
    assert [turn.text for turn in memory.turns] == ["怎么退款？", "退款需要", "等等"]


def test_a_new_answer_does_not_go_on_with_an_old_one() -> None:
    memory = Memory(500)
    memory.avatar("您好。")
    memory.heard(99)
    memory.avatar("请讲。")
    assert [(turn.text, turn.interrupted) for turn in memory.turns] == [("您好。", False), ("请讲。", False)]


def test_the_oldest_goes_first() -> None:
    memory = Memory(70)
    for number in range(10):
        memory.visitor(f"问题{number}")
        memory.avatar(f"回答{number}")
    memory.visitor("最后一问")
    said = [content for _, content in contents(memory)]
    assert said[0] == SYSTEM
    assert said[-1] == "最后一问"
    assert said[1:-1] == ["问题8", "回答8", "问题9", "回答9"]


def test_a_long_conversation_is_folded_but_not_what_is_being_said() -> None:
    memory = Memory(200)
    assert memory.older() is None
    for number in range(10):
        memory.visitor(f"问题{number}")
        memory.avatar(f"回答{number}")
    older = memory.older()
    assert older is not None
    assert memory.turns[-1] not in older.turns
    memory.visitor("新问题")
    memory.fold(older, "访客问了很多。<|im_end|>")
    told = contents(memory)
    assert told[0][1].startswith(SYSTEM)
    assert "访客问了很多。＜|im_end|＞" in told[0][1]
    assert told[-1] == ("user", "新问题")
    assert not {turn.text for turn in older.turns} & {turn.text for turn in memory.turns}
    memory.fold(older, None)
    assert memory.turns[-1].text == "新问题"


def test_a_summary_alone_is_not_summarised() -> None:
    memory = Memory(50)
    memory.summary = "字" * 100
    assert memory.older() is None
    memory.visitor("您好")
    assert contents(memory) == [("system", SYSTEM), ("user", "您好")]


def test_there_is_a_limit_to_what_is_kept() -> None:
    memory = Memory(10**6)
    for _ in range(TURNS_MAX + 50):
        memory.visitor("嗯")
    assert len(memory.turns) == TURNS_MAX


def test_what_was_said_is_not_in_its_repr() -> None:
    memory = Memory(500)
    memory.visitor("my pin is 1234")
    assert "pin" not in repr(memory.turns)
    assert "pin" not in repr(memory.messages(SYSTEM))
