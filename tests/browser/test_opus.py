"""Sound as Opus: heard where it belongs, by either way of decoding it, and the mouth with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hidden_tab import HIDEABLE
from network import Network
from noise_tap import NoiseTap
from playwright.sync_api import Page
from sound_tap import TAP_FOLDER, judge

from demo_page import DemoPage
from running_server import RunningServer, run_server

pytestmark = pytest.mark.browser

VOICE = "position:noise"
COUNT_DECODERS = """
window.usedDecoders = { codec: 0, file: 0 };
if (window.AudioDecoder) {
  const { decode } = AudioDecoder.prototype;
  AudioDecoder.prototype.decode = function (chunk) { usedDecoders.codec++; return decode.call(this, chunk); };
}
const { decodeAudioData } = BaseAudioContext.prototype;
BaseAudioContext.prototype.decodeAudioData = function (...given) {
  usedDecoders.file++;
  return decodeAudioData.apply(this, given);
};
"""
WITHOUT_WEBCODECS = "delete window.AudioDecoder; delete window.EncodedAudioChunk; delete window.AudioData;"
WITHOUT_FILES = """
BaseAudioContext.prototype.decodeAudioData = () => Promise.reject(new DOMException('none', 'EncodingError'));
"""
# Decoders that there are when it is told to fail at their next packet, as when the browser takes them away.
BREAKABLE_WEBCODECS = """
let generation = 0;
window.takeDecodersAway = () => { generation++; };
const Decoder = window.AudioDecoder;
window.AudioDecoder = class {
  constructor(init) { this.init = init; this.inner = new Decoder(init); this.generation = generation; }
  get state() { return this.inner.state; }
  configure(config) { this.inner.configure(config); }
  decode(chunk) {
    if (this.generation === generation) this.inner.decode(chunk);
    else queueMicrotask(() => this.init.error(new DOMException('taken away', 'QuotaExceededError')));
  }
  close() { if (this.inner.state !== 'closed') this.inner.close(); }
};
"""


@pytest.fixture(scope="module")
def opus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server with the engine whose sound and face tell the time, and its defaults: Opus to this machine on demand."""
    settings = {
        "VISAVIS_EXTRA_ENGINES": "fakes.position_engine:PositionEngine",
        "VISAVIS_LOUDNESS_LUFS": "off",
        "VISAVIS_MODELS_DIR": str(TAP_FOLDER),
        # What is kept does not come in real time when it is asked for again.
        "VISAVIS_CACHE_MB": "0",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]),
    }
    with run_server(tmp_path_factory.mktemp("opus") / "server.log", environment=settings) as server:
        yield server


@pytest.fixture
def demo(page: Page) -> DemoPage:
    return DemoPage(page)


@pytest.fixture
def network(page: Page) -> Network:
    return Network(page)


def open_page(demo: DemoPage, network: Network, server: RunningServer, *scripts: str, codec: str = "opus") -> NoiseTap:
    """Open the page, with ``scripts`` run before its own, and wait until it has asked for Opus, if it is to."""
    for script in (*scripts, COUNT_DECODERS):
        demo.page.add_init_script(script)
    tap = NoiseTap(demo)
    demo.open(f"{server.url}/?model=pip&codec={codec}")
    tap.start()
    if codec == "opus":
        wait_for_offer(demo, network)
    return tap


def wait_for_offer(demo: DemoPage, network: Network) -> None:
    """Until the page has told the server that it takes Opus."""
    for _ in range(1500):
        if any("opus" in message.get("codecs", []) for message in network.sent):
            return
        demo.page.wait_for_timeout(20)
    raise TimeoutError(f"the page asks for no Opus: {[m for m in network.sent if 'codecs' in m]}")


def speak(demo: DemoPage, settings: str) -> str:
    utterance_id = demo.speak(settings, voice=VOICE)
    demo.wait_until("visavis.probe.lastFrame.seconds > 1.0")
    return utterance_id


def used(demo: DemoPage) -> dict[str, int]:
    counts: dict[str, int] = demo.page.evaluate("usedDecoders")
    return counts


ENGINES = pytest.mark.parametrize("scripts", [(), (WITHOUT_WEBCODECS,)], ids=["webcodecs", "decodeAudioData"])


@ENGINES
def test_undisturbed(demo: DemoPage, network: Network, opus_server: RunningServer, scripts: tuple[str, ...]) -> None:
    tap = open_page(demo, network, opus_server, *scripts)
    before = used(demo)
    utterance_id = speak(demo, "seconds=8")
    end = demo.wait_for("speakend")
    assert end["detail"]["completed"] is True
    judge(tap.shown(), at_least=20)
    assert network.codecs(utterance_id) == {"opus"}
    decoder = "file" if scripts else "codec"
    assert used(demo)[decoder] > before[decoder], "sound was decoded the way that is meant here"


