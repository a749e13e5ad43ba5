"""Bodies that are too long, or do not come."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Scope

from visavis.transport.body_limit import Allowance, BodyLimit

pytestmark = pytest.mark.unit


async def read(request: Request) -> PlainTextResponse:
    length = len(await request.body())
    # The body has come, so that this may take longer than it was allowed to.
    await asyncio.wait([asyncio.ensure_future(request.receive())], timeout=0.1)
    return PlainTextResponse(str(length))


async def answer_to(parts: Sequence[bytes], *, complete: bool) -> tuple[int, bytes | None, bytes]:
    """Status, ``Connection`` header and body that a peer gets who sends these parts, and then nothing."""
    app = BodyLimit(Starlette(routes=[Route("/", read, methods=["POST"])]), Allowance(10, limit_s=0.05))
    waiting = list(enumerate(parts, start=1))
    sent: list[Message] = []

    async def receive() -> Message:
        if not waiting:
            await asyncio.Event().wait()
        number, part = waiting.pop(0)
        return {"type": "http.request", "body": part, "more_body": not complete or number < len(parts)}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b""}
    await app(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"]).get(b"connection"), sent[1]["body"]


async def test_a_body_that_comes_is_read() -> None:
    assert await answer_to([b"12345", b"67890"], complete=True) == (200, None, b"10")


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    status, connection, told = await answer_to([b"12345"], complete=False)
    assert (status, connection) == (408, b"close")
    assert b"did not come within 0.05 s" in told


async def test_the_rest_of_a_long_body_is_not_taken_for_a_request() -> None:
    status, connection, told = await answer_to([b"12345", b"678901"], complete=False)
    assert (status, connection) == (413, b"close")
    assert b"at most 10 bytes" in told


@pytest.mark.parametrize(("parts", "read_of_them"), [(3, 3), (50, 4)])
async def test_who_sends_a_long_body_is_listened_to_before_the_answer(parts: int, read_of_them: int) -> None:
    app = BodyLimit(Starlette(), Allowance(10, limit_s=5))
    events: list[str] = []

    async def receive() -> Message:
        events.append("read")
        return {"type": "http.request", "body": b"12345", "more_body": len(events) < parts}

    async def send(message: Message) -> None:
        events.append(str(message.get("status", "body")))

    scope: Scope = {"type": "http", "method": "POST", "path": "/", "query_string": b""}
    await app({**scope, "headers": [(b"content-length", b"%d" % (5 * parts))]}, receive, send)
    assert events == [*["read"] * read_of_them, "413", "body"]
    events.clear()
    await app({**scope, "headers": [(b"content-length", b"99"), (b"expect", b"100-continue")]}, receive, send)
    assert events == ["413", "body"], "this peer asks before it sends"
