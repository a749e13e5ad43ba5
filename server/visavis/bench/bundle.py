"""Sizes of the front end that a visitor downloads, gzip and brotli, own code apart from three."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from visavis.resources import web_dist_dir

_STATIC_IMPORT = re.compile(r"""(?:import|from)\s*["'](\./[^"']+\.js)["']""")
_SCRIPT_SOURCE = re.compile(
    r"""<script[^>]+src=["']\.?/?([^"']+)["']|<link[^>]+rel=["']modulepreload["'][^>]+href=["']\.?/?([^"']+)["']"""
)


@dataclass(frozen=True, slots=True)
class BundleSizes:
    """Kilobytes (1000 bytes) of the demo page's scripts, decoders apart: they are fetched when a model needs them."""

    own_gzip_kb: float
    total_gzip_kb: float
    own_brotli_kb: float | None
    total_brotli_kb: float | None


def measure() -> BundleSizes:
    """Follow the demo page's static imports. Raises ``FileNotFoundError`` when the front end is not built."""
    root = web_dist_dir()
    page = (root / "index.html").read_text(encoding="utf-8")
    pending = [root / (first or second) for first, second in _SCRIPT_SOURCE.findall(page)]
    # The audio worklet is ours too, though no import statement leads to it.
    pending.extend((root / "assets").glob("worklet*.js"))
    scripts: set[Path] = set()
    while pending:
        path = pending.pop().resolve()
        if path in scripts or not path.is_file():
            continue
        scripts.add(path)
        code = path.read_text(encoding="utf-8")
        pending += [path.parent / name for name in _STATIC_IMPORT.findall(code)]
    own = [path for path in scripts if not path.name.startswith("three")]
    return BundleSizes(
        own_gzip_kb=_gzip_kb(own),
        total_gzip_kb=_gzip_kb(list(scripts)),
        own_brotli_kb=_brotli_kb(own),
        total_brotli_kb=_brotli_kb(list(scripts)),
    )


def _gzip_kb(paths: list[Path]) -> float:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) / 1000


def _brotli_kb(paths: list[Path]) -> float | None:
    packed = [path.with_name(path.name + ".br") for path in paths]
    if not all(path.is_file() for path in packed):
        return None
    return sum(path.stat().st_size for path in packed) / 1000
