"""How often something may happen."""

from __future__ import annotations


class TokenBucket:
    """``capacity`` at once, and then ``per_minute``. Time comes in with each call, in seconds of any steady clock."""

    def __init__(self, capacity: int, per_minute: float) -> None:
        self._capacity = float(capacity)
        self._per_second = per_minute / 60
        self._tokens = self._capacity
        self._at: float | None = None

    def take(self, now: float) -> bool:
        """Whether it may happen now; if so, it has."""
        self._refill(now)
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def seconds_until_next(self) -> float:
        """How long from the last call until one more is allowed."""
        return max(0.0, 1 - self._tokens) / self._per_second

    def take_early(self, now: float) -> float:
        """It happens in any case; returns how many seconds it is early, for who can wait so long."""
        self._refill(now)
        self._tokens -= 1
        return max(0.0, -self._tokens) / self._per_second

    def _refill(self, now: float) -> None:
        if self._at is not None:
            self._tokens = min(self._capacity, self._tokens + max(0.0, now - self._at) * self._per_second)
        self._at = now if self._at is None else max(now, self._at)
