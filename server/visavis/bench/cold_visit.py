"""The first visit to a page with our script tag: what is fetched, and how long it takes to the first word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from visavis.headless.chromium import chromium, wait_until
from visavis.headless.host_page import host_page
from visavis.headless.server_process import HeadlessError, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

AVATAR = "pip"
"""The lightest figure that comes along."""
TIMEOUT_S = 60.0
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>host</title><link rel="icon" href="data:,">
<script src="{server}/visavis.js"></script>
<visavis-avatar id="one" avatar="{avatar}" quality="low" shot="head"></visavis-avatar>
<script>
  for (const name of ['word', 'ready'])
    one.addEventListener(name, () => {{ window['ms_' + name] = window['ms_' + name] || performance.now() }});
  one.speak('您好，欢迎光临。');
</script>"""
_SEEN = "window.ms_word !== undefined && window.ms_ready !== undefined"


@dataclass(frozen=True, slots=True)
class Arrival:
    """What it took until something was there, from the beginning of the navigation."""

    ms: float
    requests: int
    """Finished until then, without websockets."""
    bytes: int
    """As they came over the wire, compressed, with headers."""


@dataclass(frozen=True, slots=True)
class ColdVisit:
    """One visit with an empty cache to a page of another site."""

    first_word: Arrival
    figure: Arrival
    """Until the model is on the stage: the sound does not wait for it."""


def measure(visits: int) -> list[ColdVisit]:
    """Each visit has a browser context of its own. Raises ``HeadlessError`` when there is no browser to drive."""
    with host_page() as host, serve({"VISAVIS_CACHE_MB": "0", "VISAVIS_ALLOWED_ORIGINS": host.origin}) as server:
        host.html = _PAGE.format(server=server.url, avatar=AVATAR)
        with chromium() as browser:
            return [_visit(browser, host.origin) for _ in range(visits)]


def _visit(browser: Browser, url: str) -> ColdVisit:
    context = browser.new_context(viewport={"width": 480, "height": 480})
    page = context.new_page()
    begun: list[float] = []
    asked: list[str] = []
    finished: list[tuple[float, float]] = []

    def began(event: dict[str, Any]) -> None:
        begun.append(event["timestamp"])
        asked.append(event["request"]["url"])

    def ended(event: dict[str, Any]) -> None:
        finished.append((event["timestamp"], event["encodedDataLength"]))

    session = context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", began)
    session.on("Network.loadingFinished", ended)
    session.send("Network.enable")
    page.goto(url)
    wait_until(page, _SEEN, TIMEOUT_S)
    at = {name: float(page.evaluate(f"ms_{name}")) for name in ("word", "ready")}
    context.close()
    if any(url.endswith("/v1/speech") for url in asked):
        raise HeadlessError("no websocket got through, so the page spoke by REST: that is another measurement")

    def arrival(name: str) -> Arrival:
        lengths = [length for seconds, length in finished if (seconds - begun[0]) * 1000 <= at[name]]
        return Arrival(at[name], len(lengths), round(sum(lengths)))

    return ColdVisit(arrival("word"), arrival("ready"))
