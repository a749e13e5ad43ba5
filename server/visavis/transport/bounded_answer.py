"""An answer of which no more lies in memory than the peer reads, and which is given up when the peer does not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any, Final

from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

logger = logging.getLogger(__name__)

PIECE_BYTES: Final = 1 << 16
"""A longer piece would be taken by the socket's buffer whole, however slowly the peer reads."""


class BrokenOffError(Exception):
    """Raised by the source of an answer that cannot be finished and has no other means to say so."""


class BoundedAnswer(StreamingResponse):
    """Closes its source whatever ends it, so that a peer that hangs up, or that has not read everything by
    ``deadline`` (in seconds of the loop's clock), frees what the source holds."""

    def __init__(self, source: AsyncGenerator[bytes, None], deadline: float, headers: Mapping[str, str]) -> None:
        super().__init__(source, headers=headers)
        self._source = source
        self._deadline = deadline

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with aclosing(self._source):
            try:
                async with asyncio.timeout_at(self._deadline):
                    await super().__call__(scope, receive, send)
            except TimeoutError:
                logger.info("an answer was given up: its peer had not read it in time")
            except BrokenOffError as error:
                # To return now ends the connection without the end of the body, which is how a peer hears of it.
                logger.warning("an answer was broken off: %s", error)


async def in_pieces(content: bytes, source: AsyncGenerator[Any, None]) -> AsyncGenerator[bytes, None]:
    """The content in pieces; ``source``, which made it, is closed after the last one."""
    async with aclosing(source):
        for start in range(0, len(content), PIECE_BYTES):
            yield content[start : start + PIECE_BYTES]
