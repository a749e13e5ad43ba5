"""A turn's spans, by the SDK's own exporter in memory."""

from __future__ import annotations

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from fakes.talking_page import TalkingPage
from fakes.watched_page import watched_page
from visavis.dialogue.response import Begun, Done, Said
from visavis.protocol.client import TurnTiming
from visavis.session.effects import StartAnswer, StartUtterance
from visavis.session.events import Admitted
from visavis.telemetry.telemetry import SessionWatch, Telemetry
from visavis.telemetry.tracing import Tracing

pytestmark = pytest.mark.unit


class Traced:
    """A page whose session is traced, and the spans that have ended."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        telemetry = Telemetry(Tracing(provider.get_tracer("test")))
        self.watch: SessionWatch = telemetry.session("s", {"scripted:one": "scripted"}, ("openai", "qwen-plus"))
        self.page: TalkingPage = watched_page(self.watch)

    @property
    def spans(self) -> list[ReadableSpan]:
        """In the order in which they began."""
        return sorted(self._exporter.get_finished_spans(), key=lambda span: span.start_time or 0)

    def one(self, name: str) -> ReadableSpan:
        [found] = [span for span in self.spans if span.name == name]
        return found


def events(span: ReadableSpan) -> list[str]:
    return [event.name for event in span.events]


def test_a_spoken_turn_has_a_span_of_each_of_its_parts() -> None:
    traced = Traced()
    page = traced.page
    page.feed(Admitted("0123456789abcdef"))
    page.begin_to_speak("t1")
    page.speak_on(800)
    page.speak_on(800, final=True)
    page.understand("t1", "why is that", final=True)
    page.answer(Begun(400.0))
    page.answer(Said("abc", "en"))
    page.answer(Said("de", "en"))
    page.answer(Done("model", tokens=(80, 9)))
    for _ in range(2):
        page.perform(9)
    page.play(0.1)
    page.say(TurnTiming(id="t1", e2e_latency_ms=600.0, face_start_skew_ms=-16.0))
    page.play(2)
    assert [span.name for span in traced.spans] == ["turn", "hearing", "answer", "synthesis", "synthesis", "playback"]
    turn = traced.one("turn")
    assert turn.context is not None
    for span in traced.spans:
        assert span.context is not None
        assert span.context.trace_id == turn.context.trace_id
        assert (span.attributes or {})["session.id"] == "0123456789abcdef"
        if span is not turn:
            assert span.parent is not None
            assert span.parent.span_id == turn.context.span_id
    assert turn.parent is None
    told = dict(turn.attributes or {})
    assert told["visavis.turn.source"] == "model"
    assert told["visavis.turn.interrupted"] is False
    assert told["visavis.turn.e2e_latency"] == pytest.approx(0.6)
    assert told["visavis.turn.llm_node_ttft"] == pytest.approx(0.4)
    assert events(traced.one("hearing")) == ["end_of_speech"]
    answer = traced.one("answer")
    assert events(answer) == ["first_token", "clause", "clause"]
    assert (answer.attributes or {})["gen_ai.usage.output_tokens"] == 9
    assert (answer.attributes or {})["gen_ai.request.model"] == "qwen-plus"
    said = [span for span in traced.spans if span.name == "synthesis"]
    assert [events(span) for span in said] == [["first_sound"], ["first_sound"]]
    assert {(span.attributes or {})["visavis.engine"] for span in said} == {"scripted"}


def test_nothing_that_a_visitor_wrote_is_in_a_span() -> None:
    traced = Traced()
    traced.page.ask("secret-turn", "secret question")
    traced.page.answer_whole("secret answer")
    traced.page.finish()
    assert len(traced.spans) == 4
    assert "secret" not in "".join(span.to_json() for span in traced.spans)


def test_an_interrupted_turn_ends_all_its_spans() -> None:
    traced = Traced()
    page = traced.page
    page.ask("t1")
    page.answer(Said("abcdefgh", "en"))
    page.perform(2)
    page.play(0.1)
    page.interrupt()
    assert {span.name for span in traced.spans} == {"turn", "answer", "synthesis", "playback"}
    assert (traced.one("answer").attributes or {})["visavis.cancelled"] is True
    assert (traced.one("turn").attributes or {})["visavis.turn.interrupted"] is True


def test_speech_that_was_none_is_a_turn_without_an_answer() -> None:
    traced = Traced()
    page = traced.page
    page.ask("t1")
    page.answer_whole("abcdefgh")
    page.perform(6)
    page.begin_to_speak("t2")
    page.understand("t2", "mhm", final=True)
    assert [span.name for span in traced.spans if span.name in {"turn", "hearing"}] == ["turn", "hearing"]
    assert "visavis.turn.source" not in (traced.one("turn").attributes or {})
    page.begin_to_speak("t3", page=True)
    page.cancel("t3")
    assert len([span for span in traced.spans if span.name == "turn"]) == 2


def test_a_failing_voice_is_an_error_of_its_span_by_code() -> None:
    traced = Traced()
    page = traced.page
    page.ask("t1")
    page.answer(Said("abc", "en"))
    page.fail()
    page.answer(Done("model"))
    said = traced.one("synthesis")
    assert (said.attributes or {})["error.type"] == "engine_failed"
    assert not said.status.is_ok
    assert said.status.description is None


def test_work_within_belongs_to_its_span() -> None:
    traced = Traced()
    page = traced.page
    page.ask("t1")
    with traced.watch.within(StartAnswer("t1", "why?", None, None)):
        answering = trace.get_current_span()
    page.answer(Said("abc", "en"))
    with traced.watch.within(StartUtterance("t1.0", None)):  # type: ignore[arg-type]
        saying = trace.get_current_span()
    with traced.watch.within(StartUtterance("u1", None)):  # type: ignore[arg-type]
        assert not trace.get_current_span().get_span_context().is_valid, "nobody's turn"
    page.answer(Done("model"))
    page.finish()
    assert answering.get_span_context() == traced.one("answer").context
    assert saying.get_span_context() == traced.one("synthesis").context


def test_a_session_that_ends_leaves_no_span_open() -> None:
    traced = Traced()
    page = traced.page
    page.ask("t1")
    page.answer_whole("abcdefgh")
    page.perform(2)
    page.begin_to_speak("t2")
    traced.watch.close(page.machine.end())
    assert sorted(span.name for span in traced.spans) == ["answer", "hearing", "synthesis", "turn", "turn"]


def test_speech_that_nobody_answers_is_forgotten_in_time() -> None:
    traced = Traced()
    for number in range(20):
        traced.page.begin_to_speak(f"t{number}", page=True)
    assert len([span for span in traced.spans if span.name == "turn"]) == 12
