"""Coming and going: before the first gesture, reloads, a server that goes away, models that are missing or broken."""

from __future__ import annotations

import json
import time

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from demo_page import DemoPage
from running_server import RunningServer

pytestmark = pytest.mark.browser


def sessions(server: RunningServer) -> int:
    count: int = httpx.get(f"{server.url}/healthz", timeout=30).json()["sessions"]
    return count


def wait_for_sessions(server: RunningServer, count: int) -> None:
    deadline = time.monotonic() + 30
    while sessions(server) != count:
        assert time.monotonic() < deadline, f"{sessions(server)} sessions, expected {count}"
        time.sleep(0.05)


# Whatever Playwright evaluates counts as a gesture, so until the click the page must tell by itself how it fares.
SPEAK_UNTOUCHED = """
const waiting = setInterval(() => {
  if (!window.visavis || visavis.connection !== 'open') return;
  clearInterval(waiting);
  listenToAvatar();
  visavis.events.on('autoplayblocked', () => setTimeout(() => console.log('BLOCKED', JSON.stringify({
    started: heardEvents.filter(event => event.name === 'speakstart').length,
    offered: document.querySelector('#start').getClientRects().length > 0,
  })), 1500));
  visavis.speak('您好，欢迎光临，请问有什么可以帮您？');
}, 50);
"""


def test_speech_before_a_gesture_waits_and_then_plays_whole(strict_page: Page) -> None:
    demo = DemoPage(strict_page)
    strict_page.add_init_script(SPEAK_UNTOUCHED)
    with strict_page.expect_console_message(lambda message: message.text.startswith("BLOCKED"), timeout=40_000) as told:
        strict_page.goto("/?model=pip")
    assert json.loads(told.value.text.removeprefix("BLOCKED")) == {"started": 0, "offered": True}
    box = strict_page.locator("#start").bounding_box()
    assert box is not None
    demo.record()
    # By hand: the button goes as soon as it is pressed, and Playwright's click wants it to stay.
    strict_page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    demo.wait_for("speakend")
    frames = [frame for frame in demo.recorded() if frame.utterance]
    assert frames[0].seconds < 1.0
    assert frames[-1].seconds > 2.0
    words = [event["detail"]["text"] for event in demo.events("word")]
    assert "".join(words) == "您好欢迎光临请问有什么可以帮您", "nothing of it was lost"
    assert not strict_page.locator("#start").is_visible()


def test_a_reload_leaves_no_session_behind(page: Page, server: RunningServer) -> None:
    wait_for_sessions(server, 0)
    demo = DemoPage(page).open()
    wait_for_sessions(server, 1)
    demo.speak("这句话还没有说完，页面就要重新加载了，所以服务器也应该停下来。")
    demo.wait_for("speakstart")
    page.reload()
    demo.wait_until("window.visavis && visavis.connection === 'open'")
    wait_for_sessions(server, 1)
    page.goto("about:blank")
    wait_for_sessions(server, 0)


def test_the_connection_state_tells_the_truth_and_mends_itself(page: Page, server: RunningServer) -> None:
    demo = DemoPage(page)
    sockets = []
    page.route_web_socket("**/v1/session", lambda ws: sockets.append((ws, ws.connect_to_server())))
    demo.open()
    assert page.locator("#connection").get_attribute("data-state") == "open"
    page.evaluate(
        """() => {
          const place = document.querySelector('#connection');
          window.shownStates = [];
          new MutationObserver(() => shownStates.push(place.dataset.state)).observe(place, { attributes: true });
        }"""
    )
    ws, upstream = sockets[-1]
    upstream.close()
    ws.close(code=1012, reason="restart")
    demo.wait_until("shownStates.some((state) => state !== 'open')")
    demo.wait_until("visavis.connection === 'open'", timeout_ms=60_000)
    expect(page.locator("#connection")).to_have_attribute("data-state", "open")
    demo.perform("我们又连上了。")
    assert len(sockets) >= 2


@pytest.mark.parametrize("fault", ["missing", "not-a-glb", "cut-off"])
def test_a_missing_or_broken_model_is_told_and_speech_goes_on(page: Page, fault: str) -> None:
    def spoil(route: Route) -> None:
        if fault == "missing":
            route.fulfill(status=404, body="not found")
        elif fault == "not-a-glb":
            route.fulfill(status=200, content_type="model/gltf-binary", body=b"<html>sorry</html>")
        else:
            whole = route.fetch().body()
            route.fulfill(status=200, content_type="model/gltf-binary", body=whole[: len(whole) // 2])

    page.route("**/models/pip/*.glb", spoil)
    demo = DemoPage(page).open(face=False)
    demo.wait_until("heardEvents.some(({ name, detail }) => name === 'error' && detail.code.startsWith('model_'))")
    codes = {event["detail"]["code"] for event in demo.events("error")}
    assert codes <= {"model_not_found", "model_broken", "clip_file_broken"}
    assert all(len(event["detail"]["message"]) > 15 for event in demo.events("error"))
    page.locator("#no-face").wait_for(state="visible")
    demo.speak("没有脸也能说话。")
    demo.wait_for("speakstart")
    demo.wait_for("speakend")
    page.unroute("**/models/pip/*.glb")


@pytest.mark.parametrize("variant", ["pip_jaw", "pip_still"])
def test_a_model_without_mouth_morphs_still_talks(page: Page, variant: str) -> None:
    body_of = f"**/models/pip/{variant}.glb"
    demo = DemoPage(page)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    demo.open(f"?model=/models/pip/{variant}.glb")
    assert any(url.endswith(f"{variant}.glb") for url in requested), body_of
    shut = page.locator("canvas").first.screenshot()
    demo.speak("啊，大家好，我没有表情，但是我也会说话。" * 3)
    demo.wait_for("speakstart")
    demo.wait_until("visavis.probe.lastFrame.seconds > 0.1")
    shots = []
    for _ in range(8):
        shots.append(page.locator("canvas").first.screenshot())
        page.wait_for_timeout(70)
    demo.wait_for("speakend")
    assert len(set(shots)) > 4, "the mouth moves while it talks"
    assert shut not in shots[2:6]


def test_errors_of_the_server_reach_the_visitor(page: Page) -> None:
    demo = DemoPage(page).open()
    demo.speak("你好", voice="no-such-voice")
    error = demo.wait_for("error")["detail"]
    assert error["code"] == "unknown_voice"
    assert "no-such-voice" in error["message"]
    demo.perform("没关系，我们继续。")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900), (844, 390), (1024, 1024)])
def test_the_page_fits_phone_and_desktop(page: Page, width: int, height: int) -> None:
    demo = DemoPage(page)
    page.set_viewport_size({"width": width, "height": height})
    demo.open()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0
    for action in ("speak", "pause", "stop"):
        box = page.locator(f"#{action}").bounding_box()
        assert box is not None
        assert box["width"] >= 24
        assert box["height"] >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    canvas = page.locator("canvas").first.bounding_box()
    assert canvas is not None
    assert canvas["width"] > 0.3 * width
    assert demo.events("error") == []


def test_nothing_comes_from_elsewhere(page: Page, server: RunningServer) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    DemoPage(page).open().perform("你好。")
    foreign = [
        url for url in requested if not url.startswith((server.url, "blob:", "data:", server.url.replace("http", "ws")))
    ]
    assert foreign == []
