"""What every engine that is installed here offers, and what it lacks; nothing is started or asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from visavis.tts.engine import EngineError, Timing
from visavis.tts.registry import engine_names, load_engines

_FINEST_FIRST: Final = tuple(Timing)


@dataclass(frozen=True, slots=True)
class EngineOverview:
    """One engine."""

    name: str
    enabled: bool
    """Named in the settings."""
    missing: str | None
    """What must be installed or set first, for people; None when it could start."""
    timing: tuple[str, ...] = ()
    """What it can tell of when things are said, finest first."""
    streaming: bool = False
    offline: bool = False
    prosody: tuple[str, ...] = ()
    text_streaming: bool = False

    @property
    def state(self) -> str:
        """For people: ``on``, ``ready``, or what is missing."""
        if self.missing is not None:
            return self.missing
        return "on" if self.enabled else "ready"


def engines_overview(enabled: Sequence[str]) -> list[EngineOverview]:
    """All engines: those of the settings first, in their order, then the others by name."""
    names = engine_names()
    ordered = [*(name for name in enabled if name in names), *sorted(name for name in names if name not in enabled)]
    return [_overview(name, name in enabled) for name in ordered]


def _overview(name: str, enabled: bool) -> EngineOverview:
    try:
        engine = load_engines([name])[name]
    except EngineError as error:
        return EngineOverview(name, enabled, str(error).partition("\n")[0])
    can = engine.capabilities
    return EngineOverview(
        name,
        enabled,
        type(engine).missing(),
        tuple(timing.value for timing in _FINEST_FIRST if timing in can.timing),
        can.streaming,
        can.offline,
        tuple(sorted(can.prosody)),
        can.text_streaming,
    )
