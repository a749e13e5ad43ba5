"""Blendshapes that Azure sends reach the model's morph targets as they are: read from the meshes that are drawn."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page

from demo_page import DemoPage
from fakes.azure_service import KEY, azure_service
from fakes.azure_speech import FPS, rows_of, syllables_of
from running_server import RunningServer, run_server
from visavis.protocol import ARKIT52

pytestmark = pytest.mark.browser

TEXT = "Could we have a look at the other one as well"
MOOD = ("mouthSmile", "cheekSquint")
"""The mood's own small smile lies on top of these."""
MOUTH = [
    index
    for index, name in enumerate(ARKIT52)
    if name.startswith(("jaw", "mouth", "cheek")) and not name.startswith(MOOD)
]
BLENDS_S = 0.2
"""At either end the mouth comes from its rest, and goes back to it."""
LEAST_FRAMES = 15
MOST_TAKES = 8
"""On a machine that draws few frames a second each take shows few."""
QUANTUM = 1 / 255
"""A weight is a byte on the wire."""
TRIMMED_FRAMES = 12
"""Silence before the first sound is cut, with its rows."""

WATCH = """names => {
  window.shapeRows = [];
  let last = -1;
  (function tick() {
    const { probe, model } = visavis;
    if (probe.frameCount !== last && probe.lastFrame.utterance !== null) {
      last = probe.frameCount;
      const weights = names.map(() => 0);
      model.traverse(node => names.forEach((name, index) => {
        const at = node.morphTargetDictionary?.[name];
        if (at !== undefined) weights[index] = Math.max(weights[index], node.morphTargetInfluences[at]);
      }));
      shapeRows.push([probe.lastFrame.seconds, ...weights]);
    }
    requestAnimationFrame(tick);
  })();
}"""


@pytest.fixture(scope="module")
def azure_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server whose Azure engine asks a stand-in of the service, which lives in a thread of its own."""
    there, done = threading.Event(), threading.Event()
    urls: list[str] = []

    async def serve() -> None:
        async with azure_service() as service:
            urls.append(service.url)
            there.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    folder = tmp_path_factory.mktemp("azure")
    try:
        assert there.wait(30)
        settings = {
            "VISAVIS_ENGINES": "azure",
            "VISAVIS_AZURE_KEY": KEY,
            "VISAVIS_AZURE_URL": urls[0],
            "VISAVIS_DATA_DIR": str(folder),
        }
        with run_server(folder / "server.log", environment=settings) as server:
            yield server
    finally:
        done.set()
        thread.join()


def test_blendshapes_reach_the_morph_targets_unchanged(page: Page, azure_server: RunningServer) -> None:
    demo = DemoPage(page).open(f"{azure_server.url}/?model=pip")
    demo.page.evaluate(WATCH, list(ARKIT52))
    sent = rows_of(syllables_of(TEXT))[:, : len(ARKIT52)]
    for take in range(1, MOST_TAKES + 1):
        demo.speak(TEXT, voice="azure:en-US-JennyNeural")
        demo.wait_for("speakend", take)
        shown = np.array(demo.page.evaluate("shapeRows"))
        if all(_middle(shown, sent[cut:]).sum() >= LEAST_FRAMES for cut in range(TRIMMED_FRAMES + 1)):
            break
    assert demo.events("error") == []
    worst = min((_worst(shown, sent[cut:]) for cut in range(TRIMMED_FRAMES + 1)), key=lambda found: found.max())
    names = [ARKIT52[index] for index in MOUTH]
    # The drawn frame lies between two rows, and its time was rounded to less than a millisecond.
    assert worst.max() < 3 * QUANTUM, f"{names[int(worst.argmax())]} is {worst.max():.3f} off"


def _worst(shown: NDArray[np.float64], sent: NDArray[np.float64]) -> NDArray[np.float64]:
    """The largest difference of each channel of the mouth, over all frames in the middle of the speech."""
    seconds = shown[:, 0]
    middle = _middle(shown, sent)
    assert middle.sum() >= LEAST_FRAMES, f"only {middle.sum()} frames were drawn"
    at = np.arange(len(sent)) / FPS
    due = np.stack([np.interp(seconds[middle], at, sent[:, index]) for index in MOUTH], axis=1)
    return np.asarray(np.abs(shown[middle][:, [1 + index for index in MOUTH]] - due).max(axis=0))


def _middle(shown: NDArray[np.float64], sent: NDArray[np.float64]) -> NDArray[np.bool_]:
    seconds = shown[:, 0]
    return np.asarray((seconds > BLENDS_S) & (seconds < (len(sent) - 1) / FPS - 2 * BLENDS_S))
