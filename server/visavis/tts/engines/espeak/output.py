"""The pipe a worker writes its messages to."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Final

from visavis.tts.engines.espeak.frames import HEADER, Kind

_PIPE_BYTES: Final = 1 << 20
"""Room for a whole sentence: with the usual 64 KiB each sentence would wake both sides several times."""


class WorkerOutput:
    """The reading end of the pipe."""

    def __init__(self, reader: asyncio.StreamReader, transport: asyncio.ReadTransport) -> None:
        self._reader = reader
        self._transport = transport

    @classmethod
    async def open(cls) -> tuple[WorkerOutput, int]:
        """A new pipe, and the descriptor of its writing end, which the caller closes once the worker has it."""
        ours, theirs = os.pipe()
        _enlarge(ours)
        reader = asyncio.StreamReader(limit=_PIPE_BYTES)
        loop = asyncio.get_running_loop()
        try:
            transport, _ = await loop.connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(ours, "rb", buffering=0)
            )
        except BaseException:
            os.close(theirs)
            raise
        return cls(reader, transport), theirs

    async def read_message(self) -> tuple[Kind, int, bytes]:
        """Kind, job and payload. Raises asyncio.IncompleteReadError when the worker is gone."""
        length, kind, job = HEADER.unpack(await self._reader.readexactly(HEADER.size))
        return Kind(kind), job, await self._reader.readexactly(length)

    def close(self) -> None:
        """Nothing more is read."""
        self._transport.close()


def _enlarge(descriptor: int) -> None:
    """Where the system can; it may refuse one user too many such pipes."""
    if sys.platform == "linux":
        import contextlib
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
