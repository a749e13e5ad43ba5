"""A WebSocket server on this machine of which a test controls every message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

from websockets.asyncio.server import Request, Response, Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed

Handler = Callable[[ServerConnection], Awaitable[None]]


class SocketStandIn:
    """Listens on a free port. ``handler`` has each connection; whatever it raises fails the test."""

    def __init__(self, handler: Handler) -> None:
        self.active = 0
        """Connections that are open now."""
        self.port = 0
        self.failures: list[BaseException] = []
        self.refuse: tuple[int, Mapping[str, str]] | None = None
        """Answer the handshake with this status and these headers instead."""
        self.authorized: Callable[[Headers], bool] = lambda headers: True
        """Whether the headers of a handshake hold the right key."""
        self._handler = handler

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    async def until_idle(self) -> None:
        """Wait until nobody is connected; fails when that takes too long."""
        async with asyncio.timeout(20):
            while self.active:
                await asyncio.sleep(0.005)

    def fail(self, status: int) -> None:
        """From now on: no handshake, but this status."""
        self.refuse = (status, {"Retry-After": "7"} if status == 429 else {})

    async def answer_handshake(self, connection: ServerConnection, request: Request) -> Response | None:
        """A refusal, if there is to be one."""
        status, headers = self.refuse or ((200, {}) if self.authorized(request.headers) else (401, {}))
        if status == 200:
            return None
        return Response(status, HTTPStatus(status).phrase, Headers(headers), b"")

    async def serve(self, connection: ServerConnection) -> None:
        self.active += 1
        try:
            await self._handler(connection)
        except ConnectionClosed:
            pass
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self.failures.append(error)
        finally:
            self.active -= 1


@asynccontextmanager
async def socket_stand_in(handler: Handler) -> AsyncIterator[SocketStandIn]:
    """A server on this loop until the block ends."""
    stand_in = SocketStandIn(handler)
    server: Server = await serve(
        stand_in.serve, "127.0.0.1", 0, process_request=stand_in.answer_handshake, compression=None, close_timeout=1
    )
    stand_in.port = next(iter(server.sockets)).getsockname()[1]
    try:
        yield stand_in
    finally:
        server.close()
        await server.wait_closed()
    if stand_in.failures:
        raise stand_in.failures[0]


async def until_gone(connection: ServerConnection) -> None:
    """Say nothing more until the client leaves."""
    async for _ in connection:
        pass
