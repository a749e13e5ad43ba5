"""How many tokens a process may use in a day: what runs away ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from .contract import LanguageModelError


@dataclass(slots=True)
class Reservation:
    """Tokens that a request will use at most. It is settled once, whatever becomes of the request."""

    day: date
    tokens: int


class DailyTokens:
    """Counts by the day of UTC. A start of the process begins anew.

    What is being asked counts as if it took all that it may, so many requests at once do not pass the limit together.
    """

    def __init__(self, limit: int | None, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self._limit = limit
        self._today = today
        self._day = today()
        self._used = 0

    @property
    def used(self) -> int:
        """Used and reserved today."""
        return self._used if self._day == self._today() else 0

    def reserve(self, tokens: int) -> Reservation:
        """Raises :class:`LanguageModelError` (``llm_limit``) when the rest of the day has less."""
        day = self._today()
        if day != self._day:
            self._day, self._used = day, 0
        if self._limit is not None and self._used + tokens > self._limit:
            raise LanguageModelError(
                f"the {self._limit} tokens of today are used up (VISAVIS_LLM_TOKENS_PER_DAY)", code="llm_limit"
            )
        self._used += tokens
        return Reservation(day, tokens)

    def settle(self, reservation: Reservation, used: int) -> None:
        """What the request really took stands instead of what it might have."""
        if reservation.day == self._day:
            self._used += used - reservation.tokens
        reservation.tokens = used