@ENGINES
def test_the_network_stalls_in_mid_utterance(
    demo: DemoPage, network: Network, opus_server: RunningServer, scripts: tuple[str, ...]
) -> None:
    tap = open_page(demo, network, opus_server, *scripts)
    utterance_id = speak(demo, "seconds=8 realtime piece=0.1")
    network.stall()
    demo.wait_until("!visavis.probe.lastFrame.running", timeout_ms=20_000)
    dry = demo.page.evaluate("visavis.probe.lastFrame.seconds")
    network.flow()
    demo.wait_for("speakend")
    shown = tap.shown()
    judge(shown, at_least=20)
    assert any(frame.sound_s > dry + 0.5 for frame in shown), "it went on after the stall"
    assert network.codecs(utterance_id) == {"opus"}


@ENGINES
def test_paused_resumed_and_stopped_in_the_middle(
    demo: DemoPage, network: Network, opus_server: RunningServer, scripts: tuple[str, ...]
) -> None:
    tap = open_page(demo, network, opus_server, *scripts)
    speak(demo, "seconds=9")
    demo.page.evaluate("visavis.pause()")
    demo.page.wait_for_timeout(400)
    demo.page.evaluate("visavis.resume()")
    demo.wait_until("visavis.probe.lastFrame.seconds > 2.0")
    demo.page.evaluate("visavis.interrupt()")
    assert demo.wait_for("speakend")["detail"]["completed"] is False
    follower = speak(demo, "seconds=3")
    assert demo.wait_for("speakend", 2)["detail"] == {"id": follower, "completed": True}
    judge(tap.shown(), at_least=20)
    assert demo.events("error") == []


def test_the_tab_is_hidden_meanwhile(demo: DemoPage, network: Network, opus_server: RunningServer) -> None:
    tap = open_page(demo, network, opus_server, HIDEABLE)
    utterance_id = speak(demo, "seconds=8 realtime piece=0.1")
    demo.page.evaluate("hideTab(true)")
    demo.page.wait_for_timeout(5000)
    demo.page.evaluate("hideTab(false)")
    demo.wait_for("speakend")
    shown = tap.shown()
    judge(shown, at_least=5)
    assert any(frame.sound_s > 6.0 for frame in shown), "the sound went on meanwhile"
    assert network.codecs(utterance_id) == {"opus"}


@pytest.mark.parametrize("scripts", [(), (WITHOUT_FILES,)], ids=["other_way", "same_way_anew"])
def test_a_decoder_is_taken_away_in_mid_utterance(
    demo: DemoPage, network: Network, opus_server: RunningServer, scripts: tuple[str, ...]
) -> None:
    tap = open_page(demo, network, opus_server, BREAKABLE_WEBCODECS, *scripts)
    # Long enough that some of it is yet to come when a busy machine has noticed that it is heard.
    first = speak(demo, "seconds=9 realtime piece=0.1")
    demo.page.evaluate("takeDecodersAway()")
    demo.wait_for("error")
    second = demo.speak("seconds=2", voice=VOICE)
    demo.wait_for("speakend", 2)
    assert [event["detail"]["completed"] for event in demo.events("speakend")] == [True, True]
    judge(tap.shown(), at_least=20)
    assert [event["detail"]["code"] for event in demo.events("error")] == ["decoder_failed"]
    assert network.codecs(first) == {"opus"}
    assert network.codecs(second) == {"pcm"}, "what is asked for after that comes as PCM"


def test_a_page_that_decodes_no_opus_gets_pcm(demo: DemoPage, network: Network, opus_server: RunningServer) -> None:
    open_page(demo, network, opus_server, WITHOUT_WEBCODECS, WITHOUT_FILES, codec="auto")
    utterance_id = speak(demo, "seconds=1.5")
    demo.wait_for("speakend")
    assert network.codecs(utterance_id) == {"pcm"}


def test_a_page_on_this_machine_fetches_no_decoder(
    demo: DemoPage, network: Network, opus_server: RunningServer
) -> None:
    open_page(demo, network, opus_server, codec="auto")
    utterance_id = speak(demo, "seconds=1.5")
    demo.wait_for("speakend")
    assert network.codecs(utterance_id) == {"pcm"}
    fetched = demo.page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert not any("/opus-" in address for address in fetched)
