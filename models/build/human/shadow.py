"""Ambient occlusion in vertex colours: where cloth, chin, hair and limbs keep light from each other at rest."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from human.body import MOUTH
from human.parts import Parts
from human.person import Person
from mesh.laplacian import averaging, smoothed
from mesh.occlusion import Obstacles
from mesh.part import Array, Part, vertex_normals
from motion.skeleton import Skeleton, posed

# Kind of surface → (reach in metres, what full shade leaves of red, green and blue; skin lets red through).
_SHADE = {
    "skin": (0.10, (0.58, 0.42, 0.40)),
    "cloth": (0.20, (0.36, 0.36, 0.38)),
    "plain": (0.10, (0.45, 0.45, 0.45)),
    "hair": (0.07, (0.38, 0.36, 0.36)),
}
_OPACITY = {"hair": 0.45, "eye_shell": 0.0, "lash": 0.0, "brow": 0.0}
_OPEN = 1.12  # so much openness counts as all: a flat place is never quite open
RAYS = 48


def shaded(person: Person, parts: Parts, around: Parts, names: Iterable[str], rays: int = RAYS) -> None:
    """Darkens the colours of the parts called `names` by what `parts` and `around` hide of their sky, in place."""
    obstacles = _obstacles(person, {**parts, **around})
    for name in names:
        part, surface = parts[name]
        if surface.kind not in _SHADE:
            continue
        reach, dark = _SHADE[surface.kind]
        points, normals = at_rest(person.skeleton, person.rest, part)
        if surface.kind != "hair":
            normals = vertex_normals(points, part.triangles)
        count = rays if surface.kind != "hair" else max(8, rays // 2)
        openness = obstacles.openness(points, normals, rays=count, reach_m=reach)
        openness = np.clip(openness * _OPEN, 0.0, 1.0)
        if surface.kind != "hair":
            openness = smoothed(openness, averaging(part.triangles, part.size), 2)
        openness = np.where(_inside(person, part), 1.0, openness)
        left = np.array(dark)
        part.colours = np.clip(part.colours * (left + (1 - left) * openness[:, None]), 0.0, 1.0)


def at_rest(skeleton: Skeleton, rest: dict[str, Array], part: Part) -> tuple[Array, Array]:
    """Positions and unit normals (n, 3) in the rest pose."""
    step = 1e-3
    points = posed(part.positions, part.weights, skeleton, rest)
    ahead = posed(part.positions + step * part.shading(), part.weights, skeleton, rest)
    normals = ahead - points
    return points, normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def _obstacles(person: Person, parts: Parts) -> Obstacles:
    points, triangles, opacity, start = [], [], [], 0
    for part, surface in parts.values():
        share = _OPACITY.get(surface.kind, 1.0)
        if share and surface.alpha != "BLEND":
            points.append(posed(part.positions, part.weights, person.skeleton, person.rest))
            triangles.append(part.triangles + start)
            opacity.append(np.full(len(part.triangles), share))
            start += part.size
    return Obstacles(np.concatenate(points), np.concatenate(triangles), np.concatenate(opacity))


def _inside(person: Person, part: Part) -> Array:
    """Which vertices line the mouth: their images hold the darkness already."""
    if "source" not in part.marks:
        return np.zeros(part.size, bool)
    lining = np.unique(person.body.island_quads(MOUTH))
    return np.isin(part.marks["source"].round().astype(int), lining)
