"""Who is told how engines do. The same for all utterances of a server."""

from __future__ import annotations

from typing import Protocol


class EngineMeter(Protocol):
    """Told by each try with each sentence; what comes from a store or from memory is no try."""

    def first_sound(self, engine: str, seconds: float) -> None:
        """An engine has begun to say a sentence, so long after it was given."""

    def engine_failed(self, engine: str) -> None:
        """An engine has not said a sentence, or not all of it."""
