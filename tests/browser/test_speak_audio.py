"""A visitor plays a recording: lips follow its text, or its loudness; what is no recording is told."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from itertools import pairwise

import httpx
import numpy as np
import pytest
from closures import Closures
from playwright.sync_api import FilePayload, Page, Route

from demo_page import DemoPage, Frame, slowest_s
from fakes.rest_answers import parts_of
from fakes.sounds import buzz, sound_file
from running_server import RunningServer
from visavis.protocol.rest import SpeechResult

pytestmark = pytest.mark.browser

ENGLISH = "Bob met Pam at the bank, and they moved the big piano back home."
CHINESE = "您的包裹明天派送，请保持电话畅通，不必排队，也别忘了密码。"
MOST_TAKES = 8
"""On a machine that draws few frames a second each take shows little."""
PAUSE_S = (1.2, 2.4)
"""Where :func:`with_pause` is silent."""


@pytest.fixture
def demo(page: Page) -> Iterator[DemoPage]:
    return DemoPage(page).open()


def spoken(server: RunningServer, text: str) -> tuple[bytes, bytes]:
    """A WAV of our own voice, and the JSON that tells when its sounds are."""
    answer = httpx.post(f"{server.url}/v1/speech", json={"text": text}, timeout=30)
    parts = parts_of(answer)
    return parts["audio"], parts["speech"]


def with_pause() -> bytes:
    silence = np.zeros(round((PAUSE_S[1] - PAUSE_S[0]) * 16_000), dtype=np.float32)
    return sound_file(np.concatenate((buzz(PAUSE_S[0], 16_000), silence, buzz(1.2, 16_000))), 16_000)


def file_of(content: bytes, name: str = "talk.wav", kind: str = "audio/wav") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def choose(demo: DemoPage, content: bytes, text: str = "") -> None:
    """As a visitor does: choose a file, type what is said in it, press the button."""
    demo.page.locator("#recording-file").set_input_files(file_of(content))
    demo.page.locator("#recording-text").fill(text)
    demo.page.locator("#play-recording").click()


def play(demo: DemoPage, content: bytes, options: str = "{}", count: int = 1) -> list[Frame]:
    """Play a recording through the API to its end; the frames drawn meanwhile."""
    demo.record()
    code = """([data, options]) => {
      const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
      return visavis.speakAudio(bytes.buffer, JSON.parse(options));
    }"""
    demo.page.evaluate(code, [base64.b64encode(content).decode(), options])
    demo.wait_for("speakend", count)
    return [frame for frame in demo.recorded() if frame.utterance is not None]


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])
def test_lips_and_captions_follow_the_text(demo: DemoPage, server: RunningServer, text: str) -> None:
    wav, speech = spoken(server, text)
    true = SpeechResult.model_validate_json(speech)
    # The aligner starts with its first recording, which on a busy machine takes longer than a listener waits.
    httpx.post(f"{server.url}/v1/speech/audio", files={"audio": wav}, data={"text": text}, timeout=60)
    closures = [(cue.onset_ms / 1000, cue.end_ms / 1000) for cue in true.cues if cue.viseme == "PP"]
    judged = Closures(closures, within_s=0.06)
    for take in range(1, MOST_TAKES + 1):
        demo.record()
        choose(demo, wav, text)
        demo.wait_for("speakend", take)
        frames = [frame for frame in demo.recorded() if frame.utterance is not None]
        seconds = [frame.seconds for frame in frames]
        assert seconds == sorted(seconds)
        assert seconds[-1] > true.duration_ms / 1000 - 0.3 - slowest_s(frames)
        assert max(frame.gap for frame in frames) > 4.0, "the mouth opens"
        judged.look(frames)
        if judged.enough:
            break
    # Lips are together in the middle of the sounds that need it. Alignment is not perfect: most of them.
    assert judged.share_shut >= 0.8
    words = [event["detail"] for event in demo.events("word")]
    assert [c for word in words for c in word["text"] if c.isalnum()] == take * [c for c in text if c.isalnum()]
    assert [event["detail"]["voice"] for event in demo.events("speakstart")] == take * ["recording"]
    assert demo.events("error") == []


def test_without_a_text_the_mouth_moves_with_the_sound_and_rests_in_silence(demo: DemoPage) -> None:
    first, last = PAUSE_S
    speaking: list[float] = []
    resting: list[float] = []
    for take in range(1, MOST_TAKES + 1):
        demo.record()
        choose(demo, with_pause())
        demo.wait_for("speakend", take)
        frames = [frame for frame in demo.recorded() if frame.utterance is not None]
        speaking += [
            frame.gap for frame in frames if 0.2 < frame.seconds < first - 0.15 or last + 0.2 < frame.seconds < 3.4
        ]
        resting += [frame.gap for frame in frames if first + 0.3 < frame.seconds < last - 0.3]
        if len(speaking) > 10 and len(resting) > 3:
            break
    assert len(speaking) > 10
    assert len(resting) > 3
    assert min(speaking) > 1.5
    assert max(resting) < 1.0
    assert demo.page.locator("#captions").is_hidden()
    assert demo.events("word") == []
    assert demo.events("error") == []


def test_what_is_heard_is_the_recording(page: Page, server: RunningServer) -> None:
    page.add_init_script(
        """const connect = AudioNode.prototype.connect;
        AudioNode.prototype.connect = function (target, ...rest) {
          if (target instanceof AudioDestinationNode && !(this instanceof AnalyserNode)) {
            window.tap = new AnalyserNode(this.context, { fftSize: 8192 });
            connect.call(this, window.tap);
          }
          return connect.call(this, target, ...rest);
        };
        window.loudest = () => { const data = new Float32Array(tap.frequencyBinCount); tap.getFloatFrequencyData(data);
          return data.indexOf(Math.max(...data)) * tap.context.sampleRate / tap.fftSize };"""
    )
    demo = DemoPage(page).open()
    at = np.arange(48_000 * 8) / 48_000
    stereo = np.stack((np.sin(2 * np.pi * 700 * at), np.sin(2 * np.pi * 700 * at)), axis=1) * 0.4
    page.locator("#recording-file").set_input_files(file_of(sound_file(stereo, 48_000, "FLAC"), "a.flac", "audio/flac"))
    page.locator("#play-recording").click()
    demo.wait_until("visavis.probe.lastFrame.seconds > 0.6")
    assert page.evaluate("loudest()") == pytest.approx(700, abs=12)


def test_an_interrupt_stops_it(demo: DemoPage) -> None:
    choose(demo, sound_file(buzz(8.0, 16_000), 16_000))
    demo.wait_until("visavis.probe.lastFrame.seconds > 0.5")
    demo.page.locator("#stop").click()
    demo.wait_for("interrupted")
    demo.wait_until("recorder.lipGapMm() < 1.0", timeout_ms=10_000)
    assert [event["detail"]["completed"] for event in demo.events("speakend")] == [False]
    demo.perform("好的。")
    assert demo.events("error") == []


def test_it_waits_its_turn(demo: DemoPage) -> None:
    demo.page.evaluate(
        """data => {
          const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
          visavis.speak('第一句。', { id: 'a' });
          visavis.speakAudio(bytes.buffer, { id: 'b' });
          visavis.speak('第三句。', { id: 'c' });
        }""",
        base64.b64encode(sound_file(buzz(0.6, 16_000), 16_000)).decode(),
    )
    demo.wait_for("speakend", 3)
    assert [event["detail"]["id"] for event in demo.events("speakstart")] == ["a", "b", "c"]


def test_a_dropped_file_is_taken(demo: DemoPage) -> None:
    transfer = demo.page.evaluate_handle(
        """data => {
          const transfer = new DataTransfer();
          const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
          transfer.items.add(new File([bytes], 'dropped.wav', { type: 'audio/wav' }));
          return transfer;
        }""",
        base64.b64encode(sound_file(buzz(0.6, 16_000), 16_000)).decode(),
    )
    demo.page.dispatch_event("#stage", "dragenter", {"dataTransfer": transfer})
    assert demo.page.evaluate("document.body.dataset.drop")
    demo.page.dispatch_event("#stage", "drop", {"dataTransfer": transfer})
    assert demo.page.evaluate("document.body.dataset.drop === undefined")
    assert demo.page.locator("#recording-name").inner_text() == "dropped.wav"
    demo.page.locator("#play-recording").click()
    demo.wait_for("speakend")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"this is no sound", "audio_invalid"),
        (b"", "audio_invalid"),
        (sound_file(np.zeros(8000 * 130), 8000, "FLAC"), "audio_too_long"),
        (bytes((16 << 20) + 1), "audio_too_large"),
    ],
    ids=["no sound", "empty", "too long", "too large"],
)
def test_what_cannot_be_played_is_told(demo: DemoPage, content: bytes, code: str) -> None:
    choose(demo, content)
    error = demo.wait_for("error")["detail"]
    assert error["code"] == code
    assert error["id"]
    demo.page.locator(".toast.error").wait_for()
    assert demo.wait_for("speakend")["detail"]["completed"] is False
    demo.perform("好的。")


def test_the_host_plays_an_address(demo: DemoPage, server: RunningServer) -> None:
    wav, speech = spoken(server, "欢迎光临。")

    def answer(route: Route) -> None:
        body, kind = (speech, "application/json") if route.request.url.endswith(".json") else (wav, "audio/wav")
        route.fulfill(body=body, content_type=kind)

    demo.page.route("**/recordings/*", answer)
    demo.page.evaluate("""getMessage('{"type":"speakAudio","url":"recordings/a.wav","text":"欢迎光临。"}')""")
    demo.wait_for("speakend")
    assert "".join(event["detail"]["text"] for event in demo.events("word")) == "欢迎光临"
    demo.page.evaluate("""getMessage({type: 'speakAudio', url: 'recordings/a.wav', track: 'recordings/a.json'})""")
    demo.wait_for("speakend", 2)
    assert demo.events("error") == []
    for url, code in [("nowhere.wav", "audio_unreachable"), ("https://other.example/a.wav", "audio_unreachable")]:
        count = len(demo.events("error"))
        demo.page.evaluate("url => getMessage({type: 'speakAudio', url})", url)
        assert demo.wait_for("error", count + 1)["detail"]["code"] == code


def test_a_track_of_its_own_needs_no_server(page: Page, server: RunningServer) -> None:
    sent: list[str | bytes] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda message: sent.append(message)))  # noqa: PLW0108
    demo = DemoPage(page).open()
    wav, speech = spoken(server, ENGLISH)
    true = SpeechResult.model_validate_json(speech)
    closures = [(cue.onset_ms / 1000, cue.end_ms / 1000) for cue in true.cues if cue.viseme == "PP"]
    seen = 0
    for take in range(1, MOST_TAKES + 1):
        frames = play(demo, wav, f'{{"track": {speech.decode()}}}', take)
        widest = max(frame.gap for frame in frames)
        for onset, end in closures:
            for frame in frames:
                if onset + 0.008 <= frame.seconds <= onset + 0.7 * (end - onset):
                    seen += 1
                    assert frame.gap < 0.15 * widest
        assert all(a.seconds <= b.seconds for a, b in pairwise(frames))
        if seen >= 3:
            break
    assert seen >= 3
    # What keeps the connection is no request.
    assert [message for message in sent if isinstance(message, bytes) or not re.search('"(hello|ping)"', message)] == []
    words = "".join(event["detail"]["text"] for event in demo.events("word"))
    assert words == take * "".join(c for c in ENGLISH if c.isalnum())
