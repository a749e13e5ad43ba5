"""What every recogniser that is installed here offers, and what it lacks; nothing is started or asked."""

from __future__ import annotations

from dataclasses import dataclass

from .recogniser import RecogniserError
from .registry import load_recogniser, recogniser_names


@dataclass(frozen=True, slots=True)
class RecogniserOverview:
    """One recogniser."""

    name: str
    enabled: bool
    """Named in the settings."""
    missing: str | None
    """What must be installed or set first, for people; None when it could start."""
    place: str = ""
    """``page``, ``machine`` or ``service``; empty where that is not known."""
    streaming: bool = False
    detects_language: bool = False
    languages: tuple[str, ...] = ()
    """Empty for more than could be listed."""
    takes_hints: bool = False

    @property
    def state(self) -> str:
        """For people: ``on``, ``ready``, or what is missing."""
        if self.missing is not None:
            return self.missing
        return "on" if self.enabled else "ready"


def recognisers_overview(enabled: str) -> list[RecogniserOverview]:
    """All recognisers: the one of the settings first, then the others by name."""
    return [_overview(name, name == enabled) for name in sorted(recogniser_names(), key=lambda n: (n != enabled, n))]


def _overview(name: str, enabled: bool) -> RecogniserOverview:
    try:
        recogniser = load_recogniser(name)
        missing = type(recogniser).missing()
    except RecogniserError as error:
        return RecogniserOverview(name, enabled, str(error).partition("\n")[0])
    can = recogniser.capabilities
    return RecogniserOverview(
        name, enabled, missing, can.place.value, can.streaming, can.detects_language, can.languages, can.takes_hints
    )
