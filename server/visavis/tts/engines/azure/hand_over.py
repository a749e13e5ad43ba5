"""From threads of a native library to the event loop, in order, and never more than may wait."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class HandOver(Generic[T]):
    """Made on the loop that takes. A thread that puts more than ``most`` waits until something is taken."""

    def __init__(self, most: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._most = most
        self._waiting: asyncio.Queue[T] = asyncio.Queue()
        self._room = threading.Semaphore(most)
        self._closed = False

    def put(self, item: T) -> None:
        """From any thread but the loop's. Once this is closed, what is put is dropped."""
        self._room.acquire()
        if self._closed:
            self._room.release()
            return
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._waiting.put_nowait, item)

    async def get(self) -> T:
        """The next item, when there is one."""
        item = await self._waiting.get()
        self._room.release()
        return item

    def close(self) -> None:
        """Nobody takes any more: let go of the threads that wait."""
        self._closed = True
        self._room.release(self._most)
