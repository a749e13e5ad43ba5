"""The visitor's own system speaks, and the mouth follows what it tells. Headless Chromium has no voices: the synthesis
is a fake of ours that behaves as browsers do; all the rest is real."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from demo_page import DemoPage, Frame
from running_server import RunningServer, run_server
from visavis.protocol.rest import SpeechResult

pytestmark = pytest.mark.browser

FAKE = (Path(__file__).parent / "fake_synthesis.js").read_text(encoding="utf-8")
ENGLISH = "Bob paid my big papa. Many people, by the way, may make Mary a pie. Both men met Pam."
MOST_TAKES = 6
"""On a machine that draws few frames a second each take shows few closures."""
CHINESE = "爸爸买面包，妈妈不怕慢。明天跑步吗？别忘了买票。"


@pytest.fixture(scope="module")
def with_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that plans speech for voices of browsers."""
    path = tmp_path_factory.mktemp("browser-voice") / "server.log"
    with run_server(path, environment={"VISAVIS_ENGINES": "flite,espeak,browser"}) as running:
        yield running


def demo_of(page: Page, server: RunningServer, **wishes: Any) -> DemoPage:
    page.add_init_script(f"window.synthesisWishes = {json.dumps(wishes)};\n{FAKE}")
    return DemoPage(page).open(f"{server.url}/?model=pip")


def said(demo: DemoPage) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = demo.page.evaluate("saidWords")
    return found


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@dataclass(frozen=True)
class Performance:
    """One utterance, as the system said it and as the page showed it."""

    frames: list[Frame]
    plan: list[dict[str, Any]]
    """The words of the track, with their times there."""
    said: list[dict[str, Any]]
    """The same words, with the moments at which the voice began them."""

    def ahead_s(self) -> NDArray[np.float64]:
        """By how much the mouth was ahead of the voice in each frame that was drawn between the first word and the
        last, in seconds of the track."""
        assert [word["text"] for word in self.plan] == [word["text"] for word in self.said]
        onsets_s = [word["onsetMs"] / 1000 for word in self.plan]
        moments = [word["at"] for word in self.said]
        within = [frame for frame in self.frames if moments[0] < frame.begun and frame.at < moments[-1]]
        shown_s = np.array([frame.seconds for frame in within])
        # Where the voice was when the frame was begun, and when it had been drawn, which takes long without a graphics
        # card.
        earliest_s, latest_s = (
            np.interp([getattr(frame, end) for frame in within], moments, onsets_s) for end in ("begun", "at")
        )
        return np.maximum(shown_s - latest_s, 0) + np.minimum(shown_s - earliest_s, 0)


def perform(demo: DemoPage, text: str, **options: Any) -> Performance:
    """Has a text said to its end."""
    before = len(demo.events("speakend"))
    demo.page.evaluate("saidWords.length = 0")
    demo.record()
    name = demo.speak(text, **options)
    words = len(re.findall(r"[A-Za-z']+|[\u4e00-\u9fff]", text))
    demo.wait_until("([id, words]) => visavis.words(id).length === words", [name, words])
    plan = demo.page.evaluate("id => visavis.words(id)", name)
    demo.wait_for("speakend", before + 1)
    return Performance(demo.recorded(), plan, said(demo))


@pytest.mark.parametrize(
    ("text", "voice", "pace"),
    [(ENGLISH, "browser:en-US", 0.7), (CHINESE, "browser:zh-CN", 1.5)],
    ids=["english, slow", "chinese, fast"],
)
def test_the_mouth_is_where_the_words_are_told(
    page: Page, with_browser: RunningServer, text: str, voice: str, pace: float
) -> None:
    demo = demo_of(page, with_browser, pace=pace)
    performance = perform(demo, text, voice=voice)
    ahead = np.abs(performance.ahead_s())
    assert len(ahead) > 5
    assert np.median(ahead) < 0.12
    assert np.quantile(ahead, 0.9) < 0.35
    frames = [frame for frame in performance.frames if frame.utterance is not None]
    assert max(frame.gap for frame in frames) > 4.0, "the mouth opens"
    positions = [frame.seconds for frame in frames]
    assert positions == sorted(positions), "it never goes back"
    assert letters("".join(event["detail"]["text"] for event in demo.events("word"))) == letters(text)
    assert [event["detail"]["voice"] for event in demo.events("speakstart")] == [voice]
    assert [event["detail"]["completed"] for event in demo.events("speakend")] == [True]
    assert demo.events("error") == []


def test_lips_are_shut_where_the_voice_says_p_b_and_m(page: Page, with_browser: RunningServer) -> None:
    """The plan says when lips are shut, and the mouth is at that place of the plan when the voice is."""
    plan = httpx.post(
        f"{with_browser.url}/v1/speech",
        json={"text": ENGLISH, "voice": "browser:en-US"},
        headers={"Accept": "application/json"},
        timeout=30,
    )
    cues = SpeechResult.model_validate_json(plan.content).cues
    demo = demo_of(page, with_browser, pace=0.5)
    shut: list[float] = []
    for _ in range(MOST_TAKES):
        performance = perform(demo, ENGLISH, voice="browser:en-US")
        frames = [frame for frame in performance.frames if frame.utterance is not None]
        widest = max(frame.gap for frame in frames)
        shut += [
            frame.gap / widest
            for cue in cues
            for frame in frames
            if cue.viseme == "PP"
            and cue.onset_ms + 10 <= frame.seconds * 1000 <= cue.onset_ms + 0.7 * (cue.end_ms - cue.onset_ms)
        ]
        if len(shut) >= 4:
            break
    assert len(shut) >= 4
    assert max(shut) < 0.2


