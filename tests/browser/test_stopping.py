"""Interrupt stops sound and face at once; pause stands still and goes on where it was."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from demo_page import DemoPage

pytestmark = pytest.mark.browser

LONG = "这是一句很长的话，它一直说个不停，说到客户想要打断为止，因为客户总是有很多事情要问，而我们总是有很多话要讲。"


AT_ONCE_MS = 250
"""On a busy machine sound is on its way to the ear for so long."""


@pytest.fixture
def demo(page: Page) -> Iterator[DemoPage]:
    return DemoPage(page).open()


def speak_until(demo: DemoPage, seconds: float) -> None:
    demo.record()
    demo.speak(LONG)
    demo.wait_until("seconds => visavis.probe.lastFrame.seconds > seconds", seconds, 20_000)


def test_interrupt_stops_the_position_and_closes_the_mouth(demo: DemoPage) -> None:
    speak_until(demo, 1.0)
    asked, asked_s = demo.page.evaluate(
        """() => {
          const at = [performance.now(), visavis.probe.lastFrame.seconds];
          visavis.interrupt();
          return at;
        }"""
    )
    demo.wait_for("interrupted")
    demo.wait_until("at => recorder.rows.filter(({ begun }) => begun > at + 150).length >= 10", asked)
    after = [frame for frame in demo.recorded() if frame.begun > asked]
    # Frames may still show the utterance while its last samples are on their way to the ear; none after them does.
    silent = [frame.utterance for frame in after].index(None)
    assert {frame.utterance for frame in after[silent:]} == {None}
    assert all(frame.begun < asked + AT_ONCE_MS for frame in after[:silent])
    assert all(frame.seconds < asked_s + AT_ONCE_MS / 1000 for frame in after[:silent])
    # The mouth shuts whether or not frames are drawn quickly.
    shut = [frame.gap for frame in after if frame.begun > asked + 150][2:]
    assert max(shut) < 1.0
    assert [event["detail"]["completed"] for event in demo.events("speakend")] == [False]


def test_interrupt_silences_the_audio(page: Page) -> None:
    # What goes to the loudspeaker is tapped where the page connects to it.
    page.add_init_script(
        """const connect = AudioNode.prototype.connect;
        AudioNode.prototype.connect = function (target, ...rest) {
          if (target instanceof AudioDestinationNode && !(this instanceof AnalyserNode)) {
            window.tap = new AnalyserNode(this.context, { fftSize: 2048 });
            connect.call(this, window.tap);
          }
          return connect.call(this, target, ...rest);
        };
        window.level = () => { const data = new Float32Array(2048); tap.getFloatTimeDomainData(data);
          return Math.max(...data.map(Math.abs)) };"""
    )
    demo = DemoPage(page).open()
    speak_until(demo, 0.5)
    demo.wait_until("level() > 0.02")
    page.evaluate("visavis.interrupt()")
    demo.wait_until("level() < 0.0005", timeout_ms=10_000)
    page.wait_for_timeout(700)
    assert page.evaluate("level()") < 0.0005, "it stays silent"


def test_interrupt_with_nothing_to_stop_is_harmless(demo: DemoPage) -> None:
    demo.page.evaluate("visavis.interrupt(); visavis.interrupt()")
    demo.perform("好的。")
    assert demo.events("error") == []


def test_after_an_interrupt_the_next_sentence_is_spoken_whole(demo: DemoPage) -> None:
    speak_until(demo, 0.8)
    demo.page.evaluate("visavis.interrupt()")
    demo.recorded()
    demo.perform("好的，我们重新开始吧。", id="next")
    words = [event["detail"]["text"] for event in demo.events("word") if event["detail"]["id"] == "next"]
    assert "".join(words) == "好的我们重新开始吧"


def test_pause_stands_still_and_resume_goes_on_from_there(demo: DemoPage) -> None:
    speak_until(demo, 1.0)
    demo.page.evaluate("visavis.pause()")
    demo.wait_until("!visavis.probe.lastFrame.running")
    demo.page.wait_for_timeout(300)  # what the sound's side tells of the pause comes a little later
    held = demo.page.evaluate("visavis.probe.lastFrame.seconds")
    demo.page.wait_for_timeout(1000)
    assert demo.page.evaluate("visavis.probe.lastFrame.seconds") == pytest.approx(held, abs=0.01)
    demo.page.evaluate("visavis.resume()")
    demo.wait_for("speakend")
    frames = [frame for frame in demo.recorded() if frame.utterance]
    positions = [frame.seconds for frame in frames]
    assert positions == sorted(positions)
    # However long a frame takes to be drawn: the position goes on by no more than the time that has passed.
    ahead = [(b.seconds - a.seconds) - (b.at - a.begun) / 1000 for a, b in itertools.pairwise(frames)]
    assert max(ahead) < 0.2, "nothing was skipped"
