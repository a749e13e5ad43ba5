"""Hosts call getMessage in the page, as existing apps and mini-programs do, and nothing is ever thrown back at them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route

from demo_page import DemoPage

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(page: Page) -> Iterator[DemoPage]:
    return DemoPage(page).open()


def mouth_moves(demo: DemoPage) -> bool:
    """Whether the lips move over many frames, without a sound, once what was asked has taken effect."""
    gaps = [frame.gap for frame in demo.drawn(60)[20:]]
    return max(gaps) - min(gaps) > 1.0


@pytest.mark.parametrize(("start", "stop"), [("1", "2"), ("'1'", "'2'")], ids=["numbers", "strings"])
def test_one_starts_the_mouth_and_two_stops_it(demo: DemoPage, start: str, stop: str) -> None:
    demo.page.evaluate(f"getMessage({start})")
    assert mouth_moves(demo)
    demo.page.evaluate(f"getMessage({stop})")
    demo.wait_until("recorder.lipGapMm() < 1.0", timeout_ms=10_000)
    assert not mouth_moves(demo)


def test_json_speaks(demo: DemoPage) -> None:
    demo.page.evaluate("""getMessage('{"type":"speak","text":"您好，很高兴为您服务。"}')""")
    demo.wait_for("speakstart")
    demo.wait_for("speakend")
    assert demo.events("error") == []


def test_json_interrupts(demo: DemoPage) -> None:
    demo.page.evaluate(
        """getMessage('{"type":"speak","text":"这是一句很长很长的话，它会说上好一会儿，除非有人打断。"}')"""
    )
    demo.wait_for("speakstart")
    demo.page.evaluate("""getMessage('{"type":"interrupt"}')""")
    demo.wait_for("interrupted")


LISTEN_AT_ONCE = """Object.defineProperty(window, 'visavis', {
  configurable: true,
  set(value) {
    Object.defineProperty(window, 'visavis', { value });
    listenToAvatar();
  },
})"""


def test_a_call_before_anything_is_ready_is_kept(page: Page) -> None:
    demo = DemoPage(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/text_en-*.js", hold)  # the page's words are still under way when the host calls
    with page.expect_request("**/text_en-*.js"):
        page.goto("/?model=pip&lang=en", wait_until="domcontentloaded")
    demo.wait_until("window.getMessage !== undefined")
    assert page.evaluate("window.visavis === undefined")
    page.evaluate(LISTEN_AT_ONCE)
    page.evaluate("""getMessage('{"type":"speak","text":"早上好。"}')""")
    for route in held:
        route.continue_()
    page.unroute("**/text_en-*.js")
    demo.wait_for("speakstart")
    demo.wait_for("speakend")


@pytest.mark.parametrize(
    "argument",
    ["3", "'3'", "''", "null", "undefined", "'{bad json'", "'{\"type\":\"explode\"}'", "{}", "[]", "() => 1",
     "'x'.repeat(1e6)", "'{\"type\":\"speak\"}'", "'{\"type\":\"speak\",\"text\":5}'", "NaN",
     "{type: 'speak', get text() { throw 1 }}"],
)  # fmt: skip
def test_unknown_input_is_an_error_event_and_never_an_exception(demo: DemoPage, argument: str) -> None:
    thrown = demo.page.evaluate(
        f"() => {{ try {{ getMessage({argument}); return null }} catch (e) {{ return String(e) }} }}"
    )
    assert thrown is None
    error = demo.wait_for("error")["detail"]
    assert error["code"]
    assert 10 < len(error["message"]) < 1000
    # And the door still works.
    demo.page.evaluate("getMessage(1)")
    assert mouth_moves(demo)
