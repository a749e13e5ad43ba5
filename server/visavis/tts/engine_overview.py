"""What every engine that is installed here offers, and what it lacks; nothing is started or asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from visavis.tts.engine import Engine, EngineError, Timing
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


def engines_overview(enabled: Sequence[str], extra: Mapping[str, Engine]) -> list[EngineOverview]:
    """All engines: those of the settings first, in their order, then the others by name.

    ``extra`` are those that the settings bring along, which are always on.
    """
    installed = engine_names() - set(extra)
    on = installed if "*" in enabled else installed.intersection(enabled)
    first = [*(name for name in enabled if name in on), *extra]
    names = [*first, *sorted(on.difference(first)), *sorted(installed - on)]
    return [_overview(name, extra.get(name), enabled=name in on or name in extra) for name in names]


def _overview(name: str, engine: Engine | None, *, enabled: bool) -> EngineOverview:
    try:
        engine = engine or load_engines([name])[name]
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
