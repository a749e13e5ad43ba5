"""How much a process may use in a day: what runs away ends by itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from .error import ExtensionError


@dataclass(slots=True)
class Reservation:
    """What a piece of work will use at most. It is settled once, whatever becomes of the work."""

    day: date
    amount: float


class DailyAllowance(ABC):
    """Counts by the day of UTC. A start of the process begins anew. A subclass says what is counted, and its error.

    What is going on counts as if it used all that it may, so many at once do not pass the limit together. ``limit`` of
    None is no limit.
    """

    def __init__(self, limit: float | None, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self.limit = limit
        self._today = today
        self._day = today()
        self._used = 0.0

    @property
    def used(self) -> float:
        """Used and reserved today."""
        return self._used if self._day == self._today() else 0.0

    def reserve(self, amount: float) -> Reservation:
        """Raises :meth:`used_up` when the rest of the day has less."""
        day = self._today()
        if day != self._day:
            self._day, self._used = day, 0.0
        if self.limit is not None and self._used + amount > self.limit:
            raise self.used_up(self.limit)
        self._used += amount
        return Reservation(day, amount)

    def settle(self, reservation: Reservation, used: float) -> None:
        """What was really used stands instead of what might have been."""
        if reservation.day == self._day:
            self._used += used - reservation.amount
        reservation.amount = used

    @abstractmethod
    def used_up(self, limit: float) -> ExtensionError:
        """The error that tells so."""
