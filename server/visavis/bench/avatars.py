"""What each avatar costs at each quality tier: bytes, triangles, draw calls, memory, time to the first picture, frames.

Drawn in software by one Chromium, 640 × 360, with the mouth moving: the figures compare avatars and tiers, and tell
nothing of a graphics card.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from visavis.headless.chromium import chromium, wait_until
from visavis.headless.server_process import HeadlessError, serve
from visavis.resources import models_dir

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TIERS = ("low", "medium", "high")
GOALS_FPS = {("pip", "low"): 50.0, ("mei", "low"): 25.0}
"""Frames a second that must be reached in the software renderer."""
_LOAD_S = 120.0
_DRAWN = "Boolean(window.visavis && visavis.hasModel && visavis.probe.frameCount > 0 && visavis.probe.triangles > 100)"
_FILL = """() => {
  const stage = document.getElementById('stage');
  stage.style.cssText = 'position:fixed;left:0;top:0;width:640px;height:360px;z-index:99';
  visavis.setShot('upper');
  visavis.playMouth(true);
}"""
_FRAMES = """async seconds => {
  const before = visavis.probe.frameCount, begun = performance.now();
  await new Promise(done => setTimeout(done, seconds * 1000));
  return (visavis.probe.frameCount - before) * 1000 / (performance.now() - begun);
}"""
_PROBE = """() => {
  const { triangles, tier, held } = visavis.probe;
  const { drawCalls, textureBytes } = held || {};
  return { triangles, drawCalls, textureBytes, tier };
}"""


@dataclass(frozen=True, slots=True)
class AvatarFigures:
    """One avatar at one tier. Sizes in bytes; None where the front end does not tell."""

    avatar: str
    tier: str
    draco_bytes: int | None
    meshopt_bytes: int | None
    triangles: int | None
    """Of the model's file."""
    triangles_drawn: int
    """In one frame, shadows included."""
    draw_calls: int | None
    texture_bytes: int | None
    """In the memory of a graphics card, mipmaps included."""
    first_drawn_ms: float
    """From navigation to the first picture with the avatar in it; the median of three visits."""
    fps: float
    goal_fps: float | None

    @property
    def met(self) -> bool | None:
        """Whether the goal for frames is met; None without one."""
        return None if self.goal_fps is None else self.fps >= self.goal_fps


def measure(
    avatars: Sequence[str] | None, tiers: Sequence[str], seconds: float, tell: Callable[[str], None]
) -> list[AvatarFigures]:
    """Measures avatars (all by default) side by side in one run. Raises ``HeadlessError``."""
    names = list(avatars or available())
    found = []
    with serve({}) as server, chromium() as browser:
        for name in names:
            manifest = _manifest(name)
            for tier in tiers:
                tell(f"{name}, {tier} …")
                found.append(_one(browser, server.url, name, tier, manifest, seconds))
    return found


def available() -> list[str]:
    """Names of the avatars that came along."""
    return sorted(path.parent.name for path in models_dir().glob("*/manifest.json"))


def as_json(figures: Sequence[AvatarFigures]) -> list[dict[str, Any]]:
    """One object for each avatar and tier."""
    return [{**asdict(one), "met": one.met} for one in figures]


def as_table(figures: Sequence[AvatarFigures]) -> str:
    """A table for people, one row for each avatar and tier."""
    head = (
        "avatar",
        "tier",
        "Draco",
        "meshopt",
        "triangles",
        "drawn",
        "calls",
        "textures",
        "first drawn",
        "fps",
        "goal",
    )
    rows = [head]
    for one in figures:
        goal = "" if one.goal_fps is None else f"≥ {one.goal_fps:.0f} {'met' if one.met else 'MISSED'}"
        rows.append(
            (
                one.avatar, one.tier, _megabytes(one.draco_bytes), _megabytes(one.meshopt_bytes), _count(one.triangles),
                _count(one.triangles_drawn), _count(one.draw_calls), _megabytes(one.texture_bytes),
                f"{one.first_drawn_ms:.0f} ms", f"{one.fps:.1f}", goal,
            )
        )  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)


def _one(browser: Browser, url: str, name: str, tier: str, manifest: dict[str, Any], seconds: float) -> AvatarFigures:
    level = manifest["files"].get("levels", {}).get(tier, {})
    first: list[float] = []
    for visit in range(3):
        page = browser.new_page(viewport={"width": 640, "height": 360})
        page.goto(f"{url}/?model={name}&quality={tier}")
        first.append(_first_drawn_ms(page))
        if visit < 2:
            page.close()
    page.evaluate(_FILL)
    # Shaders are compiled, textures uploaded, and the rest of the page has come. Frames are not uncapped: a browser
    # that may draw as often as it likes runs ahead of its renderer, and counts frames that are still in the queue.
    page.wait_for_timeout(5000)
    fps = float(page.evaluate(_FRAMES, seconds))
    probe = page.evaluate(_PROBE)
    if probe.get("tier") not in (None, tier):
        raise HeadlessError(f"{name}: the page drew at tier {probe['tier']!r} though {tier!r} was asked for")
    page.close()
    return AvatarFigures(
        avatar=name,
        tier=tier,
        draco_bytes=level.get("draco_bytes"),
        meshopt_bytes=level.get("meshopt_bytes"),
        triangles=level.get("triangles", manifest.get("triangles")),
        triangles_drawn=int(probe["triangles"]),
        draw_calls=probe.get("drawCalls"),
        texture_bytes=probe.get("textureBytes"),
        first_drawn_ms=round(median(first), 1),
        fps=round(fps, 1),
        goal_fps=GOALS_FPS.get((name, tier)),
    )


def _first_drawn_ms(page: Page) -> float:
    wait_until(page, _DRAWN, _LOAD_S, every_ms=10)
    return float(page.evaluate("performance.now()"))


def _manifest(name: str) -> dict[str, Any]:
    path = models_dir() / name / "manifest.json"
    if not path.is_file():
        raise HeadlessError(f"no avatar {name!r}; there are: {', '.join(available())}")
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _megabytes(size: int | None) -> str:
    return "" if size is None else f"{size / 1e6:.2f} MB"


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"
