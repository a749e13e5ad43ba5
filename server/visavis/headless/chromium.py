"""A Chromium of this machine, driven without a window. It draws in software, so that every machine draws the same."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from visavis.headless.server_process import HeadlessError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
FLAGS = (
    "--autoplay-policy=no-user-gesture-required",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@contextlib.contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """An open browser. Raises :class:`HeadlessError` when there is none, or when driving it fails."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise HeadlessError("needs playwright and a Chromium: python3 run.py test installs both") from error
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    try:
        with (
            sync_playwright() as driver,
            driver.chromium.launch(executable_path=program, args=[*FLAGS, *flags]) as browser,
        ):
            yield browser
    except Error as error:
        raise HeadlessError(f"the browser run failed: {str(error).splitlines()[0]}") from error


def wait_until(page: Page, expression: str, timeout_s: float, *, every_ms: float = 50, doing: str = "showed") -> None:
    """Waits for a JavaScript expression to become true. Raises :class:`HeadlessError` when it does not.

    Playwright's own waiting evaluates strings in the page, which the page's security policy forbids.
    """
    deadline = time.monotonic() + timeout_s
    while not page.evaluate(expression):
        if time.monotonic() > deadline:
            raise HeadlessError(f"the page {doing} nothing within {timeout_s:.0f} s")
        page.wait_for_timeout(every_ms)
