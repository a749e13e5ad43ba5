"""The model through the real client library, against a service on this machine."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from fakes.chat_service import (
    KEY,
    MODEL,
    CallPart,
    ChatService,
    Count,
    Cut,
    End,
    Fail,
    Raw,
    Say,
    Silence,
    Step,
    Think,
    answer,
    chat_service,
)
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
from visavis.dialogue.model.openai import OpenAIModel
from visavis.dialogue.model.openai.settings import OpenAIModelSettings
from visavis.dialogue.model.tools import tools

pytestmark = pytest.mark.contract

SECRET = "my pin is one two three four"
REQUEST = Request((Message("system", "Be kind."), Message("user", SECRET)), max_tokens=50)


@asynccontextmanager
async def model_for(service: ChatService, **options: Any) -> AsyncIterator[OpenAIModel]:
    model = OpenAIModel(OpenAIModelSettings(**({"key": SecretStr(KEY), "url": service.url, "model": MODEL} | options)))
    await model.start()
    try:
        yield model
    finally:
        await model.close()


async def events(steps: Sequence[Step], request: Request = REQUEST, **options: Any) -> list[ModelEvent]:
    async with chat_service() as service, model_for(service, **options) as model:
        service.reply = steps
        return [event async for event in model.stream(request)]


async def refused(steps: Sequence[Step], caplog: pytest.LogCaptureFixture, **options: Any) -> LanguageModelError:
    """The error when the service answers so. Neither it nor the log holds the conversation or the key."""
    with caplog.at_level(logging.DEBUG), pytest.raises(LanguageModelError) as caught:
        await events(steps, **options)
    for told in (str(caught.value), repr(caught.value), caplog.text):
        assert "pin" not in told
        assert KEY[:7] not in told
    return caught.value


async def test_what_is_sent_and_what_comes() -> None:
    async with chat_service() as service, model_for(service) as model:
        service.reply = answer("您好，", "我是小维。", usage=Count(31, 7))
        assert [event async for event in model.stream(REQUEST)] == [
            Text("您好，"),
            Text("我是小维。"),
            Finish(FinishReason.STOP),
            Usage(31, 7),
        ]
        assert service.asked == [
            {
                "model": MODEL,
                "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": SECRET}],
                "stream": True,
                "stream_options": {"include_usage": True},
                "max_tokens": 50,
            }
        ]
        assert service.abandoned == 0


async def test_settings_and_tools_are_sent() -> None:
    async with (
        chat_service() as service,
        model_for(service, temperature=0.3, extra={"enable_thinking": False}) as model,
    ):
        _ = [event async for event in model.stream(Request(REQUEST.messages, tools(("bow",))))]
        asked = service.asked[0]
        assert (asked["temperature"], asked["enable_thinking"]) == (0.3, False)
        assert [tool["function"]["name"] for tool in asked["tools"]] == ["emotion", "gesture", "show", "handover"]
    async with chat_service() as service, model_for(service, tools=False) as model:
        assert not model.takes_tools
        _ = [event async for event in model.stream(Request(REQUEST.messages, tools()))]
        assert "tools" not in service.asked[0]


async def test_a_local_server_is_sent_no_key() -> None:
    async with chat_service() as service, model_for(service, key=SecretStr("")) as model:
        service.key = None
        assert Text("您好，") in [event async for event in model.stream(REQUEST)]
        assert service.authorized == [None]


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
async def test_what_it_thinks_is_only_a_sign_of_life(field: str) -> None:
    steps = [Think("用户要", field), Think("退款", field), *answer("好的。")]
    assert (await events(steps))[:3] == [Thinking(), Thinking(), Text("好的。")]


async def test_tool_calls_come_in_fragments() -> None:
    steps = [
        Say("我来转接。"),
        CallPart(name="handover", id="call_a"),
        CallPart('{"rea'),
        CallPart(name="emotion", id="call_b", index=1),
        CallPart('son": "退款"}'),
        CallPart('{"name": "sad"}', index=1),
        End("tool_calls"),
    ]
    calls = [event for event in await events(steps) if isinstance(event, ToolCall)]
    assert calls == [
        ToolCall("call_a", "handover", '{"reason": "退款"}'),
        ToolCall("call_b", "emotion", '{"name": "sad"}'),
    ]


async def test_whole_calls_may_all_have_the_same_index() -> None:
    steps = [CallPart("{}", "handover", "a"), CallPart('{"name": "sad"}', "emotion", "b"), End("tool_calls")]
    calls = [event for event in await events(steps) if isinstance(event, ToolCall)]
    assert [(call.id, call.name) for call in calls] == [("a", "handover"), ("b", "emotion")]


async def test_results_of_tools_are_sent_back() -> None:
    call = ToolCall("call_a", "handover", "{}")
    request = Request(
        (*REQUEST.messages, Message("assistant", "", (call,)), Message("tool", "done", tool_call_id="call_a"))
    )
    async with chat_service() as service, model_for(service) as model:
        _ = [event async for event in model.stream(request)]
        assert service.asked[0]["messages"][2:] == [
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [
                    {"id": "call_a", "type": "function", "function": {"name": "handover", "arguments": "{}"}}
                ],
            },
            {"role": "tool", "content": "done", "tool_call_id": "call_a"},
        ]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        *(("stop", "stop"), ("length", "length"), ("tool_calls", "tool_calls"), ("content_filter", "filtered")),
        *(("sensitive", "filtered"), ("eos", "stop")),
    ],
)
async def test_why_it_ends(told: str, reason: str) -> None:
    assert Finish(FinishReason(reason)) in await events([Say("a"), End(told)])


@pytest.mark.parametrize(
    ("fail", "code", "retryable", "retry_after_s"),
    [
        (Fail(401, "invalid_api_key"), "llm_refused", False, None),
        (Fail(403), "llm_refused", False, None),
        (Fail(402), "llm_busy", False, None),
        (Fail(404, "model_not_found"), "llm_unavailable", False, None),
        (Fail(429, "rate_limit_exceeded", "7"), "llm_busy", True, 7.0),
        (Fail(429, "insufficient_quota", "7"), "llm_busy", False, None),
        (Fail(503, None, "2"), "llm_busy", True, 2.0),
        (Fail(500), "llm_failed", True, None),
        (Fail(400, "context_length_exceeded"), "llm_limit", False, None),
        (Fail(413), "llm_limit", False, None),
        (Fail(400, "content_filter"), "llm_filtered", False, None),
        (Fail(400, "data_inspection_failed"), "llm_filtered", False, None),
        (Fail(400, f"said {SECRET}"), "llm_failed", False, None),
    ],
)
async def test_a_refusal_has_a_code_and_quotes_nothing(
    fail: Fail, code: str, retryable: bool, retry_after_s: float | None, caplog: pytest.LogCaptureFixture
) -> None:
    error = await refused([fail], caplog)
    assert (error.code, error.retryable, error.retry_after_s) == (code, retryable, retry_after_s)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([Say(SECRET), Cut()], "llm_failed"),
        ([Cut()], "llm_failed"),
        ([Say("a")], "llm_failed"),
        ([Say("a"), Raw('{"id": "x", "choices": [')], "llm_failed"),
        ([Raw("<html>")], "llm_failed"),
        ([Raw("[1]")], "llm_failed"),
        ([Raw('{"choices": "x"}')], "llm_failed"),
        ([Raw('{"choices": [{"delta": {"content": {"a": 1}}}]}')], "llm_failed"),
        ([Raw(json.dumps({"error": {"message": SECRET, "code": "server_error"}}))], "llm_failed"),
        ([Raw(json.dumps({"error": {"message": SECRET, "code": "rate_limit_exceeded"}}))], "llm_busy"),
        ([Raw(json.dumps({"error": {"message": SECRET, "code": 1301}}))], "llm_filtered"),
    ],
    ids=str,
)
async def test_an_answer_that_breaks_is_an_error(
    steps: list[Step], code: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await refused(steps, caplog)).code == code


async def test_an_address_where_nobody_is() -> None:
    async with chat_service() as service:
        url = service.url
    model = OpenAIModel(OpenAIModelSettings(url=url, model=MODEL, key=SecretStr(KEY)))
    await model.start()
    with pytest.raises(LanguageModelError, match="cannot be reached") as caught:
        _ = [event async for event in model.stream(REQUEST)]
    assert (caught.value.code, caught.value.retryable) == ("llm_unavailable", True)
    await model.close()


@pytest.mark.parametrize("steps", [[Silence()], [Say("您好，"), Silence()]])
async def test_cancelling_closes_the_connection_at_once(steps: list[Step]) -> None:
    async with chat_service() as service, model_for(service) as model:
        service.reply = steps
        begun = asyncio.Event()

        async def listen() -> None:
            async with aclosing(model.stream(REQUEST)) as stream:
                async for _ in stream:
                    begun.set()

        task = asyncio.create_task(listen())
        async with asyncio.timeout(20):
            while not (service.asked if len(steps) == 1 else begun.is_set()):
                await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await service.server.until_idle()
        assert service.abandoned == 1


async def test_leaving_the_answer_closes_the_connection_at_once() -> None:
    async with chat_service() as service, model_for(service) as model:
        service.reply = [Say("您好，"), Silence()]
        async with aclosing(model.stream(REQUEST)) as stream:
            assert await anext(stream) == Text("您好，")
        await service.server.until_idle()
        assert service.abandoned == 1


def test_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert OpenAIModel.missing() == "VISAVIS_LLM_MODEL is not set"
    monkeypatch.setenv("VISAVIS_LLM_MODEL", "qwen-plus")
    assert OpenAIModel.missing() == "VISAVIS_LLM_KEY is not set"
    monkeypatch.setenv("VISAVIS_LLM_URL", "http://127.0.0.1:11434/v1")
    assert OpenAIModel.missing() is None
    monkeypatch.setenv("VISAVIS_LLM_KEY", KEY)
    monkeypatch.setenv("VISAVIS_LLM_EXTRA", '{"enable_thinking": false}')
    settings = OpenAIModelSettings()
    assert (settings.secret, settings.extra, settings.host) == (KEY, {"enable_thinking": False}, "127.0.0.1")
    assert KEY not in repr(settings)
    assert KEY not in str(settings.model_dump())


def test_openais_key_is_for_openais_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "https://gateway.example/v1")
    settings = OpenAIModelSettings()
    assert (settings.address, settings.secret) == ("https://gateway.example/v1", KEY)
    assert KEY not in repr(settings)
    monkeypatch.setenv("VISAVIS_LLM_URL", "https://api.deepseek.com/v1")
    settings = OpenAIModelSettings()
    assert (settings.address, settings.secret) == ("https://api.deepseek.com/v1", "")
    assert OpenAIModelSettings(key=SecretStr("k")).secret == "k"


async def test_a_key_that_no_header_can_hold_is_not_quoted(caplog: pytest.LogCaptureFixture) -> None:
    error = await refused([], caplog, key=SecretStr(f"{KEY}密"))
    assert error.code == "llm_failed"


async def test_a_model_that_is_not_set_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_LLM_MODEL", raising=False)
    with pytest.raises(LanguageModelError, match="VISAVIS_LLM_MODEL is not set") as caught:
        await OpenAIModel().start()
    assert caught.value.code == "llm_unavailable"


def test_openai_itself_is_told_the_limit_by_its_newer_name() -> None:
    assert OpenAIModelSettings(url="https://api.openai.com/v1/").limit_field == "max_completion_tokens"
    assert OpenAIModelSettings(url="http://127.0.0.1:8000/v1").limit_field == "max_tokens"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_no_redirection_is_followed(status: int) -> None:
    async with chat_service() as elsewhere, chat_service() as service:
        service.scripts = [[Fail(status, location=f"{elsewhere.url}/chat/completions")]]
        async with model_for(service) as model, aclosing(model.stream(REQUEST)) as events:
            with pytest.raises(LanguageModelError, match="VISAVIS_LLM_URL") as caught:
                await anext(events)
        assert (caught.value.code, caught.value.retryable) == ("llm_unavailable", False)
        assert elsewhere.authorized == [], "neither the key nor the conversation"
