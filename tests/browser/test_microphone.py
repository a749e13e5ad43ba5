"""A visitor speaks to the avatar: it notices, falls silent, and hands on what is said. The other side is the test's."""

from __future__ import annotations

import time

import numpy as np
import pytest
from host_page import PIP, HostPage
from host_site import HostSite
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from demo_page import DemoPage
from fake_microphone import RATE_HZ, Microphone, MicrophoneOnDemand, silence, spoken, warm
from running_server import RunningServer
from scripted_dialogue import ScriptedDialogue, has_answered, hears

pytestmark = pytest.mark.browser

PAGE = "?model=pip&figure=2d&mode=ask&lang=zh"
ENGLISH = "Excuse me, how long does the delivery take?"
CHINESE = "请问我的包裹什么时候能送到？"
LONG = "这是一个很长很长的回答，要说上好一会儿，直到有人打断它为止，谁也不知道它到底要说多久，请您耐心听完。"


def heard_once(voice: NDArray[np.float32], before_s: float, after_s: float = 3.0) -> NDArray[np.float32]:
    return np.concatenate((silence(before_s), voice, silence(after_s)))


def open_page(page: Page, query: str = PAGE) -> DemoPage:
    demo = DemoPage(page).open(query, face=False)
    page.locator("#talk-microphone").wait_for()
    return demo


def states(demo: DemoPage) -> list[str]:
    return [event["detail"]["state"] for event in demo.events("hearing")]


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_speech_goes_to_the_server_from_its_beginning_to_its_end(
    microphone: Microphone, server: RunningServer, text: str
) -> None:
    voice, _ = spoken(server, text)
    page = microphone(heard_once(voice, 8.0))
    dialogue = ScriptedDialogue(page, hears=True)
    demo = open_page(page)
    warm(page)
    page.locator("#talk-microphone").click()
    hears(demo, "hearing")
    hears(demo, "waiting", 2)
    assert states(demo) == ["opening", "waiting", "hearing", "waiting"]
    (start,) = dialogue.sent("listen_start")
    assert (start["mode"], start["recogniser"], start["sample_rate_hz"]) == ("open", "server", 16000)
    assert 90 <= start["speech_ms"] < 600
    turn = start["id"]
    dialogue.until(lambda: dialogue.finished == {turn})
    seconds = dialogue.samples[turn] / 16000
    # A third of a second before it, and the pause that ends it.
    assert len(voice) / RATE_HZ - 0.3 < seconds < len(voice) / RATE_HZ + 1.6
    dialogue.tell(type="transcript", id=turn, text=text, final=True, language="zh")
    expect(page.locator(".talk-question")).to_have_text(text)
    dialogue.say(turn, ["好的，我来查一下。"])
    demo.wait_for("turnend")
    (timing,) = dialogue.sent("turn_timing")
    assert timing["id"] == turn
    assert timing["e2e_latency_ms"] > 600, "counted from the last sound, not from the end of the pause"
    page.locator("#talk-microphone").click()
    demo.wait_until("openedTracks.every(track => track.readyState === 'ended')")
    assert demo.events("error") == []


def test_speech_halts_the_avatar_until_the_server_knows_what_it_was(page: Page, server: RunningServer) -> None:
    voice, _ = spoken(server, CHINESE)
    microphone = MicrophoneOnDemand(page)
    dialogue = ScriptedDialogue(page, lambda text: [LONG + LONG], hears=True)
    demo = open_page(page)
    page.locator("#talk-microphone").click()
    hears(demo, "waiting")
    page.evaluate("visavis.ask('说点长的', { id: 't1' })")
    has_answered(demo, 4)
    microphone.say(voice)
    hears(demo, "hearing")
    (paused,) = dialogue.sent("playback", id="t1.0", state="paused")
    assert page.evaluate("visavis.state") == "listening"
    hears(demo, "waiting", 2)
    assert page.evaluate("visavis.state") == "listening", "it waits for the server's word"
    (start,) = dialogue.sent("listen_start")
    dialogue.tell(type="go_on", id=start["id"])
    demo.wait_until("visavis.state === 'speaking'")
    demo.wait_until("ms => visavis.probe.lastFrame.seconds * 1000 > ms", paused["position_ms"] + 600)
    microphone.say(voice)
    hears(demo, "hearing", 2)
    again = dialogue.sent("playback", 2, id="t1.0", state="paused")[-1]
    assert again["position_ms"] > paused["position_ms"] + 500, "it went on where it was"
    dialogue.tell(type="interrupted", ids=["t1.0"])
    demo.wait_for("bargein")
    interrupted = dialogue.sent("playback", id="t1.0", state="interrupted")
    assert interrupted[0]["position_ms"] == pytest.approx(again["position_ms"], abs=60)
    assert demo.events("error") == []


