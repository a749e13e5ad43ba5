"""OpenAI's ``chat/completions`` on this machine, strict in what it takes, scripted in what it answers.

Source of the shapes: OpenAI's API reference (createChatCompletion, streaming, errors) and the client library's types;
``reasoning_content`` as DeepSeek and DashScope document it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from fakes.http_stand_in import Exchange, HttpStandIn, http_stand_in

KEY = "sk-chat-0123456789"
MODEL = "stand-in-1"
FIELDS = {
    *("model", "messages", "stream", "stream_options", "max_tokens", "max_completion_tokens", "temperature", "tools"),
    "enable_thinking",
}
ROLES = {"system", "user", "assistant", "tool"}


@dataclass(frozen=True)
class Say:
    """One chunk of text."""

    text: str


@dataclass(frozen=True)
class Think:
    """One chunk of reasoning, beside the text."""

    text: str
    field: str = "reasoning_content"


@dataclass(frozen=True)
class CallPart:
    """A fragment of a tool call: id and name in the first, arguments in any."""

    arguments: str = ""
    name: str | None = None
    id: str | None = None
    index: int = 0


@dataclass(frozen=True)
class End:
    """The finish reason."""

    reason: str = "stop"


@dataclass(frozen=True)
class Count:
    """The usage chunk, which is sent only to who asked for it."""

    prompt_tokens: int = 20
    completion_tokens: int = 5


@dataclass(frozen=True)
class Pause:
    """Seconds of silence; for measuring against delays as of a real service."""

    seconds: float


@dataclass(frozen=True)
class Raw:
    """One event with whatever data."""

    data: str


@dataclass(frozen=True)
class Fail:
    """A refusal instead of an answer."""

    status: int
    code: str | None = None
    retry_after: str | None = None
    type: str = "invalid_request_error"
    location: str | None = None
    """Where a redirection leads."""


class Cut:
    """The connection ends here."""


class Silence:
    """Nothing more comes, until the client has left."""


Step = Say | Think | CallPart | End | Count | Pause | Raw | Fail | Cut | Silence | asyncio.Event
"""An event is waited for, so that a test decides when to go on."""


class ChatService:
    """Answers each request with the next of ``scripts``, and with ``reply`` when there are none."""

    def __init__(self) -> None:
        self.key: str | None = KEY
        """None for a local server that wants no key."""
        self.scripts: list[Sequence[Step]] = []
        self.reply: Sequence[Step] = answer("您好，", "我是小维。")
        self.asked: list[dict[str, Any]] = []
        self.authorized: list[str | None] = []
        self.abandoned = 0
        """Answers that the client did not hear to the end."""
        self.server: HttpStandIn

    @property
    def url(self) -> str:
        return f"{self.server.url}/v1"

    def last_visitor(self) -> str:
        """What the visitor said in the last request."""
        said: str = next(m["content"] for m in reversed(self.asked[-1]["messages"]) if m["role"] == "user")
        return said

    async def handle(self, exchange: Exchange) -> None:
        self.authorized.append(exchange.headers.get("authorization"))
        if self.key is not None and exchange.headers.get("authorization") != f"Bearer {self.key}":
            await _refuse(exchange, Fail(401, "invalid_api_key"), f"Incorrect API key provided: {self.key}.")
            return
        if (exchange.method, exchange.path) != ("POST", "/v1/chat/completions"):
            await _refuse(exchange, Fail(404), f"Invalid URL ({exchange.method} {exchange.path})")
            return
        asked = exchange.json()
        check(asked)
        self.asked.append(asked)
        if asked["model"] != MODEL:
            await _refuse(exchange, Fail(404, "model_not_found"), "no such model")
            return
        steps = self.scripts.pop(0) if self.scripts else self.reply
        whole = False
        try:
            whole = await _play(exchange, steps, asked)
        finally:
            self.abandoned += not whole


def answer(*texts: str, usage: Count | None = None) -> list[Step]:
    """A whole answer."""
    return [*map(Say, texts), End(), usage or Count()]


def paced(tokens: Iterable[str], first_s: float, tokens_per_s: float) -> list[Step]:
    """An answer with the delays of a real service."""
    steps: list[Step] = [Pause(first_s)]
    for token in tokens:
        steps += [Say(token), Pause(1 / tokens_per_s)]
    return [*steps, End(), Count()]


@asynccontextmanager
async def chat_service() -> AsyncIterator[ChatService]:
    """The service on a free port until the block ends."""
    service = ChatService()
    async with http_stand_in(service.handle) as server:
        service.server = server
        yield service


def check(asked: dict[str, Any]) -> None:
    """Fails the test where the service would not understand."""
    assert set(asked) <= FIELDS, f"unknown fields: {set(asked) - FIELDS}"
    assert asked["stream"] is True
    assert len({"max_tokens", "max_completion_tokens"} & set(asked)) == 1
    assert asked.get("max_tokens", asked.get("max_completion_tokens")) >= 1
    called: set[str] = set()
    assert asked["messages"]
    for message in asked["messages"]:
        assert message["role"] in ROLES
        assert isinstance(message["content"], str)
        assert message["content"] or message.get("tool_calls")
        called |= {call["id"] for call in message.get("tool_calls", [])}
        assert (message["role"] == "tool") == ("tool_call_id" in message)
        assert message.get("tool_call_id") in {None, *called}
    for tool in asked.get("tools", []):
        assert tool["type"] == "function"
        assert set(tool["function"]) == {"name", "description", "parameters"}


async def _play(exchange: Exchange, steps: Sequence[Step], asked: dict[str, Any]) -> bool:
    """Whether the answer was sent to its end."""
    begun = False
    for step in steps:
        if isinstance(step, Fail):
            await _refuse(exchange, step, f"invalid: {asked['messages'][-1]['content']}")
            return True
        if isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
        elif isinstance(step, asyncio.Event):
            await _wait(exchange, step)
        elif isinstance(step, Silence):
            await exchange.until_gone()
        else:
            if not begun:
                await exchange.begin(200, "text/event-stream; charset=utf-8")
                begun = True
            if isinstance(step, Cut):
                exchange.break_off()
            elif isinstance(step, Raw):
                await _event(exchange, step.data)
            elif not isinstance(step, Count) or asked.get("stream_options", {}).get("include_usage"):
                await _event(exchange, json.dumps(chunk(step), ensure_ascii=False))
    await _event(exchange, "[DONE]")
    await exchange.end()
    return True


async def _wait(exchange: Exchange, event: asyncio.Event) -> None:
    """For the test, or for the client to leave."""
    gone = asyncio.ensure_future(exchange.until_gone())
    told = asyncio.ensure_future(event.wait())
    done, pending = await asyncio.wait({gone, told}, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    if gone in done:
        gone.result()


def chunk(step: Step) -> dict[str, Any]:
    """One chunk as the API has it."""
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": MODEL}
    if isinstance(step, Count):
        total = step.prompt_tokens + step.completion_tokens
        usage = {
            "prompt_tokens": step.prompt_tokens,
            "completion_tokens": step.completion_tokens,
            "total_tokens": total,
        }
        return {**head, "choices": [], "usage": usage}
    delta: dict[str, Any] = {}
    if isinstance(step, Say):
        delta = {"role": "assistant", "content": step.text}
    elif isinstance(step, Think):
        delta = {"role": "assistant", "content": None, step.field: step.text}
    elif isinstance(step, CallPart):
        function = {"arguments": step.arguments} | ({"name": step.name} if step.name else {})
        call = {"index": step.index, "function": function} | ({"id": step.id, "type": "function"} if step.id else {})
        delta = {"tool_calls": [call]}
    reason = step.reason if isinstance(step, End) else None
    return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}], "usage": None}


async def _event(exchange: Exchange, data: str) -> None:
    await exchange.chunk(f"data: {data}\n\n".encode())


async def _refuse(exchange: Exchange, fail: Fail, message: str) -> None:
    """An error as OpenAI tells it. Its message quotes what was sent, as those of services do."""
    body = json.dumps({"error": {"message": message, "type": fail.type, "param": None, "code": fail.code}})
    headers = {"Retry-After": fail.retry_after} if fail.retry_after else {}
    headers |= {"Location": fail.location} if fail.location else {}
    await exchange.reply(fail.status, body.encode(), "application/json", headers)
