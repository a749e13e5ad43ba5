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
    """The edges of both lids of one eye; the corners belong to both curves.

    `upper` and `lower` are the inner edges, next to the eyeball; the lashes grow from the front edges.
    """

    upper: Margin
    lower: Margin
    upper_front: Margin
    lower_front: Margin


_FRONT_ROW = 3  # rows of skin between the seam with the socket and the front edge of a lid


def lids(body: Body, side: Side) -> Lids:
    """Follows the mesh outwards, row by row, from the seam where skin turns into the socket."""
    seam = body.left_lid_ring if side == "Left" else body.right_lid_ring
    quads = body.island_quads(HEAD)
    edges = np.stack([quads, np.roll(quads, -1, axis=1)], axis=-1).reshape(-1, 2)
    edges = np.concatenate([edges, edges[:, ::-1]])
    seen = np.zeros(len(body.points), bool)
    seen[seam] = True
    rows = [_loop(edges[seen[edges].all(axis=1)])]
    for _ in range(_FRONT_ROW):
        outward = edges[np.isin(edges[:, 0], rows[-1]) & ~seen[edges[:, 1]]]
        onward = dict(outward.tolist())
        rows.append([onward[vertex] for vertex in rows[-1]])
        seen[rows[-1]] = True
    x = np.abs(body.points[rows[1], 0])
    inner, outer = int(x.argmin()), int(x.argmax())
    return Lids(*_parted(body, rows[1], inner, outer), *_parted(body, rows[_FRONT_ROW], inner, outer))


def _parted(body: Body, loop: list[int], inner: int, outer: int) -> tuple[Margin, Margin]:
    """The upper and the lower of the two chains between positions `inner` and `outer` of a loop."""
    turned = loop[inner:] + loop[:inner]
    end = (outer - inner) % len(loop)
    chains = (turned[: end + 1], [turned[0], *turned[: end - 1 : -1]])
    upper, lower = sorted(chains, key=lambda chain: -float(body.points[chain, 1].mean()))
    return _margin(body, upper), _margin(body, lower)


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
