"""An animation as numbers: what moves which node, when."""

from __future__ import annotations

from dataclasses import dataclass

from mesh.part import Array


@dataclass(frozen=True)
class Channel:
    """`path` of `node` over `times` (k,) seconds; `values` (k, m): quaternions xyzw, metres, factors or weights."""

    node: str
    path: str
    times: Array
    values: Array


@dataclass(frozen=True)
class Clip:
    """A named animation."""

    name: str
    channels: tuple[Channel, ...]