def test_a_held_button_is_push_to_talk(microphone: Microphone, server: RunningServer) -> None:
    voice, _ = spoken(server, CHINESE)
    page = microphone(heard_once(voice, 0.5))
    dialogue = ScriptedDialogue(page, lambda text: [LONG], hears=True)
    demo = open_page(page)
    page.evaluate("visavis.ask('说点长的')")
    demo.wait_for("word", 2)
    button = page.locator("#talk-microphone")
    button.focus()
    pressed = time.monotonic()
    page.keyboard.down(" ")
    hears(demo, "hearing")
    demo.wait_for("interrupted")
    page.wait_for_timeout(1500)  # somebody speaks for so long
    page.keyboard.up(" ")
    held_s = time.monotonic() - pressed
    hears(demo, "ended")
    (start,) = dialogue.sent("listen_start")
    assert start["mode"] == "push"
    dialogue.until(lambda: dialogue.finished == {start["id"]})
    assert 0.7 < dialogue.samples[start["id"]] / 16000 < held_s + 1
    demo.wait_until("openedTracks.every(track => track.readyState === 'ended')")
    assert demo.events("error") == []


def test_a_visitor_who_refuses_the_microphone_is_told_by_the_avatar(microphone: Microphone) -> None:
    page = microphone(silence(1.0), "deny")
    ScriptedDialogue(page, hears=True)
    demo = open_page(page)
    page.locator("#talk-microphone").click()
    assert demo.wait_for("error")["detail"]["code"] == "microphone_denied"
    assert "麦克风" in demo.wait_for("speakstart")["detail"]["text"]
    assert states(demo)[-1] == "ended"


def test_without_the_network_speech_is_told_by_its_loudness(microphone: Microphone, server: RunningServer) -> None:
    voice, _ = spoken(server, ENGLISH)
    page = microphone(heard_once(voice, 4.0))
    page.route("**/vad/silero.js", lambda route: route.abort())
    dialogue = ScriptedDialogue(page, hears=True)
    demo = open_page(page)
    page.locator("#talk-microphone").click()
    hears(demo, "hearing")
    hears(demo, "waiting", 2)
    dialogue.until(lambda: len(dialogue.finished) == 1)
    assert any("loudness alone" in line for line in demo.console)


PAGE_RECOGNISER = """
window.SpeechRecognition = class {
  start() { window.recogniser = this; setTimeout(() => this.onstart && this.onstart()); }
  stop() { setTimeout(() => this.onend && this.onend()); }
  abort() { this.stop(); }
};
window.understand = (transcript, isFinal) =>
  recogniser.onresult({ resultIndex: 0, results: [Object.assign([{ transcript }], { isFinal })] });
"""


