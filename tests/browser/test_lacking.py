"""What a browser lacks is made up for: no AudioWorklet, no websocket, sound and mouth all the same."""

from __future__ import annotations

import base64

import httpx
import pytest
from flat_figure import watch
from playwright.sync_api import Page

from demo_page import DemoPage, Frame, check_in_step
from running_server import RunningServer

pytestmark = pytest.mark.browser

WITHOUT_WORKLETS = """
delete window.AudioWorkletNode;
delete window.AudioWorklet;
delete BaseAudioContext.prototype.audioWorklet;
"""
WITHOUT_SOCKETS = "delete window.WebSocket"
REFUSED_SOCKETS = """
window.refused = 0;
window.WebSocket = class extends EventTarget {
  constructor() {
    super();
    window.refused++;
    setTimeout(() => this.onclose?.({}), 10);
  }
  send() {}
  close() {}
};
"""
TEXT = "您好，欢迎光临，请问有什么可以帮您？"


def spoken(frames: list[Frame]) -> list[Frame]:
    return [frame for frame in frames if frame.utterance is not None]


def check_speaking(frames: list[Frame]) -> None:
    """The audible position is in step with the sound, and the mouth moves."""
    check_in_step(frames)
    assert max(frame.gap for frame in frames) > 3.0


def test_without_worklets_the_mouth_is_in_step_with_the_sound(page: Page) -> None:
    page.add_init_script(WITHOUT_WORKLETS)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    demo = DemoPage(page).open()
    check_speaking(spoken(demo.perform(TEXT)))
    assert any("buffer_output" in url for url in requested)
    assert not any("worklet-" in url for url in requested)
    assert demo.events("error") == []
    demo.speak(TEXT)
    demo.wait_for("speakstart", 2)
    page.evaluate("visavis.pause()")
    demo.wait_until("!visavis.probe.lastFrame.running")
    page.evaluate("visavis.resume()")
    demo.wait_for("speakend", 2)


def test_without_websockets_it_speaks_by_rest(page: Page) -> None:
    page.add_init_script(WITHOUT_SOCKETS)
    demo = DemoPage(page).open()
    assert page.locator("#connection").get_attribute("data-state") == "open"
    check_speaking(spoken(demo.perform(TEXT)))
    words = "".join(event["detail"]["text"] for event in demo.events("word"))
    assert words == "您好欢迎光临请问有什么可以帮您"
    demo.speak("这是一句很长很长的话，它会说上好一会儿，除非有人打断它。")
    second = demo.speak("第二句不会说了。")
    demo.wait_for("speakstart", 2)
    page.evaluate("visavis.interrupt()")
    demo.wait_for("speakend", 3)
    assert second in {event["detail"]["id"] for event in demo.events("speakend") if not event["detail"]["completed"]}
    demo.speak("你好", voice="no-such-voice")
    assert demo.wait_for("error")["detail"]["code"] == "unknown_voice"
    demo.perform("没关系，我们继续。")


def test_without_websockets_a_recording_is_spoken_by_rest(page: Page, server: RunningServer) -> None:
    answer = httpx.post(f"{server.url}/v1/speech", json={"text": TEXT}, headers={"Accept": "audio/wav"}, timeout=30)
    page.add_init_script(WITHOUT_SOCKETS)
    demo = DemoPage(page).open()
    demo.record()
    page.evaluate(
        """([wav, text]) => visavis.speakAudio(
          Uint8Array.from(atob(wav), (c) => c.charCodeAt(0)).buffer, { text, id: 'recorded' })""",
        [base64.b64encode(answer.content).decode(), TEXT],
    )
    demo.speak("说完了。")
    demo.wait_for("speakend", 2)
    assert demo.events("speakend")[0]["detail"]["id"] == "recorded"
    check_speaking([frame for frame in demo.recorded() if frame.utterance == "recorded"])
    words = "".join(event["detail"]["text"] for event in demo.events("word") if event["detail"]["id"] == "recorded")
    assert words == "您好欢迎光临请问有什么可以帮您"
    assert demo.events("error") == []


def test_a_proxy_that_lets_no_socket_through_is_got_around(page: Page) -> None:
    page.add_init_script(REFUSED_SOCKETS)
    demo = DemoPage(page).open()
    assert page.evaluate("window.refused") in {2, 3}  # and the first look whether one gets through by now
    demo.perform(TEXT)
    assert demo.events("error") == []


def test_without_anything_a_drawing_still_speaks(page: Page) -> None:
    page.add_init_script(WITHOUT_SOCKETS + ";" + WITHOUT_WORKLETS)
    demo = DemoPage(page).open("?model=pip&figure=2d", face=False)
    demo.wait_until("visavis.hasModel")
    demo.speak(TEXT)
    demo.wait_for("speakstart")
    assert max(look.mouth for look in watch(page, 3)) > 8
    demo.wait_for("speakend")
    assert demo.events("error") == []
