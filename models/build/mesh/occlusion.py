"""How much light reaches each vertex from around, by rays."""

from __future__ import annotations

import numpy as np
import trimesh
from numpy.typing import NDArray

from mesh.part import Array, Triangles


class Obstacles:
    """What may stand in the light: triangles (m, 3) over points (n, 3), each with its share of light it keeps off."""

    def __init__(self, points: Array, triangles: Triangles, opacity: Array) -> None:
        self._mesh = trimesh.Trimesh(points, triangles, process=False)
        self._opacity = np.asarray(opacity, float)
        self._corner = points[triangles[:, 0]]
        normal = np.cross(points[triangles[:, 1]] - self._corner, points[triangles[:, 2]] - self._corner)
        self._normal = normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-16)

    def openness(
        self, points: Array, normals: Array, *, rays: int, reach_m: float, lift_m: float = 0.0012, seed: int = 1
    ) -> Array:
        """Share (n,) of the sky over each point that nothing within `reach_m` hides; what is nearer hides more."""
        rng = np.random.default_rng(seed)
        helper = np.where(np.abs(normals[:, :1]) > 0.9, [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])
        across = np.cross(normals, helper)
        across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-12)
        along = np.cross(normals, across)
        origin = points + normals * lift_m
        dark = np.zeros(len(points))
        start = rng.random((len(points), 2))
        golden = (0.7548776662466927, 0.5698402909980532)  # two-dimensional golden ratio: rays spread evenly
        for ray in range(rays):
            height = (start[:, 0] + ray * golden[0]) % 1.0
            turn = 2 * np.pi * ((start[:, 1] + ray * golden[1]) % 1.0)
            flat = np.sqrt(height)[:, None]
            way = across * flat * np.cos(turn)[:, None] + along * flat * np.sin(turn)[:, None]
            way += normals * np.sqrt(1 - height)[:, None]
            dark += self._hidden(origin, way, reach_m)
        return np.asarray(1.0 - dark / rays)

    def _hidden(self, origin: Array, way: Array, reach_m: float) -> Array:
        out = np.zeros(len(origin))
        face = np.asarray(self._mesh.ray.intersects_first(origin, way))
        hit: NDArray[np.int64] = np.flatnonzero(face >= 0)
        met = face[hit]
        facing = np.einsum("ij,ij->i", way[hit], self._normal[met])
        ahead = np.einsum("ij,ij->i", self._corner[met] - origin[hit], self._normal[met])
        distance = ahead / np.where(np.abs(facing) < 1e-9, 1e-9, facing)
        out[hit] = self._opacity[met] * np.clip(1 - np.abs(distance) / reach_m, 0.0, 1.0) ** 0.5
        return out
