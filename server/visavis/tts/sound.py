"""A recording in memory, and how much of all memory recordings may take."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import Final

RATES_HZ: Final = (8000, 24_000)
"""What a decoded file has: one with more is brought down to the upper rate, beyond which speech has little, and one
with less up to it."""


class SoundBudget:
    """Bytes that recordings may hold at a time, in one process. What was reserved is given back with its holder."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.taken_bytes = 0

    def reserve(self, size_bytes: int) -> Reservation | None:
        """Room for so much, as long as the reservation is referred to; None when there is not enough."""
        if self.taken_bytes + size_bytes > self.limit_bytes:
            return None
        self.taken_bytes += size_bytes
        return Reservation(self, size_bytes)

    def _give_back(self, size_bytes: int) -> None:
        self.taken_bytes -= size_bytes


class Reservation:
    """Room in a budget. Nobody has to remember to give it back: it goes with the last reference."""

    def __init__(self, budget: SoundBudget, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        weakref.finalize(self, budget._give_back, size_bytes).atexit = False


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """A recording, ready to be played."""

    pcm: bytes = field(repr=False)
    """Signed 16-bit little-endian mono."""
    sample_rate_hz: int
    room: Reservation | None = field(default=None, repr=False)
    """What it takes of a budget."""

    @property
    def samples(self) -> int:
        """Length in samples."""
        return len(self.pcm) // 2

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.samples / self.sample_rate_hz
