"""First audible sample in a real browser: from ``speak()`` on the demo page to the moment its first sample sounds."""

from __future__ import annotations

from visavis.bench.corpus import sentences
from visavis.headless.chromium import chromium, wait_until
from visavis.headless.server_process import RunningServer

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


def measure(server: RunningServer, utterances: int) -> list[float]:
    """Milliseconds for each utterance. Raises ``HeadlessError`` when there is no browser to drive."""
    source = sentences(900_000)
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 480, "height": 360})
        page.goto(f"{server.url}/?model=pip")
        wait_until(page, "Boolean(window.visavis && visavis.probe.frameCount > 10)", LOAD_TIMEOUT_S)
        page.evaluate(_SPEAK, next(source))
        return [float(page.evaluate(_SPEAK, next(source))) for _ in range(utterances)]
