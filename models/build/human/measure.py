"""Measures a posed face: how far lips and lids are apart, how wide a mouth is, whether anything pokes through.

Works on any mesh of a face, built or read from a file: the edges are found by their places at rest (`edges.edges`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mesh.part import Array, Triangles

FOUND_M = 0.0004  # how far a compressed vertex may be from where its edge says it is


@dataclass(frozen=True)
class Shape:
    """A mesh with morph targets: `points` (n, 3) metres, `triangles` (m, 3), displacements by target."""

    points: Array
    triangles: Triangles
    targets: Mapping[str, Array]

    def posed(self, weights: Mapping[str, float]) -> Array:
        """The points with targets applied; a target that this mesh lacks does not move it."""
        out = np.array(self.points, float)
        for name, weight in weights.items():
            if weight and name in self.targets:
                out += weight * self.targets[name]
        return out


def chain(shape: Shape, edge: Array, opened: Array, *, upper: bool) -> Triangles:
    """Vertices at the points of an edge, in its order. Raises ValueError if less than half of them are there.

    Edges that touch at rest share their places: of the vertices at a point the one is taken that is highest (`upper`)
    or lowest in `opened`, the points of the mesh with the lips or lids apart.
    """
    found: list[int] = []
    for point in np.asarray(edge, float):
        near = np.flatnonzero(np.linalg.norm(shape.points - point, axis=1) < FOUND_M)
        if len(near):
            height = opened[near, 1]
            pick = int(near[height.argmax() if upper else height.argmin()])
            if pick not in found:
                found.append(pick)
    if len(found) < max(4, len(edge) // 2):
        raise ValueError(f"only {len(found)} of {len(edge)} points of an edge are vertices of the mesh")
    return np.array(found)


def along(points: Array, rest: Array, at: Array) -> Array:
    """Points (k, 3) of a polyline at places `at`, −1 to 1 by its length at rest."""
    steps = np.linalg.norm(np.diff(rest, axis=0), axis=1)
    run = np.concatenate([[0.0], np.cumsum(steps)])
    place = 2 * run / run[-1] - 1
    return np.stack([np.interp(at, place, points[:, axis]) for axis in range(3)], axis=1)


def openings(posed: Array, rest: Array, upper: Triangles, lower: Triangles, count: int = 41) -> Array:
    """How far (k,) in metres the upper edge is above the lower one, from corner to corner; negative where below."""
    at = np.linspace(-0.97, 0.97, count)
    return np.asarray(along(posed[upper], rest[upper], at)[:, 1] - along(posed[lower], rest[lower], at)[:, 1])


def width(posed: Array, edge: Triangles) -> float:
    """Metres between the corners that an edge ends in."""
    return float(np.linalg.norm(posed[edge[-1]] - posed[edge[0]]))


def protrusion(posed: Array, upper: Triangles, lower: Triangles) -> float:
    """How far forward (z, metres) the middles of both edges are on average."""
    return float(0.5 * (posed[upper[len(upper) // 2], 2] + posed[lower[len(lower) // 2], 2]))


def bite(posed: Array, lower: Triangles, teeth: Array) -> float:
    """Metres from the middle of the lower lip's edge to the nearest of the upper teeth's vertices (k, 3)."""
    ends = posed[lower]
    middle = np.stack([np.interp(np.linspace(0.42, 0.58, 9), np.linspace(0, 1, len(ends)), ends[:, axis])
                       for axis in range(3)], axis=1)  # fmt: skip
    return float(np.linalg.norm(middle[:, None] - teeth[None], axis=2).min())


def outside_mouth(view: Array, upper: Array, lower: Array, points: Array, margin_m: float) -> NDArray[np.bool_]:
    """Which points (k, 3), seen along the columns of `view` (3, 2), lie outside the opening of the lips.

    `upper` and `lower` are posed edges; the opening is grown by `margin_m`.
    """
    ring = np.concatenate([upper, lower[-2:0:-1]]) @ view
    seen = points @ view
    a, b = ring, np.roll(ring, -1, axis=0)
    crosses = (a[:, 1] > seen[:, None, 1]) != (b[:, 1] > seen[:, None, 1])
    slope = np.where(b[:, 1] == a[:, 1], 1e-12, b[:, 1] - a[:, 1])
    at = a[:, 0] + (seen[:, None, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]) / slope
    inside = (crosses & (seen[:, None, 0] < at)).sum(axis=1) % 2 == 1
    along_edge = np.clip(
        ((seen[:, None] - a) * (b - a)).sum(axis=2) / np.maximum(((b - a) ** 2).sum(axis=1), 1e-12), 0, 1
    )
    near = np.linalg.norm(a + along_edge[..., None] * (b - a) - seen[:, None], axis=2).min(axis=1) < margin_m
    return np.asarray(~(inside | near))


def poking(
    skin: Array,
    triangles: Triangles,
    inner: Array,
    upper: Array,
    lower: Array,
    yaw: float = 0.0,
    margin_m: float = 5e-4,
) -> Triangles:
    """Vertices of `inner` (k, 3) that a viewer at `yaw` degrees sees although they are not in the opening of the lips.

    `upper` and `lower` are posed edges of the lips. Needs trimesh and embreex.
    """
    import trimesh

    turn = np.radians(yaw)
    towards = np.array([np.sin(turn), 0.0, np.cos(turn)])
    view = np.stack([np.array([np.cos(turn), 0.0, -np.sin(turn)]), np.array([0.0, 1.0, 0.0])], axis=1)
    suspects = np.flatnonzero(outside_mouth(view, upper, lower, inner, margin_m))
    if not len(suspects):
        return suspects
    near = np.linalg.norm(skin - inner.mean(axis=0), axis=1) < 0.09
    mesh = trimesh.Trimesh(skin, triangles[near[triangles].any(axis=1)], process=False)
    covered = mesh.ray.intersects_any(inner[suspects], np.tile(towards, (len(suspects), 1)))
    return np.asarray(suspects[~covered])


def uncovered_eye(skin: Array, triangles: Triangles, centre: Array, radius_m: float) -> float:
    """The share of an eyeball's front, a cap of 50°, that no skin covers from the front. Needs trimesh and embreex."""
    import trimesh

    spread = np.linspace(-1, 1, 45)
    across, up = (grid.ravel() for grid in np.meshgrid(spread, spread))
    keep = np.hypot(across, up) < 1
    polar = np.radians(50)
    x, y = (radius_m * np.sin(polar) * value[keep] for value in (across, up))
    points = centre + np.stack([x, y, np.sqrt(radius_m**2 - x**2 - y**2)], axis=1)
    mesh = trimesh.Trimesh(skin, triangles, process=False)
    return float(1 - mesh.ray.intersects_any(points, np.tile([0.0, 0.0, 1.0], (len(points), 1))).mean())
