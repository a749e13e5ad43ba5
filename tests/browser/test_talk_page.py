"""A visitor asks on the demo page, in writing: the answer is said and written, and can be interrupted."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from axe import violations
from demo_page import DemoPage
from running_server import run_server
from scripted_dialogue import DIALOGUE, ScriptedDialogue

pytestmark = pytest.mark.browser

PAGE = "?model=pip&figure=2d&mode=ask&lang=zh"
LONG = "这是一个很长的回答，要说上好一会儿，直到有人打断它为止，谁也不知道它到底要说多久。"


def open_page(page: Page, query: str = PAGE) -> DemoPage:
    demo = DemoPage(page).open(query, face=False)
    page.locator(".talk-modes").wait_for()
    return demo


def test_a_visitor_types_a_question_and_hears_and_reads_the_answer(page: Page) -> None:
    dialogue = ScriptedDialogue(page, lambda text: ["您好。", "运费十元。"])
    demo = open_page(page)
    page.get_by_role("textbox").first.fill("运费多少？")
    page.locator("#speak").click()
    expect(page.locator(".talk-question")).to_have_text("运费多少？")
    demo.wait_for("speakend", 2)
    expect(page.locator(".talk-answer")).to_have_text("您好。运费十元。")
    demo.wait_for("turnend")
    (asked,) = dialogue.sent("ask")
    assert [event["detail"]["turn"] for event in demo.events("speakstart")] == [asked["id"]] * 2
    assert page.get_by_role("textbox").first.input_value() == ""
    (timing,) = dialogue.sent("turn_timing")
    assert timing["id"] == asked["id"]
    assert 0 < timing["playback_latency_ms"] < timing["e2e_latency_ms"] < 40_000
    assert timing["interruption_stop_ms"] is None
    assert demo.events("error") == []


def test_a_question_interrupts_and_what_was_heard_is_what_stays(page: Page) -> None:
    dialogue = ScriptedDialogue(page, lambda text: [LONG])
    demo = open_page(page)
    page.get_by_role("button", name="运费多少？").click()
    demo.wait_for("word", 3)
    page.get_by_role("button", name="怎么退货？").click()
    demo.wait_for("interrupted")
    first = page.locator(".talk-answer").first
    expect(first).to_have_text("您问的 （已打断）")
    assert [message["text"] for message in dialogue.sent("ask", 2)] == ["运费多少？", "怎么退货？"]
    demo.wait_for("speakstart", 2)
    demo.wait_until("visavis.state === 'speaking'")
    page.keyboard.press("Escape")
    demo.wait_until("visavis.state !== 'speaking'")


def test_what_belongs_beside_an_answer_is_shown_as_text(page: Page) -> None:
    dialogue = ScriptedDialogue(page, lambda text: ["好的。"])
    demo = open_page(page)
    page.evaluate("visavis.ask('?', { id: 't1' })")
    demo.wait_for("turnend")
    dialogue.tell(
        type="show",
        id="t1",
        links=[
            {"title": "<b>物流</b>", "url": "https://shop.example/track"},
            {"title": "bad", "url": "javascript:alert(1)"},
        ],
        pictures=[{"url": "/no-such.png", "alt": "仓库"}, {"url": "http://plain.example/x.png", "alt": "no"}],
        buttons=[{"title": "转人工", "say": "我要转人工"}],
        silent_text="<script>alert(1)</script>",
    )
    link = page.get_by_role("link", name="<b>物流</b>")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    assert page.locator(".talk-log a").count() == 1
    # There is no such picture: what it shows is told, as it is for a visitor who sees none.
    expect(page.locator(".talk-log figure")).to_have_text("仓库")
    expect(page.locator(".talk-log pre")).to_have_text("<script>alert(1)</script>")
    page.get_by_role("button", name="转人工").click()
    expect(page.locator(".talk-question").last).to_have_text("我要转人工")
    assert dialogue.sent("ask", 2)[-1]["text"] == "我要转人工"
    dialogue.tell(type="handover", id="t1", reason="wants a person")
    expect(page.locator(".talk-handover")).to_have_text("接下来由人工客服为您服务。")
    assert violations(page) == []


def test_a_hand_over_stands_below_the_line_that_tells_of_it(page: Page) -> None:
    dialogue = ScriptedDialogue(page, lambda text: [])
    demo = open_page(page)
    page.evaluate("visavis.ask('?', { id: 't1' })")
    expect(page.locator(".talk-question")).to_be_visible()
    dialogue.tell(type="handover", id="t1", reason="")
    expect(page.locator(".talk-handover")).to_be_visible()
    dialogue.say("t1", ["好的，请稍等。"])
    demo.wait_for("turnend")
    lines = page.locator(".talk-log > *").evaluate_all("lines => lines.map((line) => line.className)")
    assert lines == ["talk-question", "talk-answer", "talk-handover"]


def test_nobody_writes_a_question_that_would_be_refused(page: Page) -> None:
    ScriptedDialogue(page)
    open_page(page)
    box = page.get_by_role("textbox").first
    assert box.get_attribute("maxlength") == str(DIALOGUE["question_chars"])
    page.get_by_role("button", name="朗读").click()
    assert box.get_attribute("maxlength") is None


PICTURE = (Path(__file__).parents[2] / "docs" / "images" / "demo.png").read_bytes()


def shown_to_the_end(page: Page) -> float:
    """How far below what can be seen the conversation ends, px."""
    below: float = page.locator(".talk-log").evaluate("log => log.scrollHeight - log.clientHeight - log.scrollTop")
    return below


def test_what_stands_below_a_picture_is_seen_once_the_picture_has_come(page: Page) -> None:
    page.route("**/map.png", lambda route: route.fulfill(body=PICTURE, content_type="image/png"))
    dialogue = ScriptedDialogue(page, lambda text: ["好的。"])
    demo = open_page(page)
    page.evaluate("visavis.ask('?', { id: 't1' })")
    demo.wait_for("turnend")
    show = {"type": "show", "id": "t1", "links": [], "silent_text": None}
    picture, reply = {"url": "/map.png", "alt": "地图"}, {"title": "转人工", "say": "我要转人工"}
    dialogue.tell(**show, pictures=[picture], buttons=[reply])
    demo.wait_until("document.querySelector('.talk-log img')?.complete")
    demo.wait_until("document.querySelector('.talk-log img').naturalWidth > 0")
    demo.wait_until(
        "(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop < 2)"
        "(document.querySelector('.talk-log'))"
    )
    expect(page.get_by_role("button", name="转人工")).to_be_in_viewport()
    # Whoever reads what was said before stays there, whatever comes, until something is asked.
    page.locator(".talk-log").evaluate(
        "log => new Promise((told) => { log.addEventListener('scroll', told, { once: true }); log.scrollTop = 0; })"
    )
    dialogue.tell(**show, pictures=[], buttons=[reply])
    expect(page.get_by_role("button", name="转人工")).to_have_count(2)
    assert shown_to_the_end(page) > 48
    page.evaluate("visavis.ask('??')")
    demo.wait_for("turnend", 2)
    demo.wait_until(
        "(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop < 2)"
        "(document.querySelector('.talk-log'))"
    )


@pytest.mark.parametrize("size", [(390, 844), (844, 390)], ids=["upright", "on its side"])
def test_on_a_phone_whoever_has_asked_sees_figure_and_answer(page: Page, size: tuple[int, int]) -> None:
    ScriptedDialogue(page)
    demo = open_page(page)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.get_by_role("textbox").first.fill("运费多少？")
    page.locator("#voice").scroll_into_view_if_needed()
    page.locator("#speak").click()
    demo.wait_for("turnend")
    expect(page.locator(".talk-answer")).to_be_in_viewport(ratio=0.9)
    expect(page.locator("#stage")).to_be_in_viewport(ratio=0.9)


def test_the_text_box_still_has_its_text_said(page: Page) -> None:
    dialogue = ScriptedDialogue(page)
    demo = open_page(page)
    page.get_by_role("button", name="朗读").click()
    page.wait_for_timeout(1000)  # longer than a greeting would be waited with
    page.get_by_role("textbox").first.fill("谢谢您的来电，再见。")
    page.locator("#speak").click()
    assert demo.wait_for("speakstart")["detail"]["text"] == "谢谢您的来电，再见。"
    assert dialogue.of_type("ask") == []
    assert page.locator(".talk-log").inner_text() == ""


def test_a_visitor_is_greeted_at_the_first_gesture_unless_something_is_asked(page: Page) -> None:
    ScriptedDialogue(page)
    demo = open_page(page)
    page.locator("#stage").click()
    assert demo.wait_for("speakstart")["detail"]["text"] == "您好，请问有什么可以帮您？"
    demo = open_page(page, PAGE.replace("zh", "en"))
    page.get_by_role("button", name="How much is shipping?").click()
    demo.wait_for("turnend")
    assert len(demo.events("speakstart")) == 1


def test_latencies_are_shown_when_they_are_asked_for(page: Page) -> None:
    ScriptedDialogue(page)
    demo = open_page(page, f"{PAGE}&overlay")
    page.evaluate("visavis.ask('你好')")
    demo.wait_for("turnend")
    row = page.locator(".latency tr", has_text="e2e_latency")
    expect(row.locator("td")).to_have_text("40")
    page.get_by_role("button", name="响应时间").click()
    expect(page.locator(".latency")).to_be_hidden()


def test_a_page_whose_server_does_not_converse_stays_as_it_was(page: Page, tmp_path: Path) -> None:
    with run_server(tmp_path / "server.log", environment={"VISAVIS_DIALOGUE": "false"}) as server:
        demo = DemoPage(page).open(f"{server.url}/{PAGE}", face=False)
        assert page.evaluate("visavis.describe.dialogue") is None
        page.evaluate("visavis.ask('?', { id: 't1' })")
        assert demo.wait_for("error")["detail"] == {
            "code": "dialogue_off",
            "id": "t1",
            "message": "this server does not converse; speak() says a text of yours",
            "retryable": False,
        }
        assert page.locator(".talk-modes").count() == 0
