"""A visitor with a browser: asks on the demo page and hears the answer, or speaks while the avatar does."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from visavis.headless.chromium import chromium, wait_until
from visavis.headless.server_process import HeadlessError, RunningServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOAD_S: Final = 60.0
ANSWER_S: Final = 30.0
# Drawing in software takes the processor that the sound is made with; a flat figure hardly does.
_QUERY: Final = "?model=pip&figure=2d&mode=ask"
_NOTE_ENDS: Final = """() => {
  window.turnEnds = [];
  visavis.events.on('turnend', detail => { turnEnds.push(detail); });
}"""
_LISTEN: Final = """async () => {
  const { createSilero } = await import('/vad/silero.js');
  await createSilero();
  await visavis.listen({ mode: 'open' });
}"""


@dataclass(frozen=True, slots=True)
class BargeIn:
    """A visitor spoke while the avatar did."""

    activity_ms: float
    """From the first frame that may be speech to the decision that it is: the voice activity detection's own wait."""
    silence_ms: float
    """From that decision to silence."""
    metrics: dict[str, Any]


def ask_all(server: RunningServer, questions: list[str]) -> list[dict[str, Any]]:
    """What ``turn_end`` tells of each question. The first is asked twice: what a page's first answer takes to load does
    not count. Raises :class:`HeadlessError` when there is no browser to drive."""
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 480, "height": 360})
        told = _told(page, "turn_timing")
        _open(page, server)
        for number, question in enumerate([*questions[:1], *questions]):
            name = f"t{number}"
            page.evaluate("([text, id]) => { visavis.ask(text, { id }); }", [question, name])
            _wait(page, told, name)
            page.evaluate("visavis.interrupt()")
            wait_until(page, f"turnEnds.length > {number}", ANSWER_S)
        ends = page.evaluate("turnEnds")
    return [end["metrics"] for end in ends[1:]]


def barge_in(server: RunningServer, heard: Path, question: str, times: int, within_s: float) -> list[BargeIn]:
    """Speak ``times`` into an answer. The microphone hears the file again and again; each time is a question whose
    answer is interrupted the next time. Raises :class:`HeadlessError` when there is no browser to drive."""
    flags = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={heard}",
    )
    with chromium(*flags) as browser:
        page = browser.new_page(viewport={"width": 480, "height": 360})
        begun = _told(page, "listen_start")
        _open(page, server)
        page.evaluate("text => { visavis.ask(text); }", question)
        page.evaluate(_LISTEN)
        # A turn's figures are told when the next has interrupted it.
        stopped = "turnEnds.filter(end => end.metrics.interruption_stop_ms !== null)"
        wait_until(page, f"{stopped}.length >= {times}", within_s)
        ends = page.evaluate(stopped)
    found = []
    for end in ends:
        activity_ms = begun[end["id"]]["speech_ms"]
        found.append(BargeIn(activity_ms, end["metrics"]["interruption_stop_ms"] - activity_ms, end["metrics"]))
    return found


def _open(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/{_QUERY}")
    wait_until(page, "Boolean(window.visavis && visavis.connection === 'open' && visavis.describe)", LOAD_S)
    if not page.evaluate("Boolean(visavis.describe.dialogue)"):
        raise HeadlessError("the server does not converse")
    page.evaluate(_NOTE_ENDS)


def _told(page: Page, kind: str) -> dict[str, dict[str, Any]]:
    """Filled with what the page sends of one type of message, by its id."""
    told: dict[str, dict[str, Any]] = {}

    def sent(payload: str | bytes) -> None:
        with contextlib.suppress(ValueError):
            message = json.loads(payload) if isinstance(payload, str) else {}
            if message.get("type") == kind:
                told[message["id"]] = message

    page.on("websocket", lambda socket: socket.on("framesent", sent))
    return told


def _wait(page: Page, told: Mapping[str, object], name: str) -> None:
    """Until the page has sent what is awaited."""
    deadline = time.monotonic() + ANSWER_S
    while name not in told:
        if time.monotonic() > deadline:
            raise HeadlessError(f"no answer was heard within {ANSWER_S:.0f} s")
        page.wait_for_timeout(20)
