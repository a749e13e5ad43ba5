"""A page of a host's with our element on it, as its visitors and its scripts see it."""

from __future__ import annotations

import time
from typing import Any

from host_site import HostSite
from playwright.sync_api import Page

LOAD_TIMEOUT_MS = 60_000
SPEECH_TIMEOUT_MS = 40_000

# Notes the element's events from the moment it is there: `heard` has [element id, name, detail] in order.
LISTEN = """
window.heard = [];
window.listenTo = (element) => {
  for (const name of ['ready', 'error', 'speakstart', 'speakend', 'word', 'sentence', 'mark', 'interrupted',
    'connection', 'autoplayblocked', 'autoplayallowed', 'statechange', 'shotchange', 'clipstart', 'clipend', 'sleep',
    'wake', 'progress', 'resumed', 'turnend'])
    element.addEventListener(name, (event) => heard.push([element.id, name, event.detail]));
};
"""

PIP = 'avatar="pip" quality="low" shot="head" style="width:240px;height:300px"'
"""The figure that is drawn fast enough in software."""


class HostPage:
    """Drives a page of a host's site."""

    def __init__(self, page: Page, site: HostSite) -> None:
        self.page = page
        self.site = site
        page.set_viewport_size({"width": 640, "height": 480})
        self.console: list[str] = []
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.console.append(f"pageerror: {error}"))
        page.add_init_script(LISTEN)

    def show(self, body: str, *, origin: str | None = None, head: str = "", lang: str = "zh-CN") -> HostPage:
        """Open a page with this content at the site's origin."""
        self.site.pages["/"] = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>host</title>{head}</head>'
            f'<body style="margin:0">{body}</body></html>'
        )
        self.page.goto(f"{origin or self.site.origin}/")
        return self

    def wait_until(self, expression: str, argument: Any = None, timeout_ms: float = LOAD_TIMEOUT_MS) -> None:
        """Ask the page until the expression (or function of ``argument``) is true."""
        deadline = time.monotonic() + timeout_ms / 1000
        while not self.page.evaluate(expression, argument):
            if time.monotonic() > deadline:
                said = "\n".join(self.console[-20:])
                raise TimeoutError(f"not true within {timeout_ms / 1000:.0f} s: {expression}\nconsole:\n{said}")
            self.page.wait_for_timeout(20)

    def events(self, name: str, element: str = "one") -> list[Any]:
        """Details of an event of an element so far."""
        found: list[Any] = self.page.evaluate(
            "([element, name]) => heard.filter(([id, type]) => id === element && type === name).map(([, , d]) => d)",
            [element, name],
        )
        return found

    def wait_for(self, name: str, element: str = "one", count: int = 1, timeout_ms: int = SPEECH_TIMEOUT_MS) -> Any:
        """Wait until an event has come so often; its detail."""
        self.wait_until(
            "([element, name, count]) => heard.filter(([id, type]) => id === element && type === name).length >= count",
            [element, name, count],
            timeout_ms,
        )
        return self.events(name, element)[count - 1]
