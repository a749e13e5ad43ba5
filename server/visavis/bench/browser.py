"""First audible sample in a real browser: from ``speak()`` on the demo page to the moment its first sample sounds."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

from visavis.bench.corpus import sentences
from visavis.bench.server_process import BenchError, RunningServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SPEAK = """async text => {
  const avatar = window.visavis;
  const heard = new Promise((resolve, reject) => {
    const off = avatar.events.on('speakstart', () => { off(); resolve(performance.now()); });
    setTimeout(() => reject(new Error('nothing was heard within 10 s')), 10000);
  });
  const begun = performance.now();
  avatar.speak(text);
  const took = (await heard) - begun;
  avatar.interrupt();
  await new Promise(done => setTimeout(done, 300));
  return took;
}"""

LOAD_TIMEOUT_S = 60.0

_FLAGS = [
    "--autoplay-policy=no-user-gesture-required",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--no-sandbox",
    "--disable-background-networking",
]


def measure(server: RunningServer, utterances: int) -> list[float]:
    """Milliseconds for each utterance. Raises :class:`BenchError` when there is no browser to drive."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError as error:
        raise BenchError("needs playwright and a Chromium: python3 run.py test installs both") from error
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    source = sentences(900_000)
    try:
        with sync_playwright() as driver, driver.chromium.launch(executable_path=program, args=_FLAGS) as browser:
            page = browser.new_page(viewport={"width": 480, "height": 360})
            page.goto(f"http://{server.host}:{server.port}/?model=pip")
            _wait_until(page, "Boolean(window.visavis && visavis.probe.frameCount > 10)")
            page.evaluate(_SPEAK, next(source))
            return [float(page.evaluate(_SPEAK, next(source))) for _ in range(utterances)]
    except Error as error:
        raise BenchError(f"the browser run failed: {str(error).splitlines()[0]}") from error


def _wait_until(page: Page, expression: str) -> None:
    """Playwright's own waiting evaluates strings in the page, which the page's security policy forbids."""
    deadline = time.monotonic() + LOAD_TIMEOUT_S
    while not page.evaluate(expression):
        if time.monotonic() > deadline:
            raise BenchError(f"the page showed nothing within {LOAD_TIMEOUT_S:.0f} s")
        page.wait_for_timeout(50)
