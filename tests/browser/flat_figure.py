"""Reads the figure that is drawn in SVG."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# Height of the mouth's opening and where the lids meet, in drawing units, with what is audible at that moment.
WATCH = """seconds => new Promise(done => {
  const rows = [];
  const end = performance.now() + seconds * 1000;
  const svg = () => document.querySelector('#stage div[role=img]')?.shadowRoot?.querySelector('svg');
  const look = () => {
    const drawn = svg();
    if (drawn) {
      const [mouth] = [...drawn.querySelectorAll('clipPath')].filter(({ id }) => id.endsWith('mouth'));
      const [eye] = [...drawn.querySelectorAll('clipPath')].filter(({ id }) => id.includes('eye'));
      const { lastFrame } = visavis.probe;
      rows.push({
        mouth: mouth.querySelector('path').getBBox().height,
        eye: eye.querySelector('path').getBBox().height,
        places: [...drawn.querySelectorAll(':scope > g')].map(group => group.getAttribute('transform')).join('|'),
        utterance: lastFrame.utterance,
        seconds: lastFrame.seconds,
        at: performance.now() / 1000,
      });
    }
    if (performance.now() < end) requestAnimationFrame(look); else done(rows);
  };
  look();
})"""


@dataclass(frozen=True)
class Look:
    """What was drawn at one moment."""

    mouth: float
    """Height of the mouth's opening, drawing units."""
    eye: float
    """Height of an eye's opening, drawing units."""
    places: str
    """Where head, body and hand are."""
    utterance: str | None
    seconds: float
    at: float


def watch(page: Page, seconds: float) -> list[Look]:
    """Look at the drawing at every animation frame for so long."""
    rows: list[dict[str, Any]] = page.evaluate(WATCH, seconds)
    return [Look(**row) for row in rows]


def units(transform: str) -> list[float]:
    """The numbers of a transform."""
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", transform)]
