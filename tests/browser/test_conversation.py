"""Whole conversations: a microphone that hears a file, the real page and server, a scripted model and recogniser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from network import Network
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, expect

from demo_page import DemoPage
from fake_microphone import RATE_HZ, Microphone, silence, spoken
from fakes.chat_service import CallPart, Count, End, Fail, Say, Step, answer
from fakes.services_thread import Services, services
from running_server import RunningServer, run_server

pytestmark = pytest.mark.browser

PAGE = "?model=pip&figure=2d&mode=ask&lang=zh"
DESK = """
answers:
  - id: parcel
    questions: [我的包裹什么时候能送到, 包裹到哪了]
    answers: [您的包裹明天下午送到，送货员会先打电话。]
    replies: [怎么退货]
  - id: refund
    questions: [怎么退货]
    answers: [七天之内都可以退货。]
"""
CHINESE = "请问我的包裹什么时候能送到？"
ENGLISH = "Excuse me, how long does the delivery take?"
STORY = "从前有一座很高很高的山，山里面有一座很老很老的庙，庙里面住着一个老和尚和一个小和尚，老和尚正在给小和尚讲故事。"
LISTENS_MS = 25_000


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningServer, Services]]:
    folder = tmp_path_factory.mktemp("desk")
    path = folder / "desk.yaml"
    path.write_text(DESK, encoding="utf-8")
    with services() as stand_ins:
        given = {**stand_ins.environment, "VISAVIS_ANSWERS": str(path), "VISAVIS_FILLER_S": "0"}
        with run_server(folder / "server.log", environment=given) as server:
            yield server, stand_ins


@pytest.fixture
def server_of_desk(desk: tuple[RunningServer, Services]) -> RunningServer:
    return desk[0]


@pytest.fixture
def stand_ins(desk: tuple[RunningServer, Services]) -> Services:
    """As if nobody had asked before."""
    found = desk[1]
    found.model.scripts.clear()
    found.model.asked.clear()
    found.ears.asked.clear()
    return found


def open_page(page: Page, server: RunningServer, query: str = PAGE) -> DemoPage:
    demo = DemoPage(page).open(f"{server.url}/{query}", face=False)
    page.locator("#talk-microphone").wait_for()
    return demo


def listening_page(page: Page, server: RunningServer, query: str = PAGE) -> DemoPage:
    """Whose voice activity detection is there before its microphone is opened: what that hears begins then."""
    demo = open_page(page, server, query)
    page.evaluate("import('/vad/silero.js').then(({ createSilero }) => createSilero()).then(() => 0)")
    return demo


def heard_once(voice: NDArray[np.float32], before_s: float, after_s: float = 4.0) -> NDArray[np.float32]:
    return np.concatenate((silence(before_s), voice, silence(after_s)))


def turn_ends(demo: DemoPage, count: int = 1) -> dict[str, Any]:
    detail: dict[str, Any] = demo.wait_for("turnend", count)["detail"]
    return detail


def story() -> list[Step]:
    return [Say(STORY), Say("讲的就是："), Say(STORY), End(), Count()]


def test_a_question_is_asked_by_voice_in_chinese_and_its_approved_answer_heard(
    microphone: Microphone, server_of_desk: RunningServer, stand_ins: Services
) -> None:
    voice, _ = spoken(server_of_desk, CHINESE)
    page = microphone(heard_once(voice, 4.0))
    demo = listening_page(page, server_of_desk)
    stand_ins.ears.text = CHINESE
    page.locator("#talk-microphone").click()
    end = turn_ends(demo)
    assert (end["source"], end["answer_id"], end["interrupted"]) == ("approved", "parcel", False)
    assert end["heard"] == "您的包裹明天下午送到，送货员会先打电话。"
    expect(page.locator(".talk-question")).to_have_text(CHINESE)
    expect(page.locator(".talk-answer")).to_have_text(end["heard"])
    expect(page.locator(".talk-log").get_by_role("button", name="怎么退货")).to_be_visible()
    [asked] = stand_ins.ears.asked
    pcm = np.frombuffer(asked.pcm, "<i2").astype(float)
    assert len(voice) / RATE_HZ - 0.3 < len(pcm) / asked.rate_hz < len(voice) / RATE_HZ + 1.8
    assert np.sqrt(np.mean(pcm**2)) > 300, "the visitor can be heard in it"
    answers = [event["detail"] for event in demo.events("speakstart") if event["detail"]["turn"]]
    assert [detail["voice"] for detail in answers] == ["espeak:zh"]
    assert end["metrics"]["end_of_turn_delay_ms"] > 0
    assert end["metrics"]["e2e_latency_ms"] > 0
    assert stand_ins.model.asked == []
    assert demo.events("error") == []


def test_a_question_in_english_is_answered_by_the_model_in_an_english_voice(
    microphone: Microphone, server_of_desk: RunningServer, stand_ins: Services
) -> None:
    voice, _ = spoken(server_of_desk, ENGLISH)
    page = microphone(heard_once(voice, 4.0))
    demo = listening_page(page, server_of_desk)
    stand_ins.ears.text = ENGLISH
    stand_ins.model.scripts = [answer("It takes ", "two days. ", "[emotion:happy]We will call you first.")]
    page.locator("#talk-microphone").click()
    end = turn_ends(demo)
    assert end["source"] == "model"
    assert end["heard"].split() == ["It", "takes", "two", "days.", "We", "will", "call", "you", "first."]
    answers = [event["detail"] for event in demo.events("speakstart") if event["detail"]["turn"]]
    assert {detail["voice"] for detail in answers} == {"flite:slt"}
    assert stand_ins.model.last_visitor() == ENGLISH
    assert any(event["detail"]["name"] == "emotion:happy" for event in demo.events("mark"))
    assert demo.events("error") == []


def test_a_visitor_interrupts_by_voice_and_only_what_was_heard_is_remembered(
    microphone: Microphone, server_of_desk: RunningServer, stand_ins: Services
) -> None:
    voice, _ = spoken(server_of_desk, "等一下，我想问一个别的问题。")
    page = microphone(heard_once(voice, 6.0))
    demo = listening_page(page, server_of_desk)
    stand_ins.ears.text = "等一下，我想问一个别的问题。"
    stand_ins.model.scripts = [story(), answer("好的，请说。")]
    page.evaluate("visavis.ask('讲个故事吧', { id: 't1' })")
    page.locator("#talk-microphone").click()
    end = turn_ends(demo)
    assert (end["id"], end["interrupted"]) == ("t1", True)
    said = f"{STORY}讲的就是：{STORY}"
    assert said.startswith(end["heard"])
    assert 3 < len(end["heard"]) < len(STORY), "in the middle of it"
    demo.wait_for("bargein")
    after = turn_ends(demo, 2)
    assert after["heard"] == "好的，请说。"
    assert not after["interrupted"]
    messages = stand_ins.model.asked[-1]["messages"]
    assert messages[-2] == {"role": "assistant", "content": f"{end['heard']}……"}
    assert messages[-1] == {"role": "user", "content": "等一下，我想问一个别的问题。"}
    words = "".join(event["detail"]["text"] for event in demo.events("word") if event["detail"]["id"].startswith("t1."))
    heard = "".join(character for character in end["heard"] if character.isalnum())
    assert abs(len(words) - len(heard)) <= 1, "what the page showed as said is what is remembered"


def test_mhm_does_not_interrupt(microphone: Microphone, server_of_desk: RunningServer, stand_ins: Services) -> None:
    voice, _ = spoken(server_of_desk, "嗯嗯。")
    page = microphone(heard_once(voice, 6.0))
    demo = listening_page(page, server_of_desk)
    stand_ins.ears.text = "嗯嗯。"
    stand_ins.model.scripts = [[Say(STORY), End(), Count()]]
    page.evaluate("visavis.ask('讲个故事吧', { id: 't1' })")
    page.locator("#talk-microphone").click()
    end = turn_ends(demo)
    assert (end["id"], end["interrupted"], end["heard"]) == ("t1", False, STORY)
    assert len(stand_ins.ears.asked) == 1, "it was listened to"
    assert len(stand_ins.model.asked) == 1


def test_an_unknown_question_and_a_hand_over(page: Page, server_of_desk: RunningServer, stand_ins: Services) -> None:
    demo = open_page(page, server_of_desk)
    call = CallPart('{"reason": "wants his money back"}', "handover", "c1")
    stand_ins.model.scripts = [
        answer("这个我还不清楚，不敢乱说。"),
        [call, End("tool_calls"), Count()],
        answer("好的，我请同事来帮您。"),
    ]
    page.get_by_role("textbox").first.fill("隔壁老王的电话是多少？")
    page.locator("#speak").click()
    assert turn_ends(demo)["heard"] == "这个我还不清楚，不敢乱说。"
    page.get_by_role("textbox").first.fill("你们把我的东西弄坏了，赔钱！")
    page.locator("#speak").click()
    assert turn_ends(demo, 2)["heard"] == "好的，我请同事来帮您。"
    assert demo.events("handover")[0]["detail"]["reason"] == "wants his money back"
    expect(page.locator(".talk-handover")).to_be_visible()
    assert demo.events("error") == []


def test_a_model_that_fails_is_told_by_the_avatar_and_on_the_page(
    page: Page, server_of_desk: RunningServer, stand_ins: Services
) -> None:
    demo = open_page(page, server_of_desk)
    stand_ins.model.scripts = [[Fail(401, "invalid_api_key")], answer("现在可以了。")]
    page.get_by_role("textbox").first.fill("今天有什么优惠活动？")
    page.locator("#speak").click()
    end = turn_ends(demo)
    assert end["source"] == "trouble"
    assert end["heard"]
    assert demo.events("error")[0]["detail"]["code"] == "llm_refused"
    page.get_by_role("textbox").first.fill("那现在呢，有没有优惠？")
    page.locator("#speak").click()
    assert turn_ends(demo, 2)["heard"] == "现在可以了。"


def test_a_conversation_goes_on_after_the_connection_broke_in_mid_answer(
    page: Page, server_of_desk: RunningServer, stand_ins: Services
) -> None:
    network = Network(page)
    demo = open_page(page, server_of_desk)
    stand_ins.model.scripts = [answer("王女士您好。"), story(), answer("您姓王。")]
    page.evaluate("visavis.ask('我姓王，请记住', { id: 't1' })")
    turn_ends(demo)
    page.evaluate("visavis.ask('讲个故事吧', { id: 't2' })")
    demo.wait_until("heardEvents.filter(({ name, detail }) => name === 'word' && detail.id === 't2.0').length > 4")
    network.cut()
    demo.wait_until("heardEvents.filter(({ name, detail }) => name === 'connection' && detail.state === 'open').length")
    page.evaluate("visavis.ask('我姓什么来着', { id: 't3' })")
    demo.wait_until("heardEvents.some(({ name, detail }) => name === 'turnend' && detail.id === 't3')", None, 40_000)
    contents = [message["content"] for message in stand_ins.model.asked[-1]["messages"][1:]]
    assert contents[:3] == ["我姓王，请记住", "王女士您好。", "讲个故事吧"]
    assert contents[-1] == "我姓什么来着"
    [cut_short] = contents[3:-1]
    assert STORY.startswith(cut_short.removesuffix("……"))


def test_two_visitors_hear_answers_of_their_own(
    browser: Browser, server_of_desk: RunningServer, stand_ins: Services
) -> None:
    original = stand_ins.model.handle

    async def echo(exchange: Any) -> None:
        said = next(m["content"] for m in reversed(exchange.json()["messages"]) if m["role"] == "user")
        stand_ins.model.scripts.insert(0, answer(f"您是{said[-2:]}。"))
        await original(exchange)

    stand_ins.model.server._handler = echo
    try:
        contexts = [browser.new_context() for _ in range(2)]
        demos = [open_page(context.new_page(), server_of_desk) for context in contexts]
        for demo, name in zip(demos, ("小张", "小李"), strict=True):
            demo.page.evaluate("name => visavis.ask(`您好呀，我是${name}`)", name)
        for demo, name in zip(demos, ("小张", "小李"), strict=True):
            assert turn_ends(demo)["heard"] == f"您是{name}。"
            assert [event["detail"]["text"] for event in demo.events("speakstart")] == [f"您是{name}。"]
        for context in contexts:
            context.close()
    finally:
        stand_ins.model.server._handler = original
