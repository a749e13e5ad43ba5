"""What waits to be written to one websocket, bounded by those who fill it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from visavis.transport.chunk_frames import frames_of
from visavis.tts.chunk import UtteranceChunk

RawSend = Callable[[MutableMapping[str, Any]], Awaitable[None]]

ROOM = 8
"""Items that may wait. Whoever adds more waits first, so that a peer that does not read costs a bounded amount."""


class Outbox:
    """Messages and chunks in order. A chunk stays in pieces until it is written, and can be taken back until then."""

    def __init__(self, send: RawSend) -> None:
        self._send = send
        self._items: deque[str | tuple[str, UtteranceChunk] | int] = deque()
        self._filled = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()

    def __len__(self) -> int:
        return len(self._items)

    def put_text(self, text: str) -> None:
        """A JSON message."""
        self._put(text)

    def put_chunk(self, utterance_id: str, chunk: UtteranceChunk) -> None:
        """A chunk, as its track frame and its audio frame."""
        self._put((utterance_id, chunk))

    def put_close(self, code: int) -> None:
        """The end; nothing after it is written."""
        self._put(code)

    def drop(self, utterance_id: str) -> None:
        """Take back the chunks of an utterance that are not being written yet."""
        kept = [item for item in self._items if not (isinstance(item, tuple) and item[0] == utterance_id)]
        self._items.clear()
        self._items.extend(kept)
        self._note_room()

    async def room(self) -> None:
        """Wait until little enough is waiting."""
        await self._has_room.wait()

    async def write(self) -> None:
        """Write until the close message has been written, or the peer is gone (the send raises)."""
        while True:
            while self._items:
                item = self._items.popleft()
                self._note_room()
                if isinstance(item, str):
                    await self._send({"type": "websocket.send", "text": item})
                elif isinstance(item, int):
                    await self._send({"type": "websocket.close", "code": item})
                    return
                else:
                    for frame in frames_of(*item):
                        await self._send({"type": "websocket.send", "bytes": frame})
            self._filled.clear()
            await self._filled.wait()

    def _put(self, item: str | tuple[str, UtteranceChunk] | int) -> None:
        self._items.append(item)
        self._filled.set()
        self._note_room()

    def _note_room(self) -> None:
        if len(self._items) < ROOM:
            self._has_room.set()
        else:
            self._has_room.clear()
