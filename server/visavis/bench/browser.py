"""First audible sample in a real browser: from ``speak()`` on the demo page to the moment its first sample sounds."""

from __future__ import annotations

import shutil

from visavis.bench.corpus import sentences
from visavis.bench.server_process import BenchError, RunningServer

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
            page.wait_for_function("window.visavis && window.visavis.probe.frameCount > 10", timeout=60_000)
            page.evaluate(_SPEAK, next(source))
            return [float(page.evaluate(_SPEAK, next(source))) for _ in range(utterances)]
    except Error as error:
        raise BenchError(f"the browser run failed: {str(error).splitlines()[0]}") from error
