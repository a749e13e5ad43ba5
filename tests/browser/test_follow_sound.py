"""The lips follow a sound whose text nobody knows: a microphone, a stream, what an element plays.

How well the recogniser hears is measured elsewhere (``visavis bench lipsync``). Here: what it hears reaches the face in
time, and everything opened is given back.
"""

from __future__ import annotations

import base64

import numpy as np
import pytest
from playwright.sync_api import Page

from demo_page import DemoPage
from fake_microphone import RATE_HZ, Microphone, silence, spoken
from fakes.sounds import buzz, sound_file
from lips_of_sound import Lips, lips_of
from running_server import RunningServer
from visavis.protocol.rest import SpeechResult

pytestmark = pytest.mark.browser

ENGLISH = "Bob met Pam at the bank. Now my mother may buy a big piano, and papa moved the lamp back home."
CHINESE = "您的包裹明天派送，请保持电话畅通。爸爸妈妈不必排队，也别忘了密码，马上帮您办好。"
SILENT_S = 4.0
"""What a fake microphone hears first: it begins when it is opened, and the page has a model to fetch then."""
AFTER_S = 1.0
OPENED_MS = 4000
"""How long the page may take to open it."""
LATEST_MS = 1000
"""The lips are behind the sound by a tenth of a second, and a busy machine draws late."""


def press_microphone(demo: DemoPage) -> None:
    """As a visitor does, who then looks at the face again: out of sight it is not drawn."""
    demo.page.locator("#microphone").click()
    demo.page.evaluate("document.getElementById('stage').scrollIntoView()")


def lips_while(demo: DemoPage, begun_ms: float, speech: SpeechResult, latest_ms: float) -> Lips:
    """The lips drawn until a recording is over heard from ``begun_ms`` on, or up to ``latest_ms`` later."""
    over_ms = begun_ms + latest_ms + speech.duration_ms + 500
    demo.wait_until("ms => performance.now() > ms", over_ms)
    return lips_of(demo.recorded(), begun_ms, speech, latest_ms)


def judge(lips: Lips, speech: SpeechResult) -> None:
    """Any recogniser worth its name opens the mouth in vowels, shuts it for p, b and m, and rests in silence."""
    told = f"{lips.correlation:.2f} at {lips.lag_ms:.0f} ms, {lips.elsewhere:.2f} elsewhere"
    # A machine that draws few frames a second shows less of it: 0.5 at 12, 0.8 at 25.
    assert lips.correlation > 0.4, told
    assert lips.correlation > lips.elsewhere + 0.15, told
    open_mm = float(np.median([np.max(gap) for gap in lips.while_said(speech.cues, "aa E O")]))
    shut_mm = [float(np.min(gap)) for gap in lips.while_said(speech.cues, "PP", widened_ms=60)]
    assert open_mm > 10.0
    assert len(shut_mm) >= 8
    assert np.median(shut_mm) < 0.6 * open_mm
    silent = lips.gap_mm[(lips.at_ms < -300) | (lips.at_ms > speech.duration_ms + 400)]
    # It may twitch when it is opened, before it knows how quiet the room is.
    assert np.quantile(silent, 0.9) < 0.15 * open_mm


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_a_microphone_moves_the_lips(microphone: Microphone, server: RunningServer, text: str) -> None:
    voice, speech = spoken(server, text)
    demo = DemoPage(microphone(np.concatenate((silence(SILENT_S), voice, silence(AFTER_S))))).open()
    demo.record()
    begun_ms = demo.page.evaluate("performance.now()")
    press_microphone(demo)
    judge(lips_while(demo, begun_ms, speech, SILENT_S * 1000 + OPENED_MS + LATEST_MS), speech)
    assert demo.events("error") == []


def test_the_button_begins_and_ends_it(microphone: Microphone) -> None:
    demo = DemoPage(microphone(buzz(30.0, RATE_HZ))).open()
    button = demo.page.locator("#microphone")
    press_microphone(demo)
    demo.wait_until("visavis.probe.face.some((weight, channel) => channel > 52 && weight > 0.2)")
    assert button.get_attribute("aria-pressed") == "true"
    assert demo.page.evaluate("openedTracks.map(track => track.readyState)") == ["live"]
    press_microphone(demo)
    demo.wait_until("openedTracks.every(track => track.readyState === 'ended')")
    demo.wait_until("recorder.lipGapMm() < 1.0")
    assert button.get_attribute("aria-pressed") == "false"
    press_microphone(demo)
    demo.wait_until("openedTracks.length === 2 && openedTracks[1].readyState === 'live'")
    demo.page.evaluate("visavis.destroy()")
    demo.wait_until("openedTracks[1].readyState === 'ended'")
    assert demo.events("error") == []


def test_a_visitor_may_refuse(microphone: Microphone) -> None:
    demo = DemoPage(microphone(silence(1.0), "deny")).open()
    press_microphone(demo)
    error = demo.wait_for("error")["detail"]
    assert error["code"] == "microphone_denied"
    demo.page.locator(".toast.error").wait_for()
    assert demo.page.locator("#microphone").get_attribute("aria-pressed") == "false"
    demo.perform("好的。")


def test_a_stream_that_the_page_makes_moves_the_lips_in_time(page: Page, server: RunningServer) -> None:
    voice, speech = spoken(server, ENGLISH)
    demo = DemoPage(page).open()
    demo.record()
    begun_ms = demo.page.evaluate(
        """async data => {
          const context = new AudioContext();
          await context.resume();
          const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
          const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer) });
          const target = context.createMediaStreamDestination();
          source.connect(target);
          window.following = visavis.followSound(target.stream);
          const begun = new Promise((done) =>
            visavis.events.on('follow', ({ state }) => state === 'following' && done()));
          await begun;
          source.start(context.currentTime + 1);
          return performance.now() + 1000;
        }""",
        base64.b64encode(sound_file(voice, RATE_HZ)).decode(),
    )
    judge(lips_while(demo, begun_ms, speech, LATEST_MS), speech)
    assert demo.page.evaluate("following.lagMs") > 0
    demo.page.evaluate("following.stop()")
    demo.wait_until("following.state === 'ended'")
    assert demo.events("error") == []


def test_what_an_element_plays_moves_the_lips(page: Page, server: RunningServer) -> None:
    voice, speech = spoken(server, CHINESE)
    demo = DemoPage(page).open()
    demo.record()
    begun_ms = demo.page.evaluate(
        """async data => {
          const element = new Audio(`data:audio/wav;base64,${data}`);
          const begun = new Promise((done) =>
            visavis.events.on('follow', ({ state }) => state === 'following' && done()));
          window.following = visavis.followSound(element);
          await begun;
          await element.play();
          return performance.now();
        }""",
        base64.b64encode(sound_file(np.concatenate((silence(1.0), voice)), RATE_HZ)).decode(),
    )
    judge(lips_while(demo, begun_ms, speech, 1000 + LATEST_MS), speech)
    demo.page.evaluate("following.stop()")
    assert demo.events("error") == []


def test_what_cannot_be_followed_is_told(page: Page) -> None:
    demo = DemoPage(page).open()
    for source in ("new OscillatorNode(new AudioContext())", "new MediaStream()", "'loudspeaker'"):
        count = len(demo.events("error"))
        demo.page.evaluate(f"void (window.following = visavis.followSound({source}))")
        code = demo.wait_for("error", count + 1)["detail"]["code"]
        assert code == ("sound_ended" if "Stream" in source else "sound_unsupported")
        demo.wait_until("following.state === 'ended'")
    demo.perform("好的。")
