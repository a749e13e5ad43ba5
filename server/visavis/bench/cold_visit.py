"""The first visit to a page with our script tag: what is fetched, and how long it takes to the first word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from visavis.headless.chromium import chromium, wait_until
from visavis.headless.server_process import RunningServer

AVATAR = "pip"
"""The lightest figure that comes along."""
TIMEOUT_S = 60.0
_PAGE = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>host</title>
<script src="/visavis.js"></script>
<visavis-avatar id="one" avatar="{AVATAR}" quality="low" shot="head"></visavis-avatar>
<script>
  one.addEventListener('word', () => {{ window.heard = window.heard || performance.now() }});
  one.speak('您好，欢迎光临。');
</script>"""


@dataclass(frozen=True, slots=True)
class ColdVisit:
    """One visit with an empty cache, until the first word is heard."""

    first_word_ms: float
    """From the beginning of the navigation."""
    requests: int
    bytes: int
    """As they came over the wire, compressed, with headers."""


def measure(server: RunningServer, visits: int) -> list[ColdVisit]:
    """Each visit has a browser context of its own. Raises ``HeadlessError`` when there is no browser to drive."""
    found = []
    with chromium() as browser:
        for _ in range(visits):
            context = browser.new_context(viewport={"width": 480, "height": 480})
            page = context.new_page()
            page.route(f"{server.url}/host", lambda route: route.fulfill(body=_PAGE, content_type="text/html"))
            lengths: list[float] = []

            def finished(event: dict[str, Any], lengths: list[float] = lengths) -> None:
                lengths.append(event["encodedDataLength"])

            session = context.new_cdp_session(page)
            session.on("Network.loadingFinished", finished)
            session.send("Network.enable")
            page.goto(f"{server.url}/host")
            wait_until(page, "window.heard !== undefined", TIMEOUT_S)
            found.append(ColdVisit(float(page.evaluate("heard")), len(lengths), round(sum(lengths))))
            context.close()
    return found
