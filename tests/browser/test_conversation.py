"""Whole conversations: a real page and a real server, with stand-ins for the language model and the recogniser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from demo_page import DemoPage
from desk_services import ConversingServer, conversing_server
from fake_microphone import MicrophoneOnDemand, spoken
from fakes.chat_service import CallPart, Cut, End, Say, answer
from scripted_dialogue import has_answered, hears

pytestmark = pytest.mark.browser

QUERY = "?model=pip&figure=2d&mode=ask&lang=zh"


@pytest.fixture(scope="module")
def running_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConversingServer]:
    with conversing_server(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def desk(running_desk: ConversingServer) -> ConversingServer:
    """Whose model has nothing left to say of a test before."""
    running_desk.model.scripts.clear()
    return running_desk


def open_page(page: Page, desk: ConversingServer) -> DemoPage:
    demo = DemoPage(page).open(f"{desk.url}/{QUERY}", face=False)
    page.locator(".talk-modes").wait_for()
    return demo


def ask(demo: DemoPage, text: str) -> None:
    demo.page.locator("#text").fill(text)
    demo.page.locator("#speak").click()


def listen(demo: DemoPage) -> None:
    """Open the microphone, and wait until the page hears what is said into it."""
    demo.page.locator("#talk-microphone").click()
    hears(demo, "waiting")


def last_turn(demo: DemoPage, count: int = 1) -> dict[str, Any]:
    turn: dict[str, Any] = demo.wait_for("turnend", count)["detail"]
    return turn


def test_an_approved_answer_is_said_and_shown(page: Page, desk: ConversingServer) -> None:
    demo = open_page(page, desk)
    asked = len(desk.model.asked)
    ask(demo, "请问运费多少？")
    turn = last_turn(demo)
    assert (turn["source"], turn["answer_id"], turn["interrupted"]) == ("approved", "fee", False)
    assert turn["heard"] == "运费十元，满九十九元包邮。"
    expect(page.locator(".talk-answer")).to_have_text(turn["heard"])
    expect(page.get_by_role("link", name="运费说明")).to_have_attribute("href", f"{desk.url}/fees")
    metrics = turn["metrics"]
    assert 0 < metrics["playback_latency_ms"] <= metrics["e2e_latency_ms"]
    assert metrics["face_start_skew_ms"] is not None
    assert len(desk.model.asked) == asked, "no model is asked for what is approved"
    page.locator(".talk-buttons button", has_text="怎么退货").click()
    assert last_turn(demo, 2)["answer_id"] == "return"
    demo.wait_until("visavis.state === 'idle'")
    assert demo.events("error") == []


def test_a_model_answers_the_rest_in_clauses_with_mood_and_hand_over(page: Page, desk: ConversingServer) -> None:
    demo = open_page(page, desk)
    call = CallPart('{"reason": "wants a person"}', name="handover", id="c1")
    desk.model.scripts.append([Say("[emotion:happy]好的，"), Say("我帮您转接。"), call, End("tool_calls")])
    ask(demo, "我想找你们的经理谈一谈合作的事情")
    turn = last_turn(demo)
    assert turn["source"] == "model"
    assert turn["heard"].replace(" ", "") == "好的，我帮您转接。"
    assert demo.wait_for("handover")["detail"]["reason"] == "wants a person"
    expect(page.locator(".talk-handover")).to_be_visible()
    assert demo.events("mark")[0]["detail"]["name"] == "emotion:happy"
    assert demo.events("error") == []


def test_history_holds_what_was_heard_and_nothing_else(page: Page, desk: ConversingServer) -> None:
    demo = open_page(page, desk)
    ask(demo, "讲个故事")
    demo.wait_for("word", 6)
    desk.model.scripts.append(answer("不客气。"))
    # By the API: a busy machine takes seconds over a click, and the story would be told.
    demo.page.evaluate("visavis.ask('先停一下，你们公司在哪个城市呀')")
    first = last_turn(demo)
    assert first["interrupted"]
    assert 0 < len(first["heard"]) < 30
    last_turn(demo, 2)
    told = " ".join(str(message["content"]) for message in desk.model.asked[-1]["messages"])
    assert first["heard"] in told
    assert "庙里有个老和尚在讲故事，讲的是从前有座山，山里有座庙，庙里" not in told
    expect(page.locator(".talk-answer").first).to_contain_text("（已打断）")


def test_a_model_that_breaks_off_is_made_up_for_in_the_avatars_voice(page: Page, desk: ConversingServer) -> None:
    demo = open_page(page, desk)
    desk.model.scripts.append([Say("我正在"), Cut()])
    ask(demo, "请给我写一首关于秋天的诗")
    turn = last_turn(demo)
    assert turn["source"] == "trouble"
    assert turn["heard"]
    assert demo.events("error")[0]["detail"]["code"].startswith("llm_")
    ask(demo, "运费多少")
    assert last_turn(demo, 2)["answer_id"] == "fee"


def test_two_visitors_hear_their_own_answers(browser: Browser, desk: ConversingServer) -> None:
    demos = [open_page(browser.new_page(), desk) for _ in range(2)]
    try:
        ask(demos[0], "运费多少")
        ask(demos[1], "怎么退货")
        assert last_turn(demos[0])["answer_id"] == "fee"
        assert last_turn(demos[1])["answer_id"] == "return"
        said = ["".join(event["detail"]["text"] for event in demo.events("speakstart")) for demo in demos]
        assert said == ["运费十元，满九十九元包邮。", "七天之内可以退货，请在我的订单里面申请。"]
        assert [demo.page.locator(".talk-question").count() for demo in demos] == [1, 1]
    finally:
        for demo in demos:
            demo.page.close()


def test_a_conversation_goes_on_after_a_break(page: Page, desk: ConversingServer) -> None:
    page.add_init_script(
        """const Socket = WebSocket;
        window.sockets = [];
        window.WebSocket = class extends Socket { constructor(...given) { super(...given); sockets.push(this); } };"""
    )
    demo = open_page(page, desk)
    ask(demo, "讲个故事")
    # The page reports once a second what was heard.
    demo.wait_for("word", 14)
    page.evaluate("sockets[sockets.length - 1].close()")
    demo.wait_until("heardEvents.some(({ name, detail }) => name === 'error' && detail.code === 'connection_lost')")
    demo.wait_until("visavis.connection === 'open'")
    desk.model.scripts.append(answer("刚才在讲故事。"))
    ask(demo, "你刚刚正在跟我说什么来着，我没有听清楚")
    last_turn(demo)
    told = " ".join(str(message["content"]) for message in desk.model.asked[-1]["messages"])
    assert "讲个故事" in told, "what was asked before the break is remembered"
    assert "从前" in told


@pytest.mark.parametrize(
    ("said", "understood", "answer_id"),
    [
        ("请问运费多少钱？", "请问运费多少？", "fee"),
        ("How long does delivery take?", "How long does delivery take?", "delivery"),
    ],
    ids=["chinese", "english"],
)
def test_a_question_by_voice(page: Page, desk: ConversingServer, said: str, understood: str, answer_id: str) -> None:
    voice, _ = spoken(desk.server, said)
    microphone = MicrophoneOnDemand(page)
    demo = open_page(page, desk)
    desk.recogniser.text = understood
    listen(demo)
    microphone.say(voice)
    turn = last_turn(demo)
    assert turn["answer_id"] == answer_id
    expect(page.locator(".talk-question")).to_have_text(understood)
    heard = np.frombuffer(desk.recogniser.asked[-1].pcm, "<i2").astype(float)
    assert np.sqrt(np.mean(heard**2)) > 300, "it is the voice that was sent"
    assert turn["metrics"]["end_of_turn_delay_ms"] is not None
    assert turn["metrics"]["e2e_latency_ms"] > 0
    assert demo.events("error") == []


def test_a_voice_interrupts_in_mid_sentence(page: Page, desk: ConversingServer) -> None:
    voice, _ = spoken(desk.server, "等一下，请问怎么退货？")
    microphone = MicrophoneOnDemand(page)
    demo = open_page(page, desk)
    desk.recogniser.text = "等一下，请问怎么退货？"
    listen(demo)
    ask(demo, "讲个故事")
    has_answered(demo, 4)
    microphone.say(voice)
    first = last_turn(demo)
    assert first["interrupted"]
    demo.wait_for("bargein")
    second = last_turn(demo, 2)
    assert second["answer_id"] == "return"
    assert second["metrics"]["interruption_stop_ms"] is not None


def test_a_cough_does_not_interrupt(page: Page, desk: ConversingServer) -> None:
    voice, _ = spoken(desk.server, "嗯嗯。")
    microphone = MicrophoneOnDemand(page)
    demo = open_page(page, desk)
    desk.recogniser.text = "嗯嗯。"
    listen(demo)
    ask(demo, "讲个故事")
    has_answered(demo, 4)
    microphone.say(voice)
    hears(demo, "hearing")
    turn = last_turn(demo)
    assert not turn["interrupted"]
    assert demo.events("bargein") == []


@contextmanager
def recogniser_down(desk: ConversingServer) -> Iterator[None]:
    """It refuses the server's key until the block ends."""
    key, desk.recogniser.key = desk.recogniser.key, "another"
    try:
        yield
    finally:
        desk.recogniser.key = key


