"""Every wait, every try and every cost has an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, date, datetime
from itertools import repeat
from typing import Any

import pytest

from fakes.scripted_model import DONE, Item, ScriptedModel, saying
from visavis.dialogue.model import asker as asker_module
from visavis.dialogue.model.asker import AskedEvent, Asker, FirstToken
from visavis.dialogue.model.contract import (
    Finish,
    FinishReason,
    LanguageModelError,
    Message,
    ModelEvent,
    Request,
    Text,
    Thinking,
    ToolCall,
    Usage,
)
from visavis.dialogue.model.daily_tokens import DailyTokens
from visavis.dialogue.model.settings import LimitSettings
from visavis.dialogue.model.tokens import tokens_of_messages

pytestmark = pytest.mark.unit

REQUEST = Request((Message("system", "Be kind."), Message("user", "my pin is 1234")), max_tokens=50)
PATIENT: dict[str, Any] = {"first_s": 60, "next_s": 60, "timeout_s": 60}
BUSY = LanguageModelError("busy", code="llm_busy", retryable=True)


def asker(model: ScriptedModel, daily: DailyTokens | None = None, **limits: Any) -> Asker:
    return Asker(model, LimitSettings(**(PATIENT | limits)), daily, spread=lambda: 0.0)


async def events(asking: Asker, request: Request = REQUEST) -> list[AskedEvent]:
    """Without the time of the first token, which is checked to stand first."""
    found = [event async for event in asking.ask(request)]
    times = [event for event in found if isinstance(event, FirstToken)]
    assert times == [event for event in found[:1] if isinstance(event, FirstToken)]
    return [event for event in found if not isinstance(event, FirstToken)]


async def test_text_comes_without_thoughts_then_usage_then_the_finish() -> None:
    model = ScriptedModel([Thinking(), Text("<thi"), Text("nk>嗯</think>\n"), Text("您好"), DONE, Usage(31, 7)])
    assert await events(asker(model)) == [Text("您好"), Usage(31, 7), DONE]


async def test_characters_that_come_in_halves_are_whole() -> None:
    model = ScriptedModel([Text("您好\ud83d"), Text("\ude00，\ude00再见\ud83d"), DONE])
    assert "".join(event.text for event in await events(asker(model)) if isinstance(event, Text)) == (
        "您好😀，\ufffd再见\ufffd"
    )


async def test_usage_is_estimated_where_the_service_tells_none() -> None:
    *_, usage, finish = await events(asker(ScriptedModel(saying("您好"))))
    assert usage == Usage(tokens_of_messages(REQUEST.messages), 2)
    assert finish == DONE


@pytest.mark.parametrize(
    ("before", "limits", "said", "retryable"),
    [
        ([], {"first_s": 0.2}, "wrote nothing for 0.2 s", True),
        ([Thinking()], {"next_s": 0.2}, "stopped writing for 0.2 s", True),
        ([Text("a")], {"next_s": 0.2}, "stopped writing for 0.2 s", True),
        ([Text("a")], {"timeout_s": 0.2}, "did not come to an end in 0.2 s", False),
    ],
)
async def test_silence_has_an_end(before: list[Item], limits: dict[str, float], said: str, retryable: bool) -> None:
    model = ScriptedModel([*before, asyncio.Event()])
    with pytest.raises(LanguageModelError, match=said) as caught:
        await events(asker(model, retries=0, **limits))
    assert (caught.value.code, caught.value.retryable) == ("llm_timeout", retryable)
    assert model.running == 0


async def test_talk_without_an_end_has_one() -> None:
    model = ScriptedModel(lambda _: repeat(Text("字" * 10)))
    found = await events(asker(model))
    assert found[-1] == Finish(FinishReason.LENGTH)
    assert sum(len(event.text) for event in found if isinstance(event, Text)) <= 3 * REQUEST.max_tokens + 10
    assert model.running == 0


async def test_thinking_without_an_end_has_one() -> None:
    assert (await events(asker(ScriptedModel(lambda _: repeat(Thinking())))))[-1] == Finish(FinishReason.LENGTH)


async def test_it_is_asked_again_before_the_first_token() -> None:
    model = ScriptedModel([BUSY], [Thinking(), BUSY], saying("您好"))
    assert Text("您好") in await events(asker(model, retries=2))
    assert len(model.asked) == 3


@pytest.mark.parametrize(
    ("script", "limits"),
    [
        ([Text("您"), BUSY], {"retries": 5}),
        ([ToolCall("1", "handover", "{}"), BUSY], {"retries": 5}),
        ([LanguageModelError("no", code="llm_refused")], {"retries": 5}),
        ([BUSY], {"retries": 0}),
        ([BUSY], {"retries": 5, "first_s": 0.1}),
        ([LanguageModelError("busy", retryable=True, retry_after_s=61)], {"retries": 5}),
    ],
    ids=["after text", "after a call", "not retryable", "no retries", "no time", "told to wait longer"],
)
async def test_it_is_not_asked_again(script: list[Item], limits: dict[str, Any]) -> None:
    model = ScriptedModel(script)
    with pytest.raises(LanguageModelError):
        await events(asker(model, **limits))
    assert len(model.asked) == 1


async def test_an_answer_without_a_finish_broke_off() -> None:
    with pytest.raises(LanguageModelError, match="broke off"):
        await events(asker(ScriptedModel([Text("您好")])))


@pytest.mark.parametrize("after", [asyncio.Event(), BUSY])
async def test_what_fails_behind_the_finish_spoils_nothing(after: Item) -> None:
    found = await events(asker(ScriptedModel([*saying("您好"), after]), next_s=0.02))
    assert found[0] == Text("您好")
    assert found[-1] == DONE


async def test_a_strangers_model_may_fail_in_any_way() -> None:
    with pytest.raises(LanguageModelError, match=r"failed \(KeyError\)$") as caught:
        await events(asker(ScriptedModel([KeyError("my pin")])))
    assert caught.value.code == "llm_failed"


async def test_a_book_in_one_piece_is_not_read_to_the_end() -> None:
    found = await events(asker(ScriptedModel([Text("字" * 10**6), DONE])))
    assert sum(len(event.text) for event in found if isinstance(event, Text)) == 8000
    assert found[-1] == Finish(FinishReason.LENGTH)


async def test_leaving_stops_the_model_at_once() -> None:
    model = ScriptedModel([Text("您好"), asyncio.Event()])
    async with aclosing(asker(model).ask(REQUEST)) as answer:
        assert isinstance(await anext(answer), FirstToken)
        assert await anext(answer) == Text("您好")
        assert model.running == 1
    assert model.running == 0


class ClingingModel(ScriptedModel):
    """Does not let go, or fails at it."""

    def __init__(self, error: Exception | None) -> None:
        super().__init__()
        self._error = error

    async def stream(self, request: Request) -> AsyncIterator[ModelEvent]:
        try:
            yield Text("您好")
            yield DONE
        finally:
            if self._error is not None:
                raise self._error
            await asyncio.Event().wait()


@pytest.mark.parametrize("error", [None, KeyError("my pin")])
async def test_a_model_that_does_not_let_go_is_left(
    error: Exception | None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(asker_module, "_FAREWELL_S", 0.02)
    async with asyncio.timeout(20), aclosing(asker(ClingingModel(error)).ask(REQUEST)) as answer:
        assert isinstance(await anext(answer), FirstToken)
    assert "could not be left" in caplog.text
    assert "my pin" not in caplog.text


async def test_a_conversation_that_is_too_long_is_not_sent() -> None:
    model = ScriptedModel()
    request = Request((Message("user", "字" * 600),))
    with pytest.raises(LanguageModelError, match="VISAVIS_LLM_CONTEXT_TOKENS allows 500") as caught:
        await events(asker(model, context_tokens=500), request)
    assert caught.value.code == "llm_limit"
    assert model.asked == []


class Calendar:
    """The day, as a test has it."""

    def __init__(self) -> None:
        self.day = date(2026, 11, 29)

    def __call__(self) -> date:
        return self.day


async def test_a_day_has_a_limit_and_the_next_begins_anew() -> None:
    calendar = Calendar()
    model = ScriptedModel([Text("您好"), DONE, Usage(500, 400)])
    daily = DailyTokens(1000, calendar)
    asking = asker(model, daily)
    await events(asking)
    assert daily.used == 900
    with pytest.raises(LanguageModelError, match="the 1000 tokens of today") as caught:
        await events(asking, Request(REQUEST.messages, max_tokens=200))
    assert (caught.value.code, caught.value.retryable) == ("llm_limit", False)
    calendar.day = date(2026, 11, 30)
    assert daily.used == 0
    await events(asking)
    assert daily.used == 900


async def test_requests_at_the_same_time_do_not_pass_the_limit_together() -> None:
    hold = asyncio.Event()
    model = ScriptedModel([hold, Text("a"), DONE, Usage(1, 1)])
    asked = tokens_of_messages(REQUEST.messages) + REQUEST.max_tokens
    daily = DailyTokens(asked * 2 + 1)
    asking = asker(model, daily)
    tasks = [asyncio.create_task(events(asking)) for _ in range(3)]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    assert [type(task.exception()) for task in done] == [LanguageModelError]
    hold.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert daily.used == 4


async def test_what_never_answered_cost_nothing_and_what_broke_off_cost_what_it_wrote() -> None:
    daily = DailyTokens(None, lambda: datetime(2026, 11, 29, tzinfo=UTC).date())
    with pytest.raises(LanguageModelError):
        await events(asker(ScriptedModel([BUSY]), daily, retries=0))
    assert daily.used == 0
    with pytest.raises(LanguageModelError):
        await events(asker(ScriptedModel([Text("您好"), BUSY]), daily, retries=0))
    assert daily.used == tokens_of_messages(REQUEST.messages) + 2


def test_the_limits_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert LimitSettings().day_limit == 2_000_000
    monkeypatch.setenv("VISAVIS_LLM_TOKENS_PER_DAY", "off")
    monkeypatch.setenv("VISAVIS_LLM_TIMEOUT_S", "30")
    monkeypatch.setenv("VISAVIS_LLM_MAX_TOKENS", "200")
    limits = LimitSettings()
    assert (limits.day_limit, limits.timeout_s, limits.max_tokens) == (None, 30.0, 200)
