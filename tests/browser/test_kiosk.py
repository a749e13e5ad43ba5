"""A kiosk: configured by a file, driven by touch, and by itself again after the server was away."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from kiosk_backend import RemoteAvatar
from playwright.sync_api import Page

from axe import violations
from demo_page import DemoPage
from desk_services import conversing_server
from running_server import RunningServer, run_server

pytestmark = pytest.mark.browser

QUEUE = "请在左边的机器上取号，然后坐下来等一会儿，屏幕上会显示您的号码，也会有人叫到您，请不要走得太远，谢谢您的耐心。"
"""Long enough to be stopped while it is said, however slow the machine."""

CONFIG = {
    "avatar": "pip",
    "language": "zh",
    "title": {"zh": "一楼大厅", "en": "Hall"},
    "greeting": "您好！",
    "buttons": [
        {"label": {"zh": "营业时间", "en": "Opening hours"}, "text": {"zh": "九点到五点。", "en": "Nine to five."}}
    ],
    "groups": [{"label": "办事", "buttons": [{"label": "取号", "text": QUEUE}]}],
    "reload_after_s": 1,
}


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.json"
    file.write_text(json.dumps(CONFIG, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture
def kiosk(config: Path, tmp_path: Path) -> Iterator[RunningServer]:
    with run_server(tmp_path / "server.log", environment={"VISAVIS_KIOSK": str(config)}) as running:
        yield running


def opened(page: Page, server: RunningServer) -> DemoPage:
    demo = DemoPage(page)
    page.goto(f"{server.url}/kiosk")
    demo.wait_until("window.visavis !== undefined")
    page.evaluate("listenToAvatar()")
    demo.wait_until("visavis.connection === 'open' && visavis.hasModel")
    return demo


def test_it_shows_and_says_what_is_configured(page: Page, kiosk: RunningServer) -> None:
    demo = opened(page, kiosk)
    assert page.locator("h1").inner_text() == "一楼大厅"
    assert page.locator(".visavis-mark").inner_text() == "AI生成"
    page.get_by_role("button", name="营业时间").click()
    demo.wait_until("heardEvents.some(({ name, detail }) => name === 'speakstart' && detail.text === '九点到五点。')")
    demo.wait_until("!document.querySelector('#captions').hidden")
    page.get_by_role("button", name="切换为英文").click()
    assert page.locator("h1").inner_text() == "Hall"
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_role("button", name="办事").click()
    page.keyboard.press("1")
    demo.wait_until("heardEvents.some(({ name, detail }) => name === 'speakstart' && /取号/.test(detail.text))")
    page.get_by_role("button", name="Stop").click()
    demo.wait_for("interrupted")
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or min(box["width"], box["height"]) >= 48


def test_it_comes_back_after_the_server_was_away(page: Page, config: Path, tmp_path: Path) -> None:
    environment = {"VISAVIS_KIOSK": str(config)}
    with run_server(tmp_path / "first.log", environment=environment) as first:
        demo = opened(page, first)
    demo.wait_until("!document.querySelector('#connection').hidden", timeout_ms=60_000)
    page.wait_for_timeout(1500)  # longer than reload_after_s
    port = int(first.url.rpartition(":")[2])
    with (
        run_server(tmp_path / "second.log", environment=environment, port=port),
    ):
        page.wait_for_event("domcontentloaded", timeout=60_000)
        demo.wait_until("window.visavis?.connection === 'open' && visavis.hasModel")
        page.evaluate("listenToAvatar()")
        page.get_by_role("button", name="营业时间").click()
        demo.wait_for("speakend")


def test_a_broken_page_is_loaded_anew(page: Page, kiosk: RunningServer) -> None:
    demo = opened(page, kiosk)
    with page.expect_navigation(timeout=60_000):
        page.evaluate("setTimeout(() => { throw new Error('broken') })")
    demo.wait_until("window.visavis?.connection === 'open'")


def test_it_shows_a_code_until_a_backend_has_bound_it(page: Page, config: Path, tmp_path: Path) -> None:
    config.write_text(json.dumps({**CONFIG, "ask_code": True, "reload_after_s": 0}), encoding="utf-8")
    environment = {"VISAVIS_KIOSK": str(config)}
    with run_server(tmp_path / "first.log", environment=environment) as first:
        demo = opened(page, first)
        first_code = shown_code(page, demo)
        assert [line for line in demo.console if line.startswith("error")] == []
        page.set_viewport_size({"width": 1080, "height": 1920})
        card = page.locator("#code").bounding_box()
        assert card is not None
        assert card["y"] > 960, "below the face on a display that stands upright"
        page.set_viewport_size({"width": 400, "height": 560})
        assert re.search(r"[12]:\d\d 后更换", page.locator("#code").inner_text())
        assert violations(page) == []
        avatar = RemoteAvatar.bind(first.url, first_code)
        demo.wait_until("document.querySelector('#code').hidden")
        avatar.speak("您好！")
        demo.wait_until("heardEvents.some(({ name, detail }) => name === 'speakstart' && detail.text === '您好！')")
    # A server that starts anew has forgotten who had bound it.
    port = int(first.url.rpartition(":")[2])
    with run_server(tmp_path / "second.log", environment=environment, port=port) as second:
        code = shown_code(page, demo)
        assert code != first_code
        RemoteAvatar.bind(second.url, code).speak("欢迎回来。")
        demo.wait_until("heardEvents.some(({ name, detail }) => name === 'speakstart' && detail.text === '欢迎回来。')")


def test_one_without_a_file_has_something_to_touch(page: Page, server: RunningServer) -> None:
    demo = DemoPage(page)
    page.goto(f"{server.url}/kiosk")
    demo.wait_until("window.visavis?.connection === 'open'")
    page.evaluate("listenToAvatar()")
    if page.evaluate("document.documentElement.lang") != "en":
        page.get_by_role("button", name="切换为英文").click()
    page.get_by_role("button", name="Who are you?").click()
    demo.wait_until("heardEvents.some(({ name, detail }) => name === 'speakstart' && /avatar/.test(detail.text))")


SEEN_TOGETHER = """() => {
  const parts = ['#stage', '#captions', '#buttons', '#stop'].map((name) => [name, document.querySelector(name)]);
  if (parts.some(([, part]) => part.hidden)) return false;
  window.boxes = Object.fromEntries(parts.map(([name, part]) => [name, part.getBoundingClientRect().toJSON()]));
  return true;
}"""


@pytest.mark.parametrize("size", [(390, 844), (1280, 800), (1080, 1920)])
def test_many_buttons_and_captions_leave_the_face_free(
    page: Page, config: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    button = {"label": "第一个常见问题", "text": "我们上午九点到下午五点开放，周末照常营业，节假日请看门口的通知。"}
    config.write_text(json.dumps({**CONFIG, "buttons": [button] * 12, "groups": []}), encoding="utf-8")
    with run_server(tmp_path / "server.log", environment={"VISAVIS_KIOSK": str(config)}) as running:
        demo = opened(page, running)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.get_by_role("button", name="第一个常见问题").first.click()
        # All at one moment: a sentence may be over before a slow page has been asked four times.
        demo.wait_until(SEEN_TOGETHER)
        boxes = page.evaluate("boxes")
        stage = boxes["#stage"]
        middle, chin = stage["x"] + stage["width"] / 2, stage["y"] + 0.55 * stage["height"]
        for part in ("#captions", "#buttons", "#stop"):
            box = boxes[part]
            beside = not box["x"] <= middle <= box["x"] + box["width"]
            assert beside or box["y"] > chin, part
            assert box["y"] + box["height"] <= size[1], part


def shown_code(page: Page, demo: DemoPage) -> str:
    demo.wait_until("!document.querySelector('#code').hidden")
    return page.locator("#code .code-text").inner_text()


CONVERSING = {
    "avatar": "pip",
    "language": "zh",
    "greeting": "您好！",
    "buttons": [{"label": "运费", "text": "运费请问柜台。", "ask": "运费多少"}],
    "microphone": "push",
    "idle_after_s": 40,
}


def test_it_converses_by_touch_and_forgets_who_has_left(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "kiosk.json"
    file.write_text(json.dumps(CONVERSING, ensure_ascii=False), encoding="utf-8")
    with conversing_server(tmp_path, {"VISAVIS_KIOSK": str(file)}) as desk:
        demo = opened(page, desk.server)
        page.get_by_role("button", name="按住说话").wait_for()
        page.get_by_role("button", name="运费").click()
        turn = demo.wait_for("turnend")["detail"]
        assert (turn["answer_id"], turn["heard"]) == ("fee", "运费十元，满九十九元包邮。")
        assert violations(page) == []
        page.get_by_role("button", name="怎么退货").click()
        assert demo.wait_for("turnend", 2)["detail"]["answer_id"] == "return"
        with page.expect_navigation(timeout=120_000):
            pass  # when nobody has touched it for long enough
        page.get_by_role("button", name="运费").wait_for()
