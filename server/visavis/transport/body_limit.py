"""Refuses request bodies that are too long, announced or not."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from visavis.protocol.errors import ErrorCode
from visavis.protocol.rest import Problem
from visavis.transport.problems import answer


class BodyLimit:
    """ASGI middleware: an HTTP body has at most ``limit_bytes``."""

    def __init__(self, app: ASGIApp, limit_bytes: int) -> None:
        self._app = app
        self._limit_bytes = limit_bytes
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

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > self._limit_bytes:
                    raise HTTPException(413, self._text)
            return message

        await self._app(scope, counted, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = answer(Problem(code=ErrorCode.MESSAGE_TOO_LARGE, message=self._text), 413)
        response.headers["Connection"] = "close"
        await response(scope, receive, send)
