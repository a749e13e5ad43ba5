"""The spans of one turn: what was heard, answered, synthesised and played, below the turn itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from opentelemetry.trace import Span, StatusCode, Tracer, set_span_in_context

from visavis.protocol.server import TurnEnd
from visavis.telemetry.turn_figures import TURN_FIGURES

Stage = Literal["hearing", "answer", "synthesis", "playback"]
SESSION: Final = "session.id"
ERROR: Final = "error.type"
Attributes = Mapping[str, str | bool | int | float]
NONE: Final[Attributes] = {}


class TurnTrace:
    """Open until :meth:`end`. Ids of turns and utterances are the page's own words, so they are in no attribute."""

    def __init__(self, tracer: Tracer, session_id: str) -> None:
        self._tracer = tracer
        self._session_id = session_id
        self._root = tracer.start_span("turn", attributes={SESSION: session_id})
        self._stages: dict[tuple[Stage, str], Span] = {}

    def begin(self, stage: Stage, name: str = "", attributes: Attributes = NONE) -> None:
        """``name`` tells clauses apart."""
        if (stage, name) not in self._stages:
            context = set_span_in_context(self._root)
            told = {SESSION: self._session_id, **attributes}
            self._stages[stage, name] = self._tracer.start_span(stage, context, attributes=told)

    def span(self, stage: Stage, name: str = "") -> Span | None:
        """While it is open."""
        return self._stages.get((stage, name))

    def tell(self, stage: Stage, attributes: Attributes) -> None:
        """What is known of a stage only once it has begun."""
        span = self._stages.get((stage, ""))
        if span is not None:
            span.set_attributes(attributes)

    def note(self, stage: Stage, event: str, name: str = "") -> None:
        """Something that happens within a stage."""
        span = self._stages.get((stage, name))
        if span is not None:
            span.add_event(event)

    def finish(self, stage: Stage, name: str = "", attributes: Attributes = NONE) -> None:
        """Nothing happens where it is not open."""
        span = self._stages.pop((stage, name), None)
        if span is not None:
            span.set_attributes(attributes)
            span.end()

    def fail(self, code: str, stage: Stage | None = None, name: str = "") -> None:
        """A stage, or the turn itself, had an error. Its message is for the visitor, and stays out of this."""
        span = self._root if stage is None else self._stages.get((stage, name))
        if span is not None:
            span.set_attribute(ERROR, code)
            span.set_status(StatusCode.ERROR)

    def end(self, end: TurnEnd | None = None) -> None:
        """The turn is over; without a ``TurnEnd`` nothing was answered."""
        for stage, name in list(self._stages):
            self.finish(stage, name)
        if end is not None:
            self._root.set_attributes({"visavis.turn.source": end.source, "visavis.turn.interrupted": end.interrupted})
            if end.answer_id is not None:
                self._root.set_attribute("visavis.answer.id", end.answer_id)
            for figure in TURN_FIGURES:
                value_ms: float | None = getattr(end.metrics, figure.field)
                if value_ms is not None:
                    self._root.set_attribute(f"visavis.turn.{figure.name}", value_ms / 1000)
        self._root.end()
