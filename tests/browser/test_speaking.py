"""A visitor types a sentence, and the avatar says it: sound goes on, the mouth follows, captions show what is said."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page

from demo_page import DemoPage, Frame, check_in_step
from running_server import RunningServer

pytestmark = pytest.mark.browser

CHINESE = "您好，您的订单A1023已发货，预计3天后到达，谢谢！"
ENGLISH = "Bob met Pam at the bank, and they moved the big piano back home."
MOST_TAKES = 20
"""On a machine that draws few frames a second each take shows few closures."""
MIXED = "请打开APP，输入验证码8866，然后点击Submit，完成Bob的认证。"
PARCEL = "您的包裹明天派送，请保持电话畅通，不必排队，也别忘了密码。"
SENTENCES = pytest.mark.parametrize("text", [CHINESE, ENGLISH, MIXED], ids=["chinese", "english", "mixed"])


@pytest.fixture
def demo(page: Page) -> Iterator[DemoPage]:
    return DemoPage(page).open()


def cues_of(server: RunningServer, text: str, viseme: str) -> list[tuple[float, float]]:
    """Onset and end in seconds of one viseme's cues, from the REST answer to the same text."""
    answer = httpx.post(f"{server.url}/v1/speech", json={"text": text}, timeout=30)
    answer.raise_for_status()
    boundary = answer.headers["content-type"].partition("boundary=")[2].strip('"')
    part = answer.content.split(f"--{boundary}".encode())[1]
    result = httpx.Response(200, content=part.partition(b"\r\n\r\n")[2].strip()).json()
    return [(cue["onset_ms"] / 1000, cue["end_ms"] / 1000) for cue in result["cues"] if cue["viseme"] == viseme]


def spoken(frames: list[Frame]) -> list[Frame]:
    return [frame for frame in frames if frame.utterance is not None]


@SENTENCES
def test_sound_goes_on_and_the_mouth_follows(demo: DemoPage, text: str) -> None:
    frames = spoken(demo.perform(text))
    check_in_step(frames)
    assert max(frame.gap for frame in frames) > 4.0, "the mouth opens"
    assert demo.events("error") == []


@pytest.mark.parametrize("text", [PARCEL, ENGLISH, MIXED], ids=["chinese", "english", "mixed"])
def test_lips_are_closed_during_every_bilabial(page: Page, server: RunningServer, text: str) -> None:
    demo = DemoPage(page).open()
    closures = cues_of(server, text, "PP")
    assert len(closures) >= 4
    seen: set[float] = set()
    for _ in range(MOST_TAKES):
        seen |= check_closures(spoken(demo.perform(text)), closures)
        if len(seen) >= 0.8 * len(closures):
            return
    pytest.fail(f"frames were drawn in only {len(seen)} of {len(closures)} closures in {MOST_TAKES} takes")


def check_closures(frames: list[Frame], closures: list[tuple[float, float]]) -> set[float]:
    """Onsets of the closures during which a frame was drawn; every such frame must show the lips together."""
    widest = max(frame.gap for frame in frames)
    rest = min(frame.gap for frame in frames)
    seen: set[float] = set()
    for onset, end in closures:
        # The lips part again within the last quarter: the release belongs to the sound that follows.
        for frame in frames:
            if onset + 0.008 <= frame.seconds <= onset + 0.7 * (end - onset):
                seen.add(onset)
                assert frame.gap < rest + 0.12 * (widest - rest), (
                    f"lips {frame.gap:.2f} mm apart at {frame.seconds:.3f} s, in the closure {onset:.3f}–{end:.3f} s"
                )
    return seen


def test_the_mouth_rests_after_speech(demo: DemoPage) -> None:
    demo.perform(CHINESE)
    demo.wait_until("recorder.lipGapMm() < 1.0")


@SENTENCES
def test_captions_show_what_was_written_word_by_word(demo: DemoPage, text: str) -> None:
    demo.perform(text)
    words = [event["detail"] for event in demo.events("word")]
    written = "".join(text[word["start"] : word["end"]] for word in words)
    assert [word["start"] for word in words] == sorted(word["start"] for word in words)
    spoken_text = [character for character in text if character.isalnum()]
    assert [character for character in written if character.isalnum()] == spoken_text
    assert text.rstrip("！!。.") in demo.page.locator("#captions").inner_text().replace("\n", "")


def test_a_visitor_types_and_clicks(demo: DemoPage) -> None:
    demo.page.get_by_role("textbox").fill("谢谢您的来电，再见。")
    demo.page.locator("#speak").click()
    demo.wait_for("speakstart")
    demo.wait_for("speakend")
    assert demo.events("error") == []


def test_the_next_sentence_follows_without_a_gap(demo: DemoPage, server: RunningServer) -> None:
    text = "第一句话已经说完了。"
    answer = httpx.post(
        f"{server.url}/v1/speech", json={"text": text}, headers={"accept": "application/json"}, timeout=30
    )
    demo.record()
    ids = [demo.speak(text), demo.speak("第二句话马上就来。")]
    demo.wait_for("speakend", 2)
    frames = demo.recorded()
    first_s, second_s = (
        statistics.median(frame.context_s - frame.seconds for frame in frames if frame.utterance == name)
        for name in ids
    )
    gap_s = second_s - first_s - answer.json()["duration_ms"] / 1000
    assert abs(gap_s) < 0.15, "by the clock of sound"
    told = demo.page.evaluate("heardEvents.filter(({ name }) => /^speak/.test(name)).map(event => event.name)")
    assert told == ["speakstart", "speakend"] * 2