def test_a_voice_that_tells_no_words_is_followed_by_its_pace(page: Page, with_browser: RunningServer) -> None:
    demo = demo_of(page, with_browser, pace=0.6, tells=False)
    text = CHINESE.replace("，", "")
    perform(demo, text, voice="browser:zh-CN")
    performance = perform(demo, text, voice="browser:zh-CN")
    assert np.median(np.abs(performance.ahead_s())) < 0.45
    late = performance.said[2 * len(performance.said) // 3]["at"]
    moving = [frame.gap for frame in performance.frames if frame.at > late]
    assert max(moving) - min(moving) > 2.0, "the mouth moves to the end"
    assert demo.events("error") == []
    demo.wait_until("recorder.lipGapMm() < 1.0")


def test_voices_may_come_late_and_the_one_on_the_device_speaks(page: Page, with_browser: RunningServer) -> None:
    demo = demo_of(page, with_browser, lateMs=9000)
    demo.page.evaluate("speechSynthesis.voices = []")
    demo.speak("爸爸。", voice="browser:zh-CN")
    demo.page.evaluate(
        """() => setTimeout(() => { speechSynthesis.voices = [
          { name: 'Far', lang: 'zh-CN', localService: false, voiceURI: 'f' },
          { name: 'Near', lang: 'cmn-Hans-CN', localService: true, voiceURI: 'n' }] }, 400)"""
    )
    demo.wait_for("speakend")
    assert demo.page.evaluate("saidPieces.map(piece => piece.voice)") == ["Near"]
    assert demo.events("error") == []


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [({"missing": True}, "no speech synthesis"), ({"voices": [{"name": "Anna", "lang": "de-DE"}]}, "none of the 1")],
    ids=["no synthesis", "no voice for it"],
)
def test_a_voice_of_the_server_steps_in(
    page: Page, with_browser: RunningServer, wishes: dict[str, Any], reason: str
) -> None:
    demo = demo_of(page, with_browser, **wishes)
    demo.speak("爸爸。", voice="browser:zh-CN", id="a")
    demo.speak("妈妈。", voice="browser:zh-CN", id="b")
    demo.wait_for("speakend", 2)
    starts = [event["detail"] for event in demo.events("speakstart")]
    assert [start["id"] for start in starts] == ["a", "b"]
    assert all(start["voice"].startswith("espeak:") for start in starts)
    errors = [event["detail"] for event in demo.events("error")]
    assert [error["code"] for error in errors] == ["voice_unavailable"], "told once"
    assert reason in errors[0]["message"]


def test_a_voice_that_fails_is_replaced(page: Page, with_browser: RunningServer) -> None:
    demo = demo_of(page, with_browser, fails="synthesis-failed")
    demo.speak("爸爸。", voice="browser:zh-CN", id="a")
    demo.wait_for("speakend", 2)
    assert [event["detail"]["voice"] for event in demo.events("speakstart")] == ["espeak:zh"]
    assert [event["detail"]["completed"] for event in demo.events("speakend")] == [False, True]
    assert [event["detail"]["code"] for event in demo.events("error")] == ["voice_unavailable"]
    assert "synthesis-failed" in demo.events("error")[0]["detail"]["message"]


def test_it_waits_its_turn_and_stops_at_once(page: Page, with_browser: RunningServer) -> None:
    demo = demo_of(page, with_browser)
    demo.speak("第一句。", id="a")
    demo.speak("妈妈买面包。", id="b", voice="browser:zh-CN")
    demo.speak("第三句。", id="c")
    demo.wait_for("speakend", 3)
    assert [event["detail"]["id"] for event in demo.events("speakstart")] == ["a", "b", "c"]
    demo.speak(ENGLISH, id="d", voice="browser:en-US")
    demo.speak("第五句。", id="e")
    demo.wait_until("speechSynthesis.speaking && saidWords.length > 10")
    demo.page.evaluate("visavis.interrupt('d')")
    assert demo.page.evaluate("speechSynthesis.speaking || speechSynthesis.pending") is False
    demo.wait_for("speakend", 5)
    assert [event["detail"]["completed"] for event in demo.events("speakend")] == [True, True, True, False, True]
    assert demo.events("error") == []


def test_it_pauses_goes_on_and_is_muted_within_a_sentence(page: Page, with_browser: RunningServer) -> None:
    demo = demo_of(page, with_browser)
    demo.speak(ENGLISH, voice="browser:en-US")
    demo.wait_until("saidWords.length >= 5")
    demo.page.evaluate("visavis.pause()")
    before = len(said(demo))
    assert demo.page.evaluate("speechSynthesis.speaking") is False
    demo.wait_until("recorder.lipGapMm() < 1.0")
    assert demo.page.evaluate("visavis.state") == "paused"
    demo.page.evaluate("visavis.resume()")
    demo.wait_until("count => saidWords.length > count", before)
    demo.page.evaluate("visavis.muted = true")
    demo.wait_for("speakend")
    words = said(demo)
    assert {word["text"] for word in words} >= {"Bob", "papa", "Pam"}
    assert words[before]["text"] in [word["text"] for word in words[before - 3 : before]], "the word that was cut"
    assert words[0]["volume"] == 1
    assert words[-1]["volume"] == 0
    assert demo.events("error") == []
