"""The sound of one utterance as it comes, kept until it is understood: so it can be sent again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from visavis.extensions.stream import close_stream

from .recogniser import BYTES_PER_S

_PIECE_BYTES: Final = BYTES_PER_S
"""What has gathered is given on a second at a time."""
_LONGEST_FACTOR: Final = 2
"""Sound that only trickles ends when it has taken so many times as long as it may last."""


class KeptSound:
    """Filled by a task of its own, read by one try after the other, each from the beginning. To be closed.

    An utterance ends with ``sound``, at ``longest_s`` seconds of it, or when nothing came for ``pause_s``.
    """

    def __init__(self, sound: AsyncIterator[bytes], longest_s: float, pause_s: float) -> None:
        self.cut = False
        """It was longer than it may be."""
        self.ended_at: float | None = None
        """By the loop's clock; None while it still comes."""
        self._sound = sound
        self._most_bytes = 2 * int(longest_s * BYTES_PER_S / 2)
        self._longest_s = longest_s
        self._pause_s = pause_s
        self._data = bytearray()
        self._changed = asyncio.Event()
        self._filling: asyncio.Task[None] | None = None

    @property
    def seconds(self) -> float:
        """How much has come."""
        return len(self._data) / BYTES_PER_S

    def filling(self) -> asyncio.Task[None]:
        """What takes the sound to its end; begun by the first call. It raises what the sound raises, and then the
        utterance never ends."""
        if self._filling is None:
            self._filling = asyncio.create_task(self._fill())
        return self._filling

    async def close(self) -> None:
        """Take no more, and close the sound."""
        if self._filling is not None:
            self._filling.cancel()
            await asyncio.gather(self._filling, return_exceptions=True)
        await self._close_sound()

    async def _fill(self) -> None:
        loop = asyncio.get_running_loop()
        latest = loop.time() + _LONGEST_FACTOR * self._longest_s
        rest = b""
        try:
            while not self.cut:
                wait_s = min(self._pause_s, latest - loop.time())
                try:
                    async with asyncio.timeout(wait_s):
                        piece = await anext(self._sound, None)
                except TimeoutError:
                    self.cut = loop.time() >= latest
                    break
                if piece is None:
                    break
                rest += piece
                whole = len(rest) & ~1
                self.cut = len(self._data) + whole > self._most_bytes or loop.time() >= latest
                self._data += rest[: min(whole, self._most_bytes - len(self._data))]
                rest = rest[whole:]
                self._tell()
            self.ended_at = loop.time()
            self._tell()
        finally:
            await self._close_sound()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """All of it from the beginning, and then as it comes."""
        given = 0
        while True:
            while given < len(self._data):
                piece = bytes(self._data[given : given + _PIECE_BYTES])
                given += len(piece)
                yield piece
            if self.ended_at is not None:
                return
            await self._changed.wait()

    async def _close_sound(self) -> None:
        await close_stream(self._sound)

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
