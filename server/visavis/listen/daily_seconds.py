"""How many seconds of sound a process may have recognised in a day: what runs away ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from .recogniser import RecogniserError


@dataclass(slots=True)
class Reservation:
    """Seconds that an utterance will have at most. It is settled once, whatever becomes of the utterance."""

    day: date
    seconds: float


class DailySeconds:
    """Counts by the day of UTC. A start of the process begins anew.

    An utterance counts as if it were as long as it may be until it has ended, so many at once do not pass the limit
    together.
    """

    def __init__(self, limit_s: float | None, today: Callable[[], date] = lambda: datetime.now(UTC).date()) -> None:
        self._limit_s = limit_s
        self._today = today
        self._day = today()
        self._used_s = 0.0

    @property
    def used_s(self) -> float:
        """Used and reserved today."""
        return self._used_s if self._day == self._today() else 0.0

    def reserve(self, seconds: float) -> Reservation:
        """Raises :class:`RecogniserError` (``stt_limit``) when the rest of the day has less."""
        day = self._today()
        if day != self._day:
            self._day, self._used_s = day, 0.0
        if self._limit_s is not None and self._used_s + seconds > self._limit_s:
            raise RecogniserError(
                f"the {self._limit_s:g} seconds of today are used up (VISAVIS_LISTEN_SECONDS_PER_DAY)", code="stt_limit"
            )
        self._used_s += seconds
        return Reservation(day, seconds)

    def settle(self, reservation: Reservation, used_s: float) -> None:
        """What was really listened to stands instead of what might have been."""
        if reservation.day == self._day:
            self._used_s += used_s - reservation.seconds
        reservation.seconds = used_s
