"""Makes spans of what happens in one session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from opentelemetry.trace import Tracer, use_span

from visavis.dialogue.response import Begun, Done, Part, Said
from visavis.protocol.client import HeardText, ListenCancel, ListenStart, PlaybackReport
from visavis.protocol.server import ErrorMessage, TurnEnd, UtteranceStart
from visavis.session.effects import (
    CancelAnswer,
    CancelHearing,
    CancelUtterance,
    Effect,
    EndHearing,
    Send,
    SendChunk,
    StartAnswer,
    StartUtterance,
)
from visavis.session.events import Admitted, Answered, Event, Failed, HearingFailed, Received, Transcribed
from visavis.telemetry.turn_trace import ERROR, Attributes, TurnTrace

CANCELLED: Final = "visavis.cancelled"
MOST_TURNS: Final = 8
"""Speech that nobody answered is over when so much has followed it."""


class SessionTrace:
    """``engines`` gives the engine of each voice, ``model`` provider and name of the language model."""

    def __init__(
        self, tracer: Tracer, session_id: str, engines: Mapping[str, str], model: tuple[str, str] | None = None
    ) -> None:
        self._tracer = tracer
        self._session_id = session_id
        self._engines = engines
        self._model = model
        self._turns: dict[str, TurnTrace] = {}

    def saw(self, event: Event, effects: Sequence[Effect]) -> None:
        """What came, and what the session has made of it."""
        over = self._came(event, effects)
        for effect in effects:
            self._done(effect)
        if over is not None and not any(isinstance(effect, StartAnswer) for effect in effects):
            self._end(over)

    def within(self, effect: StartAnswer | StartUtterance) -> AbstractContextManager[object]:
        """What is begun inside of this belongs to its span, whoever makes more spans below."""
        if isinstance(effect, StartAnswer):
            turn = self._turns.get(effect.id)
            span = None if turn is None else turn.span("answer")
        else:
            turn = self._turn_of(effect.id)
            span = None if turn is None else turn.span("synthesis", effect.id)
        return nullcontext() if span is None else use_span(span)

    def close(self, effects: Sequence[Effect]) -> None:
        """The session is over, and with it what was going on."""
        for effect in effects:
            self._done(effect)
        for name in list(self._turns):
            self._end(name)

    def _came(self, event: Event, effects: Sequence[Effect]) -> str | None:
        """The turn whose speech is over with this event, if it is."""
        match event:
            case Admitted(session_id=session_id):
                self._session_id = session_id
            case Received(message=ListenStart(id=name)) if not _refused(effects):
                self._turn(name).begin("hearing")
            case Received(message=PlaybackReport(id=name, state="playing")) if turn := self._turn_of(name):
                turn.begin("playback")
            case Received(message=HeardText(id=name, final=True) | ListenCancel(id=name)):
                return self._heard(name)
            case Transcribed(id=name, final=True):
                return self._heard(name)
            case HearingFailed(id=name):
                return self._heard(name)
            case Failed(id=name, code=code) if turn := self._turn_of(name):
                turn.fail(code.value, "synthesis", name)
            case Answered(id=name, part=part) if name in self._turns:
                self._came_of(part, self._turns[name])
            case _:
                pass
        return None

    def _done(self, effect: Effect) -> None:
        match effect:
            case StartAnswer(id=name):
                begun = self._turn(name)
                begun.finish("hearing")
                begun.begin("answer")
            case CancelAnswer(id=name) if name in self._turns:
                self._turns[name].finish("answer", attributes={CANCELLED: True})
            case EndHearing(id=name) if name in self._turns:
                self._turns[name].note("hearing", "end_of_speech")
            case CancelHearing(id=name):
                self._end(name)
            case StartUtterance(id=name) if turn := self._turn_of(name):
                turn.begin("synthesis", name)
            case SendChunk(id=name, chunk=chunk) if turn := self._turn_of(name):
                if chunk.first_sample == 0:
                    turn.note("synthesis", "first_sound", name)
                if chunk.final:
                    turn.finish("synthesis", name)
            case CancelUtterance(id=name) if turn := self._turn_of(name):
                turn.finish("synthesis", name, {CANCELLED: True})
            case Send(message=message):
                self._said(message)
            case _:
                pass

    def _said(self, message: object) -> None:
        match message:
            case UtteranceStart(id=name, turn=turn_id) if turn_id in self._turns:
                span = self._turns[turn_id].span("synthesis", name)
                if span is not None:
                    engine = self._engines.get(message.voice, "recording")
                    span.set_attributes({"visavis.engine": engine, "visavis.language": message.language})
            case ErrorMessage(id=str(name), code=code) if name in self._turns:
                self._turns[name].fail(code.value)
            case TurnEnd(id=name) if name in self._turns:
                self._turns.pop(name).end(message)
            case _:
                pass

    def _came_of(self, part: Part, turn: TurnTrace) -> None:
        match part:
            case Begun():
                turn.note("answer", "first_token")
                if self._model is not None:
                    provider, model = self._model
                    told = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": provider}
                    turn.tell("answer", {**told, "gen_ai.request.model": model})
            case Said() if part.spoken:
                turn.note("answer", "clause")
            case Done():
                turn.finish("answer", attributes=_of_answer(part))
            case _:
                pass

    def _heard(self, name: str) -> str | None:
        if name not in self._turns:
            return None
        self._turns[name].finish("hearing")
        return name

    def _turn(self, name: str) -> TurnTrace:
        if name not in self._turns:
            if len(self._turns) >= MOST_TURNS:
                self._end(next(iter(self._turns)))
            self._turns[name] = TurnTrace(self._tracer, self._session_id)
        return self._turns[name]

    def _turn_of(self, utterance_id: str) -> TurnTrace | None:
        """The utterances of an answer are called by its turn."""
        return self._turns.get(utterance_id.rpartition(".")[0])

    def _end(self, name: str) -> None:
        turn = self._turns.pop(name, None)
        if turn is not None:
            turn.end()


def _refused(effects: Sequence[Effect]) -> bool:
    return any(isinstance(effect, Send) and isinstance(effect.message, ErrorMessage) for effect in effects)


def _of_answer(done: Done) -> Attributes:
    told: dict[str, str | int] = {"visavis.turn.source": done.source}
    if done.source == "trouble":
        told[ERROR] = "trouble"
    if done.tokens is not None:
        told["gen_ai.usage.input_tokens"], told["gen_ai.usage.output_tokens"] = done.tokens
    return told