def test_a_recogniser_that_is_down_is_told_in_the_avatars_voice(page: Page, desk: ConversingServer) -> None:
    voice, _ = spoken(desk.server, "请问运费多少钱？")
    microphone = MicrophoneOnDemand(page)
    demo = open_page(page, desk)
    with recogniser_down(desk):
        listen(demo)
        # The opening has been said: what cannot be understood while the avatar speaks lets it go on.
        demo.wait_for("speakend")
        microphone.say(voice)
        turn = last_turn(demo)
    assert turn["source"] in {"trouble", "unheard"}
    assert turn["heard"]
    assert demo.events("error")[0]["detail"]["code"] == "stt_refused"


def test_what_was_not_understood_while_the_avatar_spoke_is_told_when_it_has_come_to_its_end(
    page: Page, desk: ConversingServer
) -> None:
    voice, _ = spoken(desk.server, "嗯嗯。")
    microphone = MicrophoneOnDemand(page)
    demo = open_page(page, desk)
    with recogniser_down(desk):
        listen(demo)
        ask(demo, "讲个故事")
        has_answered(demo, 4)
        microphone.say(voice)
        assert not last_turn(demo)["interrupted"]
        told = last_turn(demo, 2)
    assert demo.events("error")[0]["detail"]["code"] == "stt_refused"
    assert (told["source"], bool(told["heard"])) == ("unheard", True)


