"""A small HTTP/1.1 server of which a test controls every byte: whole answers, chunked ones, cut and silent ones."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

REASONS = {200: "OK", 206: "Partial Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
           404: "Not Found", 416: "Range Not Satisfiable", 429: "Too Many Requests", 500: "Internal Server Error",
           503: "Service Unavailable"}  # fmt: skip


class HungUpError(Exception):
    """The client has left, or the test wants the connection to end here."""


@dataclass
class Exchange:
    """One request, and the means to answer it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    _reader: asyncio.StreamReader = field(repr=False)
    _writer: asyncio.StreamWriter = field(repr=False)

    def json(self) -> Any:
        return json.loads(self.body)

    async def reply(
        self, status: int, body: bytes, content_type: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """A whole answer."""
        told = {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}
        self._head(status, told)
        self._writer.write(body)
        await self._drain()

    async def begin(self, status: int, content_type: str, headers: Mapping[str, str] | None = None) -> None:
        """The head of an answer whose body comes by :meth:`chunk`."""
        self._head(status, {"Content-Type": content_type, "Transfer-Encoding": "chunked", **(headers or {})})
        await self._drain()

    async def chunk(self, data: bytes) -> None:
        """A part of the body."""
        if data:
            self._writer.write(b"%x\r\n%b\r\n" % (len(data), data))
            await self._drain()

    async def end(self) -> None:
        """The end of a body of chunks."""
        self._writer.write(b"0\r\n\r\n")
        await self._drain()

    async def head(self, status: int, headers: Mapping[str, str]) -> None:
        """Any head; the body comes by :meth:`raw`."""
        self._head(status, headers)
        await self._drain()

    async def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._writer.write(data)
        await self._drain()

    async def promise(self, data: bytes, promised_bytes: int, content_type: str) -> None:
        """Promise more than comes, then break off."""
        self._head(200, {"Content-Type": content_type, "Content-Length": str(promised_bytes)})
        self._writer.write(data)
        await self._drain()
        raise HungUpError

    def break_off(self) -> None:
        """End the connection as it is."""
        raise HungUpError

    async def until_gone(self) -> None:
        """Say nothing more until the client leaves."""
        while await self._reader.read(1024):
            pass
        raise HungUpError

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}", *(f"{k}: {v}" for k, v in headers.items())]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))

    async def _drain(self) -> None:
        try:
            await self._writer.drain()
        except OSError as error:
            raise HungUpError from error


Handler = Callable[[Exchange], Awaitable[None]]


class HttpStandIn:
    """Listens on a free port of this machine. ``handler`` answers each request; whatever it raises fails the test."""

    def __init__(self, handler: Handler) -> None:
        self.active = 0
        """Requests that are being answered now."""
        self.port = 0
        self.failures: list[BaseException] = []
        self._handler = handler
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            while (exchange := await _read(reader, writer)) is not None:
                self.active += 1
                try:
                    await self._handler(exchange)
                finally:
                    self.active -= 1
        except (HungUpError, OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        except BaseException as error:
            self.failures.append(error)
        finally:
            self._connections.discard(task)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def until_idle(self) -> None:
        """Wait until nothing is being answered; fails when that takes too long."""
        async with asyncio.timeout(20):
            while self.active:
                await asyncio.sleep(0.005)

    async def close(self) -> None:
        tasks = list(self._connections)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.failures:
            raise self.failures[0]


@asynccontextmanager
async def http_stand_in(handler: Handler) -> AsyncIterator[HttpStandIn]:
    """A server on this loop until the block ends."""
    stand_in = HttpStandIn(handler)
    server = await asyncio.start_server(stand_in.serve, "127.0.0.1", 0, limit=1 << 20)
    stand_in.port = server.sockets[0].getsockname()[1]
    try:
        yield stand_in
    finally:
        server.close()
        await stand_in.close()


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Exchange | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, version = first.split(" ")
    assert version == "HTTP/1.1"
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Exchange(method, parts.path, dict(parse_qsl(parts.query)), headers, body, reader, writer)
