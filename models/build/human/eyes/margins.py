"""The edges of the lids as curves that every shape of the face carries along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.interpolate import make_interp_spline

from human.body import HEAD, Body
from mesh.part import Array, Triangles

Side = Literal["Left", "Right"]
SIDES: tuple[Side, Side] = ("Left", "Right")


@dataclass(frozen=True)
class Margin:
    """A smooth curve through mesh vertices `ids` (k,), from the inner corner of the eye to the outer one."""

    ids: Triangles
    at: Array  # (k,) share of the curve's length at each vertex

    def mix(self, shares: Array) -> Array:
        """Weights (n, k) of the vertices at shares 0–1 of the way: `mix(s) @ points[ids]` are points on the curve."""
        return np.asarray(make_interp_spline(self.at, np.eye(len(self.ids)), k=3)(shares))

    def points(self, source: Array, shares: Array) -> Array:
        """Points (n, 3) of the curve, or displacements where `source` (19158, 3) holds displacements."""
        return np.asarray(self.mix(shares) @ source[self.ids])


@dataclass(frozen=True)
class Lids:
    """The front edges of both lids of one eye; the corners belong to both curves."""

    upper: Margin
    lower: Margin


def lids(body: Body, side: Side) -> Lids:
    """The lids' front edges: the row of skin vertices next to the seam where skin turns into the socket."""
    seam = body.left_lid_ring if side == "Left" else body.right_lid_ring
    quads = body.island_quads(HEAD)
    edges = np.stack([quads, np.roll(quads, -1, axis=1)], axis=-1).reshape(-1, 2)
    edges = np.concatenate([edges, edges[:, ::-1]])
    on_seam = np.zeros(len(body.points), bool)
    on_seam[seam] = True
    outward = edges[on_seam[edges[:, 0]] & ~on_seam[edges[:, 1]]]
    front = dict(outward.tolist())
    loop = [front[vertex] for vertex in _loop(edges[on_seam[edges].all(axis=1)])]
    x = np.abs(body.points[loop, 0])
    inner, outer = int(x.argmin()), int(x.argmax())
    turned = loop[inner:] + loop[:inner]
    outer = (outer - inner) % len(loop)
    one, other = turned[: outer + 1], [turned[0], *turned[: outer - 1 : -1]]
    upper, lower = sorted((one, other), key=lambda chain: -float(body.points[chain, 1].mean()))
    return Lids(_margin(body, upper), _margin(body, lower))


def _loop(edges: Triangles) -> list[int]:
    after: dict[int, list[int]] = {}
    for a, b in edges.tolist():
        after.setdefault(a, []).append(b)
    start = min(after)
    loop, at = [start], after[start][0]
    while at != start:
        loop.append(at)
        at = next(vertex for vertex in after[at] if vertex != loop[-2])
    return loop


def _margin(body: Body, chain: list[int]) -> Margin:
    ids = np.array(chain)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(body.points[ids], axis=0), axis=1))])
    return Margin(ids, length / length[-1])