def test_the_browsers_own_recogniser_serves_where_the_server_has_none(page: Page) -> None:
    page.add_init_script(PAGE_RECOGNISER)
    dialogue = ScriptedDialogue(page)
    demo = open_page(page)
    page.locator("#talk-microphone").click()
    hears(demo, "waiting")
    page.evaluate("understand('我的包裹', false)")
    expect(page.locator(".talk-question")).to_have_text("我的包裹")
    page.evaluate("understand('我的包裹在哪', true)")
    expect(page.locator(".talk-question")).to_have_text("我的包裹在哪")
    (start,) = dialogue.sent("listen_start")
    assert start["recogniser"] == "page"
    assert [(said["text"], said["final"]) for said in dialogue.sent("heard_text", 2)] == [
        ("我的包裹", False),
        ("我的包裹在哪", True),
    ]
    dialogue.say(
        start["id"], ["您的包裹明天送到，送货的人会先打电话给您，请您保持手机畅通，也请您带好证件，谢谢您的耐心等待。"]
    )
    demo.wait_for("speakstart")
    page.evaluate("understand('您的包裹明天', false)")
    assert len(dialogue.of_type("listen_start")) == 1, "it does not answer itself"
    demo.wait_for("turnend")
    assert demo.events("error") == []


def test_the_element_listens_on_a_page_of_another_site(
    page: Page, server: RunningServer, embedding_site: HostSite, embedding_server: RunningServer
) -> None:
    voice, _ = spoken(server, CHINESE)
    microphone = MicrophoneOnDemand(page)
    dialogue = ScriptedDialogue(page, hears=True)
    host = HostPage(page, embedding_site)
    host.show(
        f'<script src="{embedding_server.url}/visavis.js"></script><visavis-avatar id="one" {PIP}></visavis-avatar>'
        "<script>listenTo(one); one.addEventListener('hearing', ({ detail }) => heard.push(['one', 'hearing', detail]))"
        "</script>"
    )
    host.wait_for("ready")
    assert page.evaluate("one.listen().then(() => 'listening', (fault) => fault.code)") == "listening"
    host.wait_until("heard.some(([, name, detail]) => name === 'hearing' && detail.state === 'waiting')")
    microphone.say(voice)
    host.wait_until("heard.some(([, name, detail]) => name === 'hearing' && detail.state === 'hearing')")
    host.wait_until("heard.filter(([, name, detail]) => name === 'hearing' && detail.state === 'waiting').length > 1")
    dialogue.until(lambda: len(dialogue.finished) == 1)
    assert [line for line in host.console if "loudness alone" in line] == [], "with the network of the server"
    page.evaluate("one.remove()")
    host.wait_until("openedTracks.every(track => track.readyState === 'ended')")
    assert host.events("error") == []


ECHO = """
// What is played comes back by the microphone, later and quieter, as from a loudspeaker, and nothing cancels it.
const connect = AudioNode.prototype.connect;
let room = null;
AudioNode.prototype.connect = function (target, ...rest) {
  if (target instanceof AudioDestinationNode && !(this instanceof ScriptProcessorNode)) {
    const { context } = this;
    if (!room) {
      room = context.createMediaStreamDestination();
      const [way, quieter] = [context.createDelay(1), context.createGain()];
      way.delayTime.value = 0.12;
      quieter.gain.value = 0.3;
      connect.call(way, quieter);
      connect.call(quieter, room);
      room.way = way;
    }
    connect.call(this, room.way);
  }
  return connect.call(this, target, ...rest);
};
navigator.mediaDevices.getUserMedia = async () => room.stream;
"""


def test_the_avatar_hardly_halts_itself_where_nothing_cancels_its_echo(page: Page) -> None:
    page.add_init_script(ECHO)
    dialogue = ScriptedDialogue(page, lambda text: [LONG, "第二句话也是这样，一直说到最后，没有人来打断。"], hears=True)
    dialogue.nothing_interrupts = True
    demo = open_page(page)
    warm(page)
    page.locator("#talk-microphone").click()
    hears(demo, "waiting")
    page.evaluate("visavis.ask('说点长的', { id: 't1' })")
    demo.wait_for("turnend", timeout_ms=60_000)
    assert demo.events("bargein") == []
    # Twelve seconds of its own voice, with no echo cancellation at all.
    assert len(dialogue.of_type("listen_start")) <= 1
