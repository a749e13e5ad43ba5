"""Contact sheets: every shape, mood, clip and shot of a model in one picture, drawn by the front end itself."""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from visavis.headless.chromium import chromium
from visavis.headless.server_process import HeadlessError, serve

SECTIONS = ("shots", "emotions", "visemes", "eyes", "morphs", "clips")
LONGEST_S = 600.0
_WIDTH = 1640


@dataclass(frozen=True, slots=True)
class Sheet:
    """A finished sheet."""

    path: Path
    facts: str
    """What the page says of the model: triangles, channels, clips."""


def draw(
    model: str, out: Path, *, level: str | None, sections: Sequence[str], settings: dict[str, str],
    tell: Callable[[int, int], None],
) -> Sheet:  # fmt: skip
    """Draws the sheet of a model that the server offers into a PNG at ``out``.

    ``tell`` hears how many of how many pictures are drawn. Raises :class:`HeadlessError`, ``OSError``.
    """
    query = {"model": model, **({"level": level} if level else {}), "sections": ",".join(sections or SECTIONS)}
    with serve(settings) as server, chromium() as browser:
        page = browser.new_page(viewport={"width": _WIDTH, "height": 900})
        page.goto(f"{server.url}/sheet.html?{urllib.parse.urlencode(query)}")
        waited_ms, told = 0, ""
        while True:
            state = page.evaluate("({...document.documentElement.dataset})")
            if "failure" in state:
                raise HeadlessError(f"{model}: {state['failure']}")
            if state.get("drawn", "") != told:
                told = state["drawn"]
                done, _, total = told.partition("/")
                tell(int(done), int(total))
            if state.get("state") == "done":
                break
            if waited_ms > LONGEST_S * 1000:
                raise HeadlessError(
                    f"{model}: the sheet was not finished within {LONGEST_S:.0f} s ({told or 'nothing'} drawn)"
                )
            page.wait_for_timeout(200)
            waited_ms += 200
        out.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=out, full_page=True)
        return Sheet(out, page.inner_text("#facts"))
