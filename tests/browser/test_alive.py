"""The figure is alive: its head goes with the voice, gestures come where the text asks, states look different."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from demo_page import DemoPage

pytestmark = pytest.mark.browser

LONG = "这真是一个非常好的消息！我们今天不但免运费，而且每一位客人都有礼物，请您千万不要错过。"
# Angle of the head against its rest, and of the eyes, about 30 times a second.
WATCH = """seconds => new Promise(done => {
  const head = visavis.model.getObjectByName('Head');
  const names = ['browInnerUp', 'browDownLeft', 'eyeLookUpLeft', 'eyeLookDownLeft', 'eyeBlinkLeft'];
  const rows = [], end = performance.now() + seconds * 1000;
  const look = () => {
    const { x, y, z } = head.quaternion;
    rows.push({ at: performance.now(), head: [x, y, z], face: Array.from(visavis.probe.face) });
    if (performance.now() < end) setTimeout(look, 33);
    else done(rows);
  };
  look();
})"""


@pytest.fixture
def demo(page: Page) -> Iterator[DemoPage]:
    demo = DemoPage(page).open()
    # What moves lids and eyes comes a little after the model.
    demo.wait_until("visavis.alive")
    # Shaders are compiled when frames begin to flow.
    demo.wait_until("visavis.probe.frameCount > 40")
    return demo


def _watch(demo: DemoPage, seconds: float) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = demo.page.evaluate(WATCH, seconds)
    return rows


def _travel(rows: list[dict[str, Any]]) -> float:
    """How far the head turns in a second."""
    way = sum(
        sum((b - a) ** 2 for a, b in zip(one["head"], two["head"], strict=True)) ** 0.5
        for one, two in itertools.pairwise(rows)
    )
    return float(way * 1000 / (rows[-1]["at"] - rows[0]["at"]))


def test_the_head_goes_with_the_voice(demo: DemoPage) -> None:
    silent = _travel(_watch(demo, 3))
    demo.speak(LONG)
    demo.wait_for("speakstart")
    assert _travel(_watch(demo, 3)) > 1.5 * silent


def test_a_gesture_comes_where_the_text_asks_for_it(demo: DemoPage) -> None:
    demo.speak("您好[gesture:nod]，欢迎光临。")
    demo.wait_for("speakend")
    demo.wait_for("clipend")
    order = [
        (event["name"], event["detail"].get("text") or event["detail"].get("name"))
        for event in demo.page.evaluate("heardEvents.filter(event => ['word', 'clipstart'].includes(event.name))")
    ]
    at = order.index(("clipstart", "nod"))
    assert ("word", "好") in order[:at]
    assert ("word", "临") in order[at:]
    assert demo.events("error") == []
    assert "gesture" not in demo.events("speakstart")[0]["detail"]["text"]


def test_a_mood_inside_the_text_ends_with_the_utterance(demo: DemoPage) -> None:
    smile = "visavis.probe.face[23]"  # mouthSmileLeft
    demo.page.evaluate("visavis.setEmotion('neutral')")
    demo.speak("[emotion:happy]好消息好消息好消息好消息！")
    demo.wait_until(f"{smile} > 0.2")
    demo.wait_for("speakend")
    demo.wait_until(f"{smile} < 0.05")


def test_a_gesture_that_the_model_lacks_is_told_and_nothing_else(demo: DemoPage) -> None:
    demo.speak("您好[gesture:somersault]！")
    demo.wait_for("speakend")
    assert [event["detail"]["code"] for event in demo.events("error")] == ["unknown_clip"]


def test_listening_and_thinking_look_different_from_waiting(demo: DemoPage) -> None:
    channels = demo.page.evaluate("visavis.profile.channels")
    assert "browInnerUp" in channels

    def seen(activity: str) -> tuple[float, float, float]:
        demo.page.evaluate("name => visavis.setActivity(name)", activity)
        assert demo.page.evaluate("visavis.state") == activity
        rows = _watch(demo, 5)
        # However few looks a busy page gets: those of the last three seconds.
        faces = [row["face"] for row in rows if row["at"] > rows[-1]["at"] - 3000]
        inner, down, up = 43, 41, 4  # browInnerUp, browDownLeft, eyeLookUpLeft
        return tuple(sum(face[channel] for face in faces) / len(faces) for channel in (inner, down, up))  # type: ignore[return-value]

    demo.page.evaluate("visavis.setEmotion('neutral')")
    listening, thinking, idle = seen("listening"), seen("thinking"), seen("idle")
    assert listening[0] > idle[0] + 0.08
    assert thinking[1] > idle[1] + 0.1
    assert thinking[2] > listening[2] + 0.1
    assert [event["detail"]["state"] for event in demo.events("statechange")] == ["listening", "thinking", "idle"]


def test_who_prefers_reduced_motion_sees_a_still_figure_that_blinks_and_talks(browser: Browser, base_url: str) -> None:
    context = browser.new_context(reduced_motion="reduce", base_url=base_url)
    demo = DemoPage(context.new_page()).open()
    demo.wait_until("visavis.alive")
    demo.wait_until("visavis.probe.frameCount > 40")
    demo.speak(f"您好[gesture:nod]，{LONG}")
    demo.wait_for("word", 4)
    rows = _watch(demo, 3)
    assert _travel(rows) < 1e-4
    assert max(row["face"][17] for row in rows) > 0.02, "jawOpen moves"
    assert demo.events("clipstart") == []
    context.close()


def test_a_visitor_who_asks_for_less_motion_meanwhile_is_obeyed(page: Page) -> None:
    demo = DemoPage(page).open()
    demo.wait_until("visavis.alive")
    assert _travel(_watch(demo, 1.2)) > 1e-4
    page.emulate_media(reduced_motion="reduce")
    # What moves comes to rest within seconds.
    assert any(_travel(_watch(demo, 1.2)) < 1e-4 for _ in range(8))
    assert _travel(_watch(demo, 1.2)) < 1e-4, "and stays there"
    page.emulate_media(reduced_motion="no-preference")
    assert any(_travel(_watch(demo, 1.2)) > 1e-4 for _ in range(8))
