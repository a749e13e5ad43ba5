"""A model's answer as clauses, things to show and a hand-over."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from fakes.scripted_model import DONE, Item, ScriptedModel, saying
from visavis.dialogue.answers.answer import Reply as Button
from visavis.dialogue.clauses import Clause
from visavis.dialogue.model.acts import ActReader, Handover, Show
from visavis.dialogue.model.asker import Asker, FirstToken
from visavis.dialogue.model.contract import (
    Finish,
    FinishReason,
    LanguageModelError,
    Message,
    Request,
    Text,
    ToolCall,
    Usage,
)
from visavis.dialogue.model.reply import Replied, Reply, ReplyEvent
from visavis.dialogue.model.settings import LimitSettings

pytestmark = pytest.mark.unit

REQUEST = Request((Message("user", "怎么退款？"),))
CALLED = Finish(FinishReason.TOOL_CALLS)


def reply(*scripts: list[Item]) -> tuple[Reply, ScriptedModel]:
    model = ScriptedModel(*scripts)
    return Reply(Asker(model, LimitSettings(first_s=60, next_s=60, timeout_s=60, retries=0)), ActReader()), model


async def events(*scripts: list[Item]) -> list[ReplyEvent]:
    answer, _ = reply(*scripts)
    return [event async for event in answer.events(REQUEST)]


def said(found: list[ReplyEvent]) -> list[str]:
    return [event.spoken for event in found if isinstance(event, Clause)]


async def test_tokens_become_clauses() -> None:
    text = "<think>想</think>[emotion:happy]您好，我是小维。**退款**需要三到五个工作日，请耐心等待。"
    text += "[wave:left]还有别的吗？"
    found = await events([*map(Text, text), DONE, Usage(10, 30)])
    assert isinstance(found[0], FirstToken)
    assert said(found) == [
        "[emotion:happy]您好，我是小维。",
        "退款需要三到五个工作日，请耐心等待。",
        "还有别的吗？",
    ]
    ended = found[-1]
    assert isinstance(ended, Replied)
    assert ended.text == "您好，我是小维。**退款**需要三到五个工作日，请耐心等待。还有别的吗？"
    assert (ended.reason, ended.usage, ended.dropped) == (FinishReason.STOP, Usage(10, 30), {"other": 1})


async def test_a_clause_is_given_before_the_next_is_written() -> None:
    answer, model = reply([Text("您好，我是小维。请"), asyncio.Event()])
    async with aclosing(answer.events(REQUEST)) as found:
        assert isinstance(await anext(found), FirstToken)
        first = await anext(found)
        assert isinstance(first, Clause)
        assert first.written == "您好，我是小维。"
        assert model.running == 1
    assert model.running == 0


async def test_a_hurried_turn_gets_what_is_there() -> None:
    hold = asyncio.Event()
    answer, _ = reply([Text("您好，我是小维。稍等，我"), hold, Text("看看。"), DONE])
    found = answer.events(REQUEST)
    assert isinstance(await anext(found), FirstToken)
    await anext(found)
    assert [clause.written for clause in answer.hurry()] == ["稍等，"]
    hold.set()
    rest = [event async for event in found]
    assert said(rest) == ["我看看。"]
    assert isinstance(rest[-1], Replied)
    assert rest[-1].text == "您好，我是小维。稍等，我看看。"


async def test_what_is_shown_comes_behind_its_clause() -> None:
    show = Show(replies=(Button.model_validate("是"), Button.model_validate("否")))
    found = await events(saying("您要退款吗？[show:buttons|是|否]请选一个吧，谢谢您。"))
    assert [event for event in found if isinstance(event, (Clause, Show))][1] == show
    found = await events(saying("[show:buttons|是|否]您要退款吗？"))
    assert isinstance(found[1], Show)
    found = await events(saying("这就为您转接。[handover:退款]"))
    assert [type(event) for event in found] == [FirstToken, Clause, Handover, Replied]


async def test_a_model_that_only_called_tools_is_asked_for_words() -> None:
    call = ToolCall("a", "handover", '{"reason": "退款"}')
    answer, model = reply([call, ToolCall("b", "shell", "{}"), CALLED, Usage(5, 5)], [*saying("马上。"), Usage(7, 2)])
    found = [event async for event in answer.events(REQUEST)]
    assert Handover("退款") in found
    assert said(found) == ["马上。"]
    assert model.asked[1].messages[1:] == (
        Message("assistant", "", (call, ToolCall("b", "shell", "{}"))),
        Message("tool", "done", tool_call_id="a"),
        Message("tool", "not possible; go on without it", tool_call_id="b"),
    )
    ended = found[-1]
    assert isinstance(ended, Replied)
    assert (ended.usage, ended.dropped) == (Usage(12, 7), {"call": 1})
    assert sum(isinstance(event, FirstToken) for event in found) == 1


@pytest.mark.parametrize(
    ("scripts", "asked"),
    [
        ([[Text("这就转接。"), ToolCall("a", "handover", "{}"), CALLED]], 1),
        ([[ToolCall("a", "handover", "{}"), CALLED]], 2),
    ],
    ids=["words were said", "tools again and again"],
)
async def test_tools_do_not_go_round_for_ever(scripts: list[list[Item]], asked: int) -> None:
    answer, model = reply(*scripts)
    assert isinstance([event async for event in answer.events(REQUEST)][-1], Replied)
    assert len(model.asked) == asked


async def test_what_was_complete_before_a_failure_was_given() -> None:
    answer, _ = reply([Text("您好，我是小维。请您"), LanguageModelError("broke off")])
    found: list[ReplyEvent] = []

    async def listen() -> None:
        async for event in answer.events(REQUEST):
            found.append(event)  # noqa: PERF401 - an error ends it

    with pytest.raises(LanguageModelError):
        await listen()
    assert said(found) == ["您好，我是小维。"]
