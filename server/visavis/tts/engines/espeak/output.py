"""The pipe a worker writes its messages to."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from typing import Final

from visavis.tts.engines.espeak.frames import HEADER, Kind

_PIPE_BYTES: Final = 1 << 20
"""Room for a whole sentence: with the usual 64 KiB each sentence would wake both sides several times."""


Message = tuple[Kind, int, bytes]
"""Kind, job and payload."""


class WorkerOutput(asyncio.Protocol):
    """The reading end of the pipe. A protocol of its own, not a stream: that would copy every sound twice more."""

    def __init__(self) -> None:
        self._transport: asyncio.BaseTransport | None = None
        self._parts: list[bytes] = []
        self._received = 0
        self._needed = HEADER.size
        self._first: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._on_message: Callable[[Message], None] | None = None
        self._on_end: Callable[[], None] | None = None
        self._ended = False

    @classmethod
    async def open(cls) -> tuple[WorkerOutput, int]:
        """A new pipe, and the descriptor of its writing end, which the caller closes once the worker has it."""
        ours, theirs = os.pipe()
        _enlarge(ours)
        try:
            _, output = await asyncio.get_running_loop().connect_read_pipe(cls, os.fdopen(ours, "rb", buffering=0))
        except BaseException:
            os.close(theirs)
            raise
        return output, theirs

    async def first_message(self) -> Message:
        """What the worker says first. Raises ConnectionError when it is gone before."""
        return await self._first

    def listen(self, on_message: Callable[[Message], None], on_end: Callable[[], None]) -> None:
        """Pass on all further messages; ``on_end`` is called when the worker is gone, unless this was closed before."""
        self._on_message, self._on_end = on_message, on_end
        if self._ended:
            asyncio.get_running_loop().call_soon(self._tell_end)

    def close(self) -> None:
        """Nothing more is read or passed on."""
        self._on_message = self._on_end = None
        self._first.cancel()
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The pipe is open."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """A stretch of the stream: pass on every message that is complete with it."""
        self._parts.append(data)
        self._received += len(data)
        if self._received < self._needed:
            return
        data = b"".join(self._parts) if len(self._parts) > 1 else data
        at = 0
        while True:
            self._needed = HEADER.size
            if len(data) - at < self._needed:
                break
            length, kind, job = HEADER.unpack_from(data, at)
            self._needed += length
            if len(data) - at < self._needed:
                break
            payload = data[at + HEADER.size : at + self._needed]
            at += self._needed
            self._pass_on((Kind(kind), job, payload))
        rest = data[at:]
        self._parts = [rest] if rest else []
        self._received = len(rest)

    def connection_lost(self, exc: Exception | None) -> None:
        """The worker has closed its end, or we ours."""
        del exc
        self._ended = True
        if not self._first.done():
            self._first.set_exception(ConnectionError("the worker is gone"))
        self._tell_end()

    def _pass_on(self, message: Message) -> None:
        if not self._first.done():
            self._first.set_result(message)
        elif self._on_message is not None:
            self._on_message(message)

    def _tell_end(self) -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end()


def _enlarge(descriptor: int) -> None:
    """Where the system can; it may refuse one user too many such pipes."""
    if sys.platform == "linux":
        import contextlib
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
