"""Sizes of what a visitor's browser downloads to show a talking avatar, gzip and brotli, own code apart from three.

The build gives each part a chunk of its own name. ``own`` is what a page of another site needs to talk: the script that
its tag names, the library that this fetches, and the audio worklet. ``figure`` is what shows a model besides: what
fetches, loads and moves it, how skin, eyes, hair and cloth are drawn, the quality tiers, what makes it alive, the mark.
Speech does not wait for it. Both are in the total. Counted apart are the demo page's own controls with the door for
apps, and what is fetched only when it is needed: decoders, texts of the other language, error texts, recordings, the
fallback without worklets, foreign rigs, the drawing, frames.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from pathlib import Path

from visavis.resources import web_dist_dir

SCRIPT = "visavis.js"
OWN = ("visavis-", "inner-", "worklet-")
FIGURE = ("fetch_model-", "staging-", "rolldown-runtime-", "look-", "life-", "mouth_bake-", "overlays-")
THREE = ("three-", "three_model-")
PAGE = ("index-",)
WORTH_COMPRESSING_BYTES = 1024
"""As in `web/build/precompress.ts`."""


@dataclass(frozen=True, slots=True)
class BundleSizes:
    """Kilobytes (1000 bytes)."""

    own_gzip_kb: float
    """What it takes to talk, ``visavis.js`` among it."""
    figure_gzip_kb: float
    """What it takes to be seen, apart from three."""
    total_gzip_kb: float
    """Own code, the figure's and three."""
    page_gzip_kb: float
    """The demo page's controls, on top of the total."""
    script_gzip_kb: float
    """``visavis.js`` alone."""
    script_brotli_kb: float | None
    own_brotli_kb: float | None
    total_brotli_kb: float | None


def measure() -> BundleSizes:
    """Weigh the built front end. Raises ``FileNotFoundError`` when it is not built or a part is missing."""
    folder = web_dist_dir() / "assets"
    script = web_dist_dir() / SCRIPT
    own, figure, three, page = (_chunks(folder, names) for names in (OWN, FIGURE, THREE, PAGE))
    own.append(script)
    return BundleSizes(
        own_gzip_kb=_gzip_kb(own),
        figure_gzip_kb=_gzip_kb(figure),
        total_gzip_kb=_gzip_kb(own + figure + three),
        page_gzip_kb=_gzip_kb(page),
        script_gzip_kb=_gzip_kb([script]),
        script_brotli_kb=_brotli_kb([script]),
        own_brotli_kb=_brotli_kb(own),
        total_brotli_kb=_brotli_kb(own + figure + three),
    )


def _chunks(folder: Path, names: tuple[str, ...]) -> list[Path]:
    found = []
    for name in names:
        matches = sorted(folder.glob(f"{name}*.js"))
        if len(matches) != 1:
            raise FileNotFoundError(
                f"expected one {name}*.js in {folder}, found {len(matches)}; build the front end anew"
            )
        found += matches
    return found


def _gzip_kb(paths: list[Path]) -> float:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) / 1000


def _brotli_kb(paths: list[Path]) -> float | None:
    packed = [_as_served(path) for path in paths]
    if not all(path.is_file() for path in packed):
        return None
    return sum(path.stat().st_size for path in packed) / 1000


def _as_served(path: Path) -> Path:
    """Small files are not worth compressing."""
    return path if path.stat().st_size < WORTH_COMPRESSING_BYTES else path.with_name(path.name + ".br")
