"""A recording in memory, and how much of all memory recordings may take."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Final

RATES_HZ: Final = (8000, 24_000)
"""What a decoded file has: one with more is brought down to the upper rate, beyond which speech has little, and one
with less up to it."""


class SoundBudget:
    """Bytes that recordings may hold at a time, in one process."""

    def __init__(self, limit_bytes: int, whole: SoundBudget | None = None) -> None:
        """What is taken is taken of the ``whole`` too, where this is a share of one."""
        self.limit_bytes = limit_bytes
        self.taken_bytes = 0
        self._whole = whole

    def share(self, limit_bytes: int) -> SoundBudget:
        """A budget within this one, of which one source has no more than this."""
        return SoundBudget(limit_bytes, self)

    def reserve(self, size_bytes: int) -> Reservation | None:
        """Room for so much, until it is released; None when there is not enough."""
        if not self._has(size_bytes):
            return None
        self._take(size_bytes)
        return Reservation(self, size_bytes)

    def _has(self, size_bytes: int) -> bool:
        enough = self.taken_bytes + size_bytes <= self.limit_bytes
        return enough and (self._whole is None or self._whole._has(size_bytes))

    def _take(self, size_bytes: int) -> None:
        self.taken_bytes += size_bytes
        if self._whole is not None:
            self._whole._take(size_bytes)

    def _give_back(self, size_bytes: int) -> None:
        self._take(-size_bytes)


class Reservation:
    """Room in a budget. One that is forgotten is given back with its last reference, which may take a while."""

    def __init__(self, budget: SoundBudget, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        self._give_back = weakref.finalize(self, budget._give_back, size_bytes)
        self._give_back.atexit = False

    def release(self) -> None:
        """Give it back, once, however often it is called."""
        self._give_back()


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A recording, ready to be played."""

    pcm: bytes = field(repr=False)
    """Signed 16-bit little-endian mono."""
    sample_rate_hz: int
    room: Reservation | None = field(default=None, repr=False)
    """What it takes of a budget."""

    def release(self) -> None:
        """Its room is not needed any more: nobody will play it again."""
        if self.room is not None:
            self.room.release()

    @property
    def samples(self) -> int:
        """Length in samples."""
        return len(self.pcm) // 2

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.samples / self.sample_rate_hz
