"""The hub of one process: for a server with one worker, and for limits while the shared hub is away."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from visavis.hub.hub import Again, Heard, Hub, HubError

MOST_COUNTERS: Final = 100_000
MOST_VALUES: Final = 100_000


class MemoryHub(Hub):
    """Everything in dictionaries. ``clock`` tells seconds.

    When there are too many counters, the oldest are forgotten: whoever sends from ever new addresses must not fill the
    memory. Values are codes and bindings of sessions, of which there are few; more than fit are refused.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counters: dict[str, tuple[int, float]] = {}
        self._values: dict[str, tuple[str, float]] = {}
        self._listeners: dict[str, list[Heard]] = {}

    async def add(self, name: str, amount: int, lasts_s: float) -> int:
        now = self._clock()
        count, ends = self._counters.get(name, (0, now + lasts_s))
        if ends <= now:
            del self._counters[name]
            count, ends = 0, now + lasts_s
        elif name not in self._counters and len(self._counters) >= MOST_COUNTERS:
            _make_room(self._counters, now)
        self._counters[name] = count + amount, ends
        return count + amount

    async def put(self, name: str, value: str, lasts_s: float, *, new: bool = False) -> bool:
        if new and await self.get(name) is not None:
            return False
        now = self._clock()
        if name not in self._values and len(self._values) >= MOST_VALUES:
            _drop_ended(self._values, now)
            if len(self._values) >= MOST_VALUES:
                raise HubError(f"{MOST_VALUES} codes and sessions are kept, and no more")
        self._values[name] = value, now + lasts_s
        return True

    async def get(self, name: str) -> str | None:
        value, ends = self._values.get(name, ("", 0.0))
        if name not in self._values:
            return None
        if ends <= self._clock():
            del self._values[name]
            return None
        return value

    async def take(self, name: str) -> str | None:
        value = await self.get(name)
        self._values.pop(name, None)
        return value

    async def publish(self, channel: str, text: str) -> int:
        listeners = list(self._listeners.get(channel, ()))
        for heard in listeners:
            heard(text)
        return len(listeners)

    @asynccontextmanager
    async def listen(self, channel: str, heard: Heard, again: Again | None = None) -> AsyncIterator[None]:
        del again  # nothing breaks here
        self._listeners.setdefault(channel, []).append(heard)
        try:
            yield
        finally:
            self._listeners[channel].remove(heard)
            if not self._listeners[channel]:
                del self._listeners[channel]


def _drop_ended(kept: dict[str, tuple[Any, float]], now: float) -> None:
    for name in [name for name, (_, ends) in kept.items() if ends <= now]:
        del kept[name]


def _make_room(kept: dict[str, tuple[Any, float]], now: float) -> None:
    """Without those whose time is over, and by a tenth less than before, so that this happens seldom."""
    most = len(kept) * 9 // 10
    _drop_ended(kept, now)
    for name in list(kept)[: max(0, len(kept) - most)]:
        del kept[name]
