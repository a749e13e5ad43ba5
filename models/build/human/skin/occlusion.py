"""How open to the sky each place of the skin is, by rays."""

from __future__ import annotations

import numpy as np
import trimesh

from human.skin.noise import Field
from mesh.part import Array, Triangles

_REACH_M = 0.02
_LIFT_M = 0.0004


def openness(points: Array, normals: Array, solid: tuple[Array, Triangles], rays: int, seed: int = 1) -> Field:
    """Share (n,) of `rays` cosine-weighted rays from points (n, 3) that meet none of `solid` within two centimetres."""
    mesh = trimesh.Trimesh(*solid, process=False)
    rng = np.random.default_rng(seed)
    helper = np.where(np.abs(normals[:, :1]) > 0.9, [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])
    tangent = np.cross(normals, helper)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    other = np.cross(normals, tangent)
    origin = points + normals * _LIFT_M
    free = np.zeros(len(points), np.float32)
    for ray in range(rays):
        height = (ray + rng.random(len(points))) / rays
        turn = 2 * np.pi * rng.random(len(points))
        flat = np.sqrt(height)[:, None]
        towards = tangent * flat * np.cos(turn)[:, None] + other * flat * np.sin(turn)[:, None]
        towards += normals * np.sqrt(1 - height)[:, None]
        met = mesh.ray.intersects_first(origin, towards)
        hit = np.flatnonzero(met >= 0)
        face = met[hit]
        facing = np.einsum("ij,ij->i", towards[hit], mesh.face_normals[face])
        ahead = np.einsum("ij,ij->i", mesh.triangles[face, 0] - origin[hit], mesh.face_normals[face])
        near = ahead / np.where(np.abs(facing) < 1e-9, 1e-9, facing) < _REACH_M
        blocked = np.zeros(len(points), bool)
        blocked[hit[near]] = True
        free += ~blocked
    return np.asarray(free / rays)
