"""One stretch of a visitor's speech, from its first sound to its transcript."""

from __future__ import annotations

from dataclasses import dataclass

from visavis.protocol.client import ListenStart


@dataclass(slots=True)
class Hearing:
    """Times are in seconds of the session's clock."""

    request: ListenStart
    in_doubt: bool
    """Somebody was speaking, and nobody knows yet whether this is an interruption."""
    heard_at: float
    """When anything of it came."""
    samples: int = 0
    ended_at: float | None = None
    """When the last of its sound came."""
    before: str = ""
    """What was said just before, and not answered because the visitor went on."""

    @property
    def id(self) -> str:
        """Of the turn that it may become."""
        return self.request.id

    @property
    def here(self) -> bool:
        """Whether the server recognises it."""
        return self.request.recogniser == "server"
