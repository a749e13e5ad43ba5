"""Viseme maps: data files that turn sounds, or an engine's viseme ids, into the canonical visemes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from visavis.protocol.channels import VISEME15
from visavis.resources import viseme_maps_dir


class VisemePart(NamedTuple):
    """One of the shapes that a sound passes through."""

    viseme: str
    share: float
    """Share of the sound's duration, above 0 to 1; the parts of a sound sum to 1."""
    intensity: float = 1.0
    """How fully the shape is reached, above 0 to 1."""


Shapes = tuple[VisemePart, ...] | Literal["following"]
"""What a symbol does: the shapes in order, or ``"following"``: the shape of the vowel after it, as for *h*."""


@dataclass(frozen=True)
class VisemeMap:
    """One map, with the symbols of the maps it extends."""

    name: str
    source: str
    symbols: dict[str, Shapes]
    strip: tuple[str, ...]
    """Marks of this notation that have no mouth shape."""
    longest: int
    """Length of the longest symbol in characters."""

    def get(self, symbol: str) -> Shapes | None:
        """The shapes of exactly this symbol, or None."""
        return self.symbols.get(symbol)


@lru_cache(maxsize=16)
def load_viseme_map(name: str) -> VisemeMap:
    """Read ``<name>.json`` of the viseme maps directory; read once a process.

    Raises ValueError that names the file and the symbol if it is not a valid map of symbols, and FileNotFoundError
    that lists the maps there are.
    """
    directory = viseme_maps_dir()
    path = directory / f"{name}.json"
    if not path.is_file():
        there = ", ".join(sorted(found.stem for found in directory.glob("*-to-*.json")))
        raise FileNotFoundError(f"no viseme map {name!r}; there are {there}")
    data = json.loads(path.read_text("utf-8"))
    if data.get("kind") != "symbols":
        raise ValueError(f"{path.name}: kind is {data.get('kind')!r}, expected 'symbols'")
    base = load_viseme_map(data["extends"]) if "extends" in data else None
    symbols: dict[str, Shapes] = dict(base.symbols) if base else {}
    symbols |= {symbol: _shapes(path.name, symbol, value) for symbol, value in data["symbols"].items()}
    strip = tuple(data.get("strip", ())) + (base.strip if base else ())
    return VisemeMap(data["name"], data["source"], symbols, strip, max(map(len, symbols)))


def _shapes(file: str, symbol: str, value: Any) -> Shapes:
    if value == "following":
        return "following"
    parts = tuple(VisemePart(*part) for part in value)
    unknown = [part.viseme for part in parts if part.viseme not in VISEME15]
    if unknown or not parts:
        raise ValueError(f"{file}: symbol {symbol!r} has {unknown or 'no parts'}, not canonical visemes")
    if abs(sum(part.share for part in parts) - 1.0) > 1e-6:
        raise ValueError(f"{file}: the shares of symbol {symbol!r} sum to {sum(p.share for p in parts):g}, not 1")
    return parts
