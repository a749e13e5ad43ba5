"""Who is told how a language model does."""

from __future__ import annotations

from typing import Protocol


class ModelMeter(Protocol):
    """Told by each try of each request. ``provider`` is the class's name, ``model`` the one that the service knows."""

    def first_token(self, provider: str, model: str, seconds: float) -> None:
        """It has begun to answer, so long after this try was begun."""

    def answered(self, provider: str, model: str, seconds: float, tokens: tuple[int, int], error: str | None) -> None:
        """It is over: how long it took, tokens of the prompt and of the answer, and the code of what went wrong,
        ``cancelled`` for what nobody wanted to the end."""
