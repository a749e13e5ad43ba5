"""Drives the demo page as a visitor and an integrator would, and reads what was drawn."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

RECORDER = (Path(__file__).parent / "recorder.js").read_text(encoding="utf-8")
LOAD_TIMEOUT_MS = 60_000
SPEECH_TIMEOUT_MS = 40_000
MOST_LATE_S = 0.5
"""So much later than it should a machine may be with the sound of an utterance that it cannot keep up with."""


@dataclass(frozen=True)
class Frame:
    """One drawn frame."""

    begun: float
    """When the browser began it: what it shows was worked out between then and ``at``. ms of performance.now()."""
    at: float
    """When it had been drawn."""
    utterance: str | None
    seconds: float
    """Audible position within the utterance when the face was mixed."""
    context_s: float
    """Time of the audio context then. It stands while a busy machine is late with its sound."""
    gap: float
    """Distance of the inner lips, mm."""
    activity: float
    """Sum of all jaw and mouth weights."""
    face: list[float]


def check_in_step(frames: Sequence[Frame]) -> None:
    """Over the frames of an utterance its audible position goes on as fast as sound does, never back, and sound as fast
    as time does, as far as that can be known of frames of which each takes long to be drawn."""
    positions = [frame.seconds for frame in frames]
    assert positions == sorted(positions), "the audible position never runs backwards"
    first, last = frames[0], frames[-1]
    passed_s = last.seconds - first.seconds
    assert passed_s > 2.0
    assert passed_s == pytest.approx(last.context_s - first.context_s, abs=0.15)
    assert (last.begun - first.at) / 1000 - MOST_LATE_S < passed_s < (last.at - first.begun) / 1000 + 0.15


def slowest_s(frames: Sequence[Frame]) -> float:
    """The longest time from one frame to the next."""
    return max((b.at - a.at) / 1000 for a, b in pairwise(frames))


class DemoPage:
    """The demo page with the test figure, which draws fast enough in software."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Software drawing costs by the pixel.
        page.set_viewport_size({"width": 400, "height": 560})
        self.console: list[str] = []
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.console.append(f"pageerror: {error}"))
        page.add_init_script(RECORDER)

    def wait_until(self, expression: str, argument: Any = None, timeout_ms: float = LOAD_TIMEOUT_MS) -> None:
        """Ask the page until the expression (or function of ``argument``) is true.

        Playwright's own waiting evaluates strings in the page, which our content security policy rightly forbids.
        """
        deadline = time.monotonic() + timeout_ms / 1000
        while not self.page.evaluate(expression, argument):
            if time.monotonic() > deadline:
                said = "\n".join(self.console[-20:])
                raise TimeoutError(f"not true within {timeout_ms / 1000:.0f} s: {expression}\nconsole:\n{said}")
            self.page.wait_for_timeout(20)

    def open(self, query: str = "?model=pip", *, face: bool = True) -> DemoPage:
        """Load the page and wait until it is connected and, with ``face``, until the model has been drawn.

        Its text box has texts said, and nobody is greeted, unless the address says otherwise.
        """
        if "mode=" not in query:
            query += ("&" if "?" in query else "?") + "mode=say"
        self.page.goto(query if "://" in query else f"/{query}")
        self.wait_until("window.visavis !== undefined")
        self.page.evaluate("listenToAvatar()")
        self.wait_until("visavis.connection === 'open'")
        if face:
            self.wait_until("visavis.hasModel && visavis.probe.frameCount > 5")
        return self

    def speak(self, text: str, **options: Any) -> str:
        """Ask for speech; returns the utterance's id."""
        name: str = self.page.evaluate("([text, options]) => visavis.speak(text, options)", [text, options])
        return name

    def wait_for(self, event: str, count: int = 1, timeout_ms: int = SPEECH_TIMEOUT_MS) -> dict[str, Any]:
        """Wait until ``event`` has come ``count`` times; its last occurrence."""
        self.wait_until(
            "([name, count]) => heardEvents.filter(event => event.name === name).length >= count",
            [event, count],
            timeout_ms,
        )
        return self.events(event)[count - 1]

    def events(self, name: str) -> list[dict[str, Any]]:
        """All occurrences of an event so far."""
        found: list[dict[str, Any]] = self.page.evaluate(
            "name => heardEvents.filter(event => event.name === name)", name
        )
        return found

    def record(self) -> None:
        """Start to note every frame that is drawn."""
        self.page.evaluate("recorder.start()")

    def drawn(self, frames: int) -> list[Frame]:
        """Record until that many frames have been drawn."""
        self.record()
        self.wait_until("frames => recorder.rows.length >= frames", frames)
        return self.recorded()

    def recorded(self) -> list[Frame]:
        """Stop; all frames noted since ``record``."""
        return [Frame(**row) for row in self.page.evaluate("recorder.stop()")]

    def perform(self, text: str, **options: Any) -> list[Frame]:
        """Speak one utterance to its end; the frames drawn meanwhile."""
        before = len(self.events("speakend"))
        self.record()
        self.speak(text, **options)
        self.wait_for("speakend", before + 1)
        return self.recorded()
