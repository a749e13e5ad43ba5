"""How long a visitor waits for the first sound in PCM and in Opus, by turns on the same two pages."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

import pytest
from network import Network
from playwright.sync_api import Browser

from demo_page import DemoPage
from running_server import RunningServer, run_server

pytestmark = pytest.mark.bench

CODECS = ("pcm", "opus")
ROUNDS = 8
TEXT = "您好，您的订单已经发货，预计三天后到达。"


@pytest.fixture(scope="module")
def plain_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server that keeps nothing of what it said."""
    with run_server(tmp_path_factory.mktemp("codec") / "server.log", environment={"VISAVIS_CACHE_MB": "0"}) as server:
        yield server


def first_sound_ms(demo: DemoPage, number: int) -> float:
    """From the request to the first sound that is heard."""
    asked: float = demo.page.evaluate(
        "(text) => { const at = performance.now(); visavis.speak(text); return at; }", TEXT
    )
    began: float = demo.wait_for("speakstart", number)["at"]
    demo.wait_for("speakend", number)
    return began - asked


def test_first_sound(browser: Browser, plain_server: RunningServer) -> None:
    pages: dict[str, DemoPage] = {}
    for codec in CODECS:
        page = browser.new_page()
        network = Network(page)
        pages[codec] = DemoPage(page).open(f"{plain_server.url}/?codec={codec}&model=none", face=False)
        while codec == "opus" and not any(message["type"] == "codecs" for message in network.sent):
            page.wait_for_timeout(20)
    waited: dict[str, list[float]] = {codec: [] for codec in CODECS}
    for number in range(1, ROUNDS + 2):
        for codec, demo in pages.items():
            ms = first_sound_ms(demo, number)
            if number > 1:
                waited[codec].append(ms)
    for codec, found in waited.items():
        median_ms = statistics.median(found)
        print(f"\n{codec}: first sound after {median_ms:.0f} ms (median), {max(found):.0f} ms at most")  # noqa: T201
