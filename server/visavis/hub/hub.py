"""The one interface behind which everything lies that the servers of a site share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

Heard = Callable[[str], None]
"""Called with each text of a channel. It returns at once and raises nothing."""
Again = Callable[[], None]
"""Called when listening has begun again after a break: what was published meanwhile was missed, and what was kept may
be lost. It returns at once and raises nothing."""


class HubError(Exception):
    """What is shared cannot be reached, or holds no more. The text names no address: that may carry a password."""


class Hub(ABC):
    """Names are ours, at most 200 characters. Every method may raise :class:`HubError`."""

    async def open(self) -> None:  # noqa: B027 - the one in memory has nothing to open
        """Called once, before anything else."""

    async def close(self) -> None:  # noqa: B027
        """Give back what is held. No call follows."""

    @abstractmethod
    async def add(self, name: str, amount: int, lasts_s: float) -> int:
        """Add to a counter and return what it holds then. It begins at 0, and is forgotten ``lasts_s`` after that."""

    @abstractmethod
    async def put(self, name: str, value: str, lasts_s: float, *, new: bool = False) -> bool:
        """Keep a value for so long. With ``new``, only where there is none; returns whether it is kept."""

    @abstractmethod
    async def get(self, name: str) -> str | None:
        """The value, or None once its time is over."""

    @abstractmethod
    async def take(self, name: str) -> str | None:
        """The value, which is gone then: of several that take it at once, one gets it."""

    @abstractmethod
    async def publish(self, channel: str, text: str) -> int:
        """Tell everybody who listens; returns how many there are. Nothing is kept for those who come later."""

    @abstractmethod
    def listen(self, channel: str, heard: Heard, again: Again | None = None) -> AbstractAsyncContextManager[None]:
        """Hear what is published, as long as the block runs. What is published once it has begun is heard."""
