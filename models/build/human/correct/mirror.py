"""Left and right of the base mesh: which vertex mirrors which, and making shapes exactly symmetric."""

from __future__ import annotations

import numpy as np

from human.body import Body
from human.source import Source
from mesh.part import Array, Triangles

FLIP = np.array([-1.0, 1.0, 1.0])


def partners(source: Source) -> Triangles:
    """For each vertex (19158,) the one on the other side; a vertex of the middle is its own."""
    table = np.zeros(len(source.base.points), int)
    for line in source.text("mesh_metadata/hm08.mirror").splitlines():
        if line.strip():
            one, other, _ = line.split()
            table[int(one)] = int(other)
    return table


def other_side(name: str) -> str:
    """`mouthSmileLeft` ↔ `mouthSmileRight`; a name without a side is its own mirror."""
    for one, other in (("Left", "Right"), ("Right", "Left")):
        if name.endswith(one):
            return name[: -len(one)] + other
    return name


def reflected(rows: Array, partner: Triangles) -> Array:
    """Points or displacements (19158, 3) as the mirror shows them."""
    return np.asarray(rows[partner] * FLIP)


def symmetrise(body: Body, partner: Triangles) -> None:
    """Makes points symmetric and each unit the exact mirror image of its partner, in place."""
    body.points = 0.5 * (body.points + reflected(body.points, partner))
    body.units = symmetric_units(body.units, partner)


def symmetric_units(units: dict[str, Array], partner: Triangles) -> dict[str, Array]:
    """The units with every pair averaged over both sides."""
    return {name: 0.5 * (unit + reflected(units[other_side(name)], partner)) for name, unit in units.items()}
