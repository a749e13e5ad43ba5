"""The connection breaks in the middle of a sentence: it goes on where its sound ended, and nothing is said twice."""

from __future__ import annotations

import pytest
from network import Network
from playwright.sync_api import Page

from demo_page import DemoPage

pytestmark = pytest.mark.browser

TEXT = (
    "这句话不短，要说上好几秒，中间网络会断开一次，然后重新连接，接着从断开的地方继续说，一个字也不多，一个字也不少。"
)


def spoken(demo: DemoPage) -> str:
    return "".join(event["detail"]["text"] for event in demo.events("word"))


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def test_a_sentence_goes_on_where_it_was_heard(page: Page) -> None:
    network = Network(page)
    demo = DemoPage(page).open()
    before = len(network.audio)
    demo.record()
    # Three small pieces of a long sentence come, and nothing more.
    network.stall_after(3)
    name = demo.speak(TEXT)
    demo.wait_for("speakstart")
    demo.wait_until("visavis.probe.lastFrame.seconds > 0.1")
    network.cut()
    demo.wait_until("heardEvents.filter(({ name, detail }) => name === 'connection' && detail.state === 'open').length")
    assert demo.wait_for("speakend")["detail"] == {"id": name, "completed": True}
    assert spoken(demo) == letters(TEXT)
    seconds = [frame.seconds for frame in demo.recorded() if frame.utterance == name]
    assert seconds == sorted(seconds), "it never goes back"
    assert [event["detail"]["state"] for event in demo.events("connection")].count("reconnecting") == 1
    assert len([message for message in network.sent if message["type"] == "speak"]) == 2
    firsts = [header["first_sample"] for header in network.audio[before:]]
    assert firsts.count(0) == 2, "the server has begun it twice"
    assert demo.events("error") == []
    assert len(demo.events("speakstart")) == 1


def test_what_was_all_there_is_heard_to_its_end_without_a_connection(page: Page) -> None:
    network = Network(page)
    demo = DemoPage(page).open()
    name = demo.speak("这句短话已经到了。")
    demo.wait_for("speakstart")
    for _ in range(2000):
        if any(header["id"] == name and header["final"] for header in network.audio):
            break
        page.wait_for_timeout(10)
    else:
        raise TimeoutError("its sound has not come to an end")
    network.cut()
    assert demo.wait_for("speakend")["detail"] == {"id": name, "completed": True}
    assert len([message for message in network.sent if message["type"] == "speak"]) == 1
    assert demo.events("error") == []
