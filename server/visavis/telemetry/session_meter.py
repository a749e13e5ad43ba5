"""Counts what happens in one session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from visavis.protocol.server import ErrorMessage, GoOn, TurnEnd, UtteranceStart
from visavis.session.effects import Effect, Send
from visavis.telemetry.meters import NO_ENGINE, Meters


class SessionMeter:
    """``engines`` gives the engine of each voice; what else speaks is a recording."""

    def __init__(self, meters: Meters, engines: Mapping[str, str]) -> None:
        self._meters = meters
        self._engines = engines
        self._answering: tuple[str, str] | None = None
        """The turn that was answered last, and the engine that began to."""
        meters.sessions.inc()

    def saw(self, effects: Sequence[Effect]) -> None:
        """What the session has done."""
        for effect in effects:
            if not isinstance(effect, Send):
                continue
            match effect.message:
                case UtteranceStart() as start:
                    engine = self._engines.get(start.voice, "recording")
                    self._meters.utterance(engine)
                    if start.turn is not None and (self._answering is None or self._answering[0] != start.turn):
                        self._answering = start.turn, engine
                case TurnEnd() as end:
                    known = self._answering is not None and self._answering[0] == end.id
                    self._meters.turn(end, self._answering[1] if known and self._answering else NO_ENGINE)
                case ErrorMessage(code=code):
                    self._meters.error(code)
                case GoOn():
                    self._meters.false_interruptions.inc()

    def close(self) -> None:
        """The session is over."""
        self._meters.sessions.dec()
