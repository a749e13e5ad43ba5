"""What a server tells of itself, and what watches one session of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from visavis.session.effects import Effect, StartAnswer, StartUtterance
from visavis.session.events import Event
from visavis.telemetry.exposition import exposition, forget_the_dead, forget_this_process
from visavis.telemetry.meters import Meters
from visavis.telemetry.session_meter import SessionMeter
from visavis.telemetry.tracing import Tracing

if TYPE_CHECKING:
    from visavis.telemetry.session_trace import SessionTrace


class SessionWatch:
    """Sees every event of one session with its effects, before they are carried out, and changes nothing."""

    def __init__(self, meter: SessionMeter, trace: SessionTrace | None) -> None:
        self._meter = meter
        self._trace = trace

    def saw(self, event: Event, effects: Sequence[Effect]) -> None:
        """What came, and what the session has made of it."""
        self._meter.saw(effects)
        if self._trace is not None:
            self._trace.saw(event, effects)

    def within(self, effect: StartAnswer | StartUtterance) -> AbstractContextManager[object]:
        """Work that is begun inside of this is known to be of that effect."""
        return nullcontext() if self._trace is None else self._trace.within(effect)

    def close(self, effects: Sequence[Effect]) -> None:
        """The session is over; ``effects`` are those that nobody is there for any more."""
        self._meter.saw(effects)
        self._meter.close()
        if self._trace is not None:
            self._trace.close(effects)


class Telemetry:
    """One for a server. Open it where the server starts, and close it."""

    def __init__(self, tracing: Tracing | None = None) -> None:
        self.meters = Meters()
        self._tracing = tracing
        forget_the_dead()

    def session(
        self, session_id: str, engines: Mapping[str, str], model: tuple[str, str] | None = None
    ) -> SessionWatch:
        """For a session that opens; close it with the session. ``engines`` gives the engine of each voice, ``model``
        provider and name of the language model."""
        trace = None
        if self._tracing is not None:
            from visavis.telemetry.session_trace import SessionTrace

            trace = SessionTrace(self._tracing.tracer, session_id, engines, model)
        return SessionWatch(SessionMeter(self.meters, engines), trace)

    async def exposition(self, accept: str) -> tuple[bytes, str]:
        """The figures, and their media type."""
        return await asyncio.to_thread(exposition, self.meters.registry, accept)

    async def close(self) -> None:
        """No session is open any more. Spans that were not sent are sent now."""
        forget_this_process()
        if self._tracing is not None:
            await asyncio.to_thread(self._tracing.close)
