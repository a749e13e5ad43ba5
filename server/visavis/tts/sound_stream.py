"""A recording that is still being made: whoever plays it hears what has come, and waits for the rest."""

from __future__ import annotations

import asyncio

from visavis.tts.sound import Reservation


class SoundStream:
    """Signed 16-bit little-endian mono. One side adds, one side takes, both on one event loop."""

    def __init__(self, sample_rate_hz: int) -> None:
        self.sample_rate_hz = sample_rate_hz
        self._waiting = bytearray()
        self._came_bytes = 0
        self._rooms: list[Reservation] = []
        """What is waiting takes of a budget."""
        self._ended = False
        self._released = False
        self._changed = asyncio.Event()

    @property
    def seconds(self) -> float:
        """Of all that has come."""
        return self._came_bytes / 2 / self.sample_rate_hz

    def add(self, pcm: bytes, room: Reservation | None = None) -> None:
        """More has come; nothing is kept once nobody will play it."""
        if self._released or self._ended:
            if room is not None:
                room.release()
            return
        self._waiting += pcm
        self._came_bytes += len(pcm)
        if room is not None:
            self._rooms.append(room)
        self._changed.set()

    def end(self) -> None:
        """That was all of it."""
        self._ended = True
        self._changed.set()

    async def take(self, least_s: float) -> tuple[bytes, bool]:
        """What has come, waited for until it is ``least_s`` long or the last, and whether it is the last."""
        least_bytes = 2 * round(least_s * self.sample_rate_hz)
        while len(self._waiting) < least_bytes and not self._ended:
            self._changed.clear()
            await self._changed.wait()
        pcm = bytes(self._waiting)
        self._waiting.clear()
        self._give_back()
        return pcm, self._ended

    def release(self) -> None:
        """Nobody will play the rest."""
        self._released = True
        self._waiting.clear()
        self._give_back()
        self.end()

    def _give_back(self) -> None:
        for room in self._rooms:
            room.release()
        self._rooms.clear()