STORY = "从前有一座很高很高的山，山里面有一座很老很老的庙，庙里面住着一个老和尚和一个小和尚，老和尚正在给小和尚讲故事。"


def test_what_a_voice_interrupts_is_remembered_as_far_as_it_was_heard(page: Page, desk: ConversingServer) -> None:
    said = "等一下，我想问一个别的问题。"
    voice, _ = spoken(desk.server, said)
    microphone = MicrophoneOnDemand(page)
    demo = open_page(page, desk)
    desk.recogniser.text = said
    desk.model.scripts += [[Say(STORY), Say("讲的就是："), Say(STORY), End()], answer("好的，请说。")]
    listen(demo)
    page.evaluate("visavis.ask('请随便给我讲一点什么', { id: 't1' })")
    has_answered(demo, 4)
    microphone.say(voice)
    first = last_turn(demo)
    assert (first["id"], first["interrupted"]) == ("t1", True)
    assert f"{STORY}讲的就是：{STORY}".startswith(first["heard"])
    assert len(first["heard"]) > 2
    assert last_turn(demo, 2)["heard"] == "好的，请说。"
    assert desk.model.asked[-1]["messages"][-2:] == [
        {"role": "assistant", "content": f"{first['heard']}……"},
        {"role": "user", "content": said},
    ]
    words = [event["detail"]["text"] for event in demo.events("word") if event["detail"]["id"].startswith("t1.")]
    heard = sum(map(str.isalnum, first["heard"]))
    assert abs(sum(map(len, words)) - heard) <= 1, "what the page showed as said is what is remembered"


def test_the_voice_follows_the_language_of_the_question(page: Page, desk: ConversingServer) -> None:
    said = "Excuse me, is there a shop near the station?"
    voice, _ = spoken(desk.server, said)
    microphone = MicrophoneOnDemand(page)
    demo = open_page(page, desk)
    desk.recogniser.text = said
    desk.model.scripts.append(answer("Yes, there ", "is one. ", "It opens at nine."))
    listen(demo)
    microphone.say(voice)
    turn = last_turn(demo)
    assert turn["heard"] == "Yes, there is one. It opens at nine."
    answers = [event["detail"] for event in demo.events("speakstart") if event["detail"]["turn"]]
    assert {detail["voice"] for detail in answers} == {"flite:slt"}
