"""The closed edge of a mouth or an eye as two chains of vertices that meet in the corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mesh.part import Array, Triangles


@dataclass(frozen=True)
class Ring:
    """`upper` and `lower` run from the figure's right corner (−x) to its left one, both corners included."""

    upper: Triangles
    lower: Triangles

    @property
    def corners(self) -> Triangles:
        """The right and the left corner."""
        return self.upper[[0, -1]]

    @property
    def ids(self) -> Triangles:
        """All vertices, each once, in order around."""
        return np.concatenate([self.upper, self.lower[-2:0:-1]])


def ring_of(members: Triangles, quads: Triangles, points: Array) -> Ring:
    """Orders the vertices of a closed loop of edges. Raises ValueError if they are none."""
    inside = set(members.tolist())
    near: dict[int, set[int]] = {vertex: set() for vertex in inside}
    for quad in quads:
        for a, b in zip(quad.tolist(), np.roll(quad, -1).tolist(), strict=True):
            if a in inside and b in inside:
                near[a].add(b)
                near[b].add(a)
    right = min(inside, key=lambda vertex: points[vertex, 0])
    left = max(inside, key=lambda vertex: points[vertex, 0])
    loop = [right, min(near[right])]
    while len(loop) < len(inside):
        further = [vertex for vertex in near[loop[-1]] if vertex not in loop]
        if len(further) != 1:
            raise ValueError(f"vertices {sorted(inside)[:5]} … are not one closed loop: stuck at {loop[-1]}")
        loop.append(further[0])
    turn = loop.index(left)
    one, other = np.array(loop[: turn + 1]), np.array([right, *loop[: turn - 1 : -1]])
    if points[one, 1].mean() < points[other, 1].mean():
        one, other = other, one
    return Ring(one, other)


def along(chain: Triangles, points: Array) -> Array:
    """Place of each vertex on its chain by length: −1 in the right corner, 1 in the left one."""
    steps = np.linalg.norm(np.diff(points[chain], axis=0), axis=1)
    length = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(2 * length / length[-1] - 1)
