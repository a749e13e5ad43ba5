"""How many sessions of one address, or of one token's subject, are open at a time."""

from __future__ import annotations

from collections import Counter


class Presence:
    """Of one worker: a count that several share would stay too high when one of them is killed."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._open: Counter[str] = Counter()

    def __len__(self) -> int:
        """Names that have a session now."""
        return len(self._open)

    def enter(self, name: str) -> bool:
        """One more session, if there is room; :meth:`leave` follows then."""
        if self._open.get(name, 0) >= self.most:
            return False
        self._open[name] += 1
        return True

    def leave(self, name: str) -> None:
        """A session is over."""
        self._open[name] -= 1
        if not self._open[name]:
            del self._open[name]
