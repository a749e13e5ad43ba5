"""Refuses request bodies that are too long, announced or not, or that do not come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import Problem
from visavis.transport.problems import answer

CLOSE = {"Connection": "close"}
"""What was not read of a body would be taken for the next request."""

PASSED_OVER = 2
"""So many times the allowed length is read of a body that is refused, and for so long:"""
PASSED_OVER_S = 5.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long a body may be, and how long it may take."""

    limit_bytes: int
    limit_s: float = 15.0


class BodyLimit:
    """ASGI middleware: an HTTP body keeps within the allowance of its path."""

    def __init__(
        self,
        app: ASGIApp,
        usual: Allowance,
        by_path: Mapping[str, Allowance] | None = None,
        told: Callable[[str, ErrorCode], None] = lambda _path, _code: None,
    ) -> None:
        """``told`` hears of every body that is refused here, with its path."""
        self._told = told
        self._app = app
        self._usual = usual
        self._by_path = dict(by_path or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        allowed = self._by_path.get(scope["path"], self._usual)
        text = f"a request body has at most {allowed.limit_bytes} bytes"
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > allowed.limit_bytes:
            self._told(scope["path"], ErrorCode.MESSAGE_TOO_LARGE)
            await _refuse(text, scope, allowed, receive, send)
            return
        received = 0
        deadline: float | None = asyncio.get_running_loop().time() + allowed.limit_s

        async def counted() -> Message:
            nonlocal received, deadline
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, f"the body did not come within {allowed.limit_s:g} s", CLOSE) from None
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > allowed.limit_bytes:
                    raise HTTPException(413, text, CLOSE)
                if not message.get("more_body", False):
                    deadline = None
            return message

        await self._app(scope, counted, send)


async def _refuse(text: str, scope: Scope, allowed: Allowance, receive: Receive, send: Send) -> None:
    if "expect" not in Headers(scope=scope):  # else the peer waits for the answer before it sends
        await _pass_over(allowed, receive)
    response = answer(Problem(code=ErrorCode.MESSAGE_TOO_LARGE, message=text), 413, scope["path"])
    response.headers.update(CLOSE)
    await response(scope, receive, send)


async def _pass_over(allowed: Allowance, receive: Receive) -> None:
    """Take in what a peer sends that reads the answer afterwards only, within bounds: on a connection that is closed
    while it sends it would find a broken connection, and no answer."""
    left = PASSED_OVER * allowed.limit_bytes
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(min(PASSED_OVER_S, allowed.limit_s)):
            while left > 0:
                message = await receive()
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
                left -= len(message.get("body", b""))
