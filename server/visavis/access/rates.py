"""How much of what costs may be had in a minute, counted for each address and each token's subject."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from visavis.hub.hub import Hub, HubError
from visavis.hub.memory import MemoryHub

logger = logging.getLogger(__name__)

Kind = Literal["sessions", "characters", "upload_kb", "commands", "redemptions", "codes", "questions", "page_tokens"]
MINUTE_S: Final = 60.0


class RateError(Exception):
    """Too much in this minute. ``wait_s`` says when the next one begins."""

    def __init__(self, kind: Kind, limit: int, wait_s: float) -> None:
        self.wait_s = wait_s
        named = kind.replace("_kb", " kB").replace("_", " ")
        super().__init__(f"more than {limit} {named} a minute; try again in {math.ceil(wait_s)} s")


@dataclass(frozen=True, slots=True)
class RateTable:
    """The most in a minute, of one name."""

    sessions: int = 60
    characters: int = 60_000
    upload_kb: int = 65_536
    commands: int = 240
    redemptions: int = 20
    """That failed."""
    codes: int = 6
    questions: int = 60
    page_tokens: int = 120
    """Of our own pages, which ask every few seconds whether they were let in."""


class Rates:
    """Counts in minutes of the clock, so that all workers of a site count in the same ones. Around the turn of a minute
    twice as much can be had; that is what a counter costs that one call keeps. Without the hub each worker counts for
    itself. ``clock`` tells Unix time."""

    def __init__(self, hub: Hub, table: RateTable, clock: Callable[[], float] = time.time) -> None:
        self._hub = hub
        self._table = table
        self._clock = clock
        self._alone = MemoryHub()
        self._told_at = -MINUTE_S

    async def take(self, kind: Kind, names: Iterable[str], amount: int = 1) -> None:
        """Count ``amount`` for each name. Raises :class:`RateError`; what was refused is not counted."""
        limit: int = getattr(self._table, kind)
        now = self._clock()
        minute = int(now // MINUTE_S)
        counted: list[str] = []
        for name in names:
            counter = f"rate:{kind}:{minute}:{name}"
            counted.append(counter)
            if await self._add(counter, amount) > limit:
                for one in counted:
                    await self._add(one, -amount)
                raise RateError(kind, limit, MINUTE_S * (minute + 1) - now)

    async def give_back(self, kind: Kind, names: Iterable[str], amount: int = 1) -> None:
        """What was counted turned out to be free."""
        minute = int(self._clock() // MINUTE_S)
        for name in names:
            await self._add(f"rate:{kind}:{minute}:{name}", -amount)

    async def _add(self, counter: str, amount: int) -> int:
        try:
            return await self._hub.add(counter, amount, 2 * MINUTE_S)
        except HubError as error:
            now = self._clock()
            if now - self._told_at >= MINUTE_S:
                self._told_at = now
                logger.error("limits count for this worker alone: %s", error)
            return await self._alone.add(counter, amount, 2 * MINUTE_S)
