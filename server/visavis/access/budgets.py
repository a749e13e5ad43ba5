"""A spending limit for each engine: so many characters a day or a month. When they are used up the engine rests, and
the next one of the list steps in."""

from __future__ import annotations

import logging
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from visavis.hub.hub import Hub, HubError

logger = logging.getLogger(__name__)

DAY_S: Final = 86_400.0
_FORM: Final = re.compile(r"([A-Za-z0-9_-]+):([0-9]{1,12})/(day|month)")


@dataclass(frozen=True, slots=True)
class Budget:
    """Characters that an engine may be given in a period, of UTC's calendar."""

    engine: str
    characters: int
    period: Literal["day", "month"]

    def name_at(self, now: datetime) -> str:
        """What the period is counted under."""
        return f"spent:{self.engine}:{now:%Y-%m-%d}" if self.period == "day" else f"spent:{self.engine}:{now:%Y-%m}"

    def ends_after_s(self, now: datetime) -> float:
        """Seconds until the next period begins."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.period == "day":
            return (midnight + timedelta(days=1) - now).total_seconds()
        return ((midnight.replace(day=1) + timedelta(days=32)).replace(day=1) - now).total_seconds()


def read_budgets(texts: Iterable[str]) -> tuple[Budget, ...]:
    """Budgets as the setting writes them, such as ``azure:500000/month``. Raises ``ValueError``."""
    budgets: list[Budget] = []
    for text in texts:
        match = _FORM.fullmatch(text)
        if match is None:
            raise ValueError(f"{text!r} is not of the form engine:characters/day or engine:characters/month")
        engine, characters, period = match.groups()
        budgets.append(Budget(engine, int(characters), "day" if period == "day" else "month"))
    return tuple(budgets)


class Ledger(ABC):
    """Where it is written how much was spent."""

    @abstractmethod
    async def add(self, name: str, amount: int, lasts_s: float) -> int:
        """Add to a sum and return it; it may be forgotten after ``lasts_s``. Raises ``HubError``."""


class HubLedger(Ledger):
    """In the shared hub, for all machines of a site."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def add(self, name: str, amount: int, lasts_s: float) -> int:
        return await self._hub.add(name, amount, lasts_s)


@dataclass(frozen=True, slots=True)
class Spent:
    """Nothing is left of a budget until the next period."""

    message: str
    wait_s: float


class Budgets:
    """What engines may still be given. ``clock`` tells Unix time."""

    def __init__(self, budgets: Iterable[Budget], ledger: Ledger, clock: Callable[[], float] = time.time) -> None:
        self._by_engine: dict[str, list[Budget]] = {}
        for budget in budgets:
            self._by_engine.setdefault(budget.engine, []).append(budget)
        self._ledger = ledger
        self._clock = clock

    async def pay(self, engine: str, characters: int) -> Spent | None:
        """Count what an engine is about to be given, before it is given; None when it may be. What is refused is not
        counted. When nobody can tell how much was spent, nothing is: a limit that fails open is none."""
        now = datetime.fromtimestamp(self._clock(), UTC)
        paid: list[tuple[str, float]] = []
        for budget in self._by_engine.get(engine, ()):
            name, wait_s = budget.name_at(now), budget.ends_after_s(now)
            try:
                total = await self._ledger.add(name, characters, wait_s + DAY_S)
                paid.append((name, wait_s + DAY_S))
                if total <= budget.characters:
                    continue
                for one, lasts_s in paid:
                    await self._ledger.add(one, -characters, lasts_s)
            except HubError as error:
                logger.error("the budget of engine %s cannot be read, so it rests: %s", engine, error)
                return Spent(f"the budget of engine {engine} cannot be read", 5.0)
            text = f"engine {engine} has used up its {budget.characters} characters of this {budget.period}"
            return Spent(text, wait_s)
        return None
