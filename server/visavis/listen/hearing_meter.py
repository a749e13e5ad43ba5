"""Who is told what recognisers are given."""

from __future__ import annotations

from typing import Protocol


class HearingMeter(Protocol):
    """Told by each try with each utterance."""

    def listened(self, recogniser: str, seconds: float) -> None:
        """A recogniser was given so much speech."""
