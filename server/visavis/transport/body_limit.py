"""Refuses request bodies that are too long, announced or not, or that do not come."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import Problem
from visavis.transport.problems import answer

CLOSE = {"Connection": "close"}
"""What was not read of a body would be taken for the next request."""


class BodyLimit:
    """ASGI middleware: an HTTP body has at most ``limit_bytes`` and is there within ``limit_s``."""

    def __init__(self, app: ASGIApp, limit_bytes: int, limit_s: float = 15.0) -> None:
        self._app = app
        self._limit_bytes = limit_bytes
        self._limit_s = limit_s
        self._text = f"a request body has at most {limit_bytes} bytes"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdigit() and int(announced) > self._limit_bytes:
            await self._refuse(scope, receive, send)
            return
        received = 0
        deadline: float | None = asyncio.get_running_loop().time() + self._limit_s

        async def counted() -> Message:
            nonlocal received, deadline
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, f"the body did not come within {self._limit_s:g} s", CLOSE) from None
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > self._limit_bytes:
                    raise HTTPException(413, self._text, CLOSE)
                if not message.get("more_body", False):
                    deadline = None
            return message

        await self._app(scope, counted, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = answer(Problem(code=ErrorCode.MESSAGE_TOO_LARGE, message=self._text), 413)
        response.headers.update(CLOSE)
        await response(scope, receive, send)
