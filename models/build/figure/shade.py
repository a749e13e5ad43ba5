"""Soft shadow where surfaces face each other, baked into the vertices' colours."""

from __future__ import annotations

import numpy as np
import trimesh

from figure.anatomy import Figure
from mesh.part import Array, Part, Triangles
from motion.rest import rest_pose
from motion.skeleton import Skeleton, posed
from motion.turn import unit

_REACH_M = 0.085
_LIFT_M = 0.0012
_RAYS = 48
# Part → how strong its shadow is, and what colour it takes on (sRGB factors at full shadow).
_STRENGTH: dict[str, tuple[float, tuple[float, float, float]]] = {
    "PipFace": (0.80, (0.66, 0.40, 0.34)),
    "PipHands": (0.30, (0.68, 0.42, 0.36)),
    "PipCloth": (0.65, (0.42, 0.40, 0.42)),
    "PipTrim": (0.85, (0.42, 0.36, 0.36)),
    "PipHair": (0.80, (0.40, 0.32, 0.30)),
}
_NO_SHADOW = ("PipBrows", "PipLashes", "PipMouth")


def _directions() -> Array:
    """(rays, 3) directions about +Z, more of them near it, as light falls on a matt surface."""
    number = np.arange(_RAYS) + 0.5
    flat = np.sqrt(number / _RAYS)
    turn = np.pi * (1 + 5**0.5) * number
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), np.sqrt(1 - flat**2)], axis=1)


def _openness(points: Array, normals: Array, solid: trimesh.Trimesh) -> Array:
    """(n,) 0–1: how little is close in front of each point."""
    helper = np.where(np.abs(normals[:, :1]) > 0.9, [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])
    tangent = unit(np.cross(normals, helper))
    other = np.cross(normals, tangent)
    origin = points + normals * _LIFT_M
    blocked = np.zeros(len(points))
    for x, y, z in _directions():
        towards = tangent * x + other * y + normals * z
        place, ray, _ = solid.ray.intersects_location(origin, towards, multiple_hits=False)
        far = np.linalg.norm(place - origin[ray], axis=1)
        blocked[ray] += np.clip(1.0 - far / _REACH_M, 0.0, 1.0) ** 0.8
    return np.asarray(1.0 - blocked / _RAYS)


def _casting(part: Part) -> Triangles:
    """Triangles that throw shadow; small things on the jacket are finer than its vertices."""
    small = part.marks.get("small", np.zeros(part.size)) > 0
    return part.triangles[~small[part.triangles].any(axis=1)]


def shaded(figure: Figure) -> dict[str, Array]:
    """Part → colours (n, 3) with the shadows of the rest pose in them."""
    skeleton = Skeleton(figure.bones)
    rest = rest_pose(skeleton)
    stand = {name: posed(part.positions, part.weights, skeleton, rest) for name, part in figure.parts.items()}
    casts = [name for name in figure.parts if name not in _NO_SHADOW]
    solid = trimesh.util.concatenate(
        [trimesh.Trimesh(stand[name], _casting(figure.parts[name]), process=False) for name in casts]
    )
    out = {}
    for name, part in figure.parts.items():
        if name not in _STRENGTH:
            out[name] = part.colours
            continue
        strength, tint = _STRENGTH[name]
        normals = trimesh.Trimesh(stand[name], part.triangles, process=False).vertex_normals
        dark = strength * (1.0 - _openness(stand[name], np.asarray(normals), solid))
        if name == "PipFace":  # lips and lids move; what is inside the mouth has its own colours
            fields = figure.fields
            still = (fields.ring > 2) & (fields.eye_ring > 1)
            dark = np.where(still, np.clip(dark - 0.05, 0.0, None), 0.0)
        out[name] = part.colours * (1 - dark[:, None] * (1 - np.array(tint)))
    return out
