"""What happens in a session is counted, and nothing of what was said."""

from __future__ import annotations

import pytest
from prometheus_client import CollectorRegistry

from fakes.talking_page import TalkingPage
from fakes.watched_page import watched_page
from visavis.dialogue.response import Begun, Done, Said
from visavis.protocol.client import TurnTiming
from visavis.protocol.server import TurnMetrics
from visavis.telemetry.telemetry import Telemetry
from visavis.telemetry.turn_figures import TURN_FIGURES

pytestmark = pytest.mark.unit

ENGINES = {"scripted:one": "scripted"}


class Watched:
    """A telemetry and a page whose session it watches."""

    def __init__(self) -> None:
        self.telemetry = Telemetry()
        self.watch = self.telemetry.session("s", ENGINES)
        self.page: TalkingPage = watched_page(self.watch)

    @property
    def registry(self) -> CollectorRegistry:
        return self.telemetry.meters.registry

    def value(self, name: str, **labels: str) -> float | None:
        return self.registry.get_sample_value(name, labels)


def test_every_duration_of_a_turn_is_counted_once_by_source_and_engine() -> None:
    watched = Watched()
    page = watched.page
    page.ask("t1")
    page.now += 0.41
    page.answer(Begun(400.0))
    page.now += 0.1
    page.answer(Said("abc", "en"))
    page.now += 0.03
    page.perform(9)
    page.answer(Done("model", tokens=(80, 9)))
    timing = TurnTiming(
        id="t1", e2e_latency_ms=600, playback_latency_ms=40, face_start_skew_ms=-16, interruption_stop_ms=25
    )
    page.say(timing)
    page.play(1)
    told = {"source": "model", "engine": "scripted"}
    sums = {
        figure.name: watched.value(
            f"visavis_turn_{figure.name}_seconds_sum", **told, **({"first": "mouth"} if figure.either_way else {})
        )
        for figure in TURN_FIGURES
    }
    assert sums == {
        "end_of_turn_delay": None,
        "llm_node_ttft": pytest.approx(0.4),
        "first_clause": pytest.approx(0.51),
        "tts_node_ttfb": pytest.approx(0.03),
        "ttfa": pytest.approx(0.54),
        "playback_latency": pytest.approx(0.04),
        "e2e_latency": pytest.approx(0.6),
        "face_start_skew": pytest.approx(0.016),
        "interruption_stop": pytest.approx(0.025),
    }
    assert watched.value("visavis_turns_total", source="model", interrupted="false") == 1
    assert watched.value("visavis_utterances_total", engine="scripted") == 1


def test_the_figures_are_those_of_the_protocol() -> None:
    durations = {name for name in TurnMetrics.model_fields if name.endswith("_ms")}
    assert {figure.field for figure in TURN_FIGURES} == durations


def test_interruptions_false_ones_and_errors_are_counted() -> None:
    watched = Watched()
    page = watched.page
    page.ask("t1")
    page.answer_whole("abcdefgh")
    page.perform(6)
    page.play(0.2)
    page.begin_to_speak("t2")
    page.understand("t2", "mhm", final=True)
    assert watched.value("visavis_false_interruptions_total") == 1
    page.ask("t3")
    assert watched.value("visavis_turns_total", source="model", interrupted="true") == 1
    page.answer(Said("abc", "en"))
    page.fail()
    assert watched.value("visavis_errors_total", code="engine_failed") == 1
    page.ask("t1")
    assert watched.value("visavis_errors_total", code="duplicate_id") == 1


def test_a_visitor_who_leaves_in_mid_answer_is_counted_and_the_session_is_closed() -> None:
    watched = Watched()
    assert watched.value("visavis_sessions") == 1
    watched.page.ask("t1")
    watched.page.answer_whole("abcdefgh")
    watched.page.perform(6)
    watched.watch.close(watched.page.machine.end())
    assert watched.value("visavis_sessions") == 0
    assert watched.value("visavis_turns_total", source="model", interrupted="true") == 1


def test_nothing_that_a_visitor_wrote_is_a_label() -> None:
    watched = Watched()
    watched.page.ask("secret-turn", "secret question")
    watched.page.answer_whole("secret answer")
    watched.page.finish()
    labels = {
        value
        for family in watched.registry.collect()
        for sample in family.samples
        for name, value in sample.labels.items()
        if name != "le"
    }
    assert labels == {"model", "scripted", "false"}
