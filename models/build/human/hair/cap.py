"""The opaque layer under short hair: a cap over the skull that ends inside the hairline."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from human.hair.skull import Skull, direction
from human.hair.strands import smoothstep, unit
from human.hair.textures import COVER, TILES
from mesh.part import Array, Part, grid_triangles

_INSET = 0.06
_EDGE_M = 0.008  # within the hairline


class _Hair(Protocol):
    skull: Skull

    def topness(self, away: Array) -> Array: ...
    def inside(self, away: Array) -> Array: ...
    def combed(self, points: Array) -> Array: ...


def over_skull(hair: _Hair, columns: int, rows: int) -> Part:
    """A grid of `columns` × `rows` quads from the crown to the edge all round."""
    azimuth = np.linspace(-np.pi, np.pi, columns + 1)
    elevations = np.radians(np.linspace(-70, 89, 200))
    rays = direction(azimuth[:, None], elevations[None])
    inside = hair.inside(rays)
    first = np.argmax(inside > _EDGE_M, axis=1)
    lowest = elevations[first]
    share = np.linspace(0, 1, rows + 1)[None]
    elevation = lowest[:, None] + (np.radians(89) - lowest[:, None]) * share**1.15
    away = direction(azimuth[:, None], elevation)
    height = 0.0006 + 0.0012 * smoothstep(0.0, 0.15, share) + 0.0045 * hair.topness(away) * smoothstep(0.0, 0.3, share)
    points = hair.skull.at(azimuth[:, None], elevation, height)
    normals = unit(points - hair.skull.centre)
    tangents = unit(np.cross(hair.combed(points), normals))
    zigzag = np.abs((np.arange(columns + 1) * 0.25) % 2 - 1)
    start, end = (COVER[0] + _INSET) / TILES, (COVER[0] + 1 - _INSET) / TILES
    u = start + (end - start) * zigzag
    uv = np.stack(np.broadcast_arrays(u[:, None], 0.9 - 0.8 * share), axis=-1)
    tone = np.broadcast_to(0.82 - 0.40 * hair.topness(away), points.shape[:2])
    triangles = grid_triangles(columns + 1, rows + 1)
    a, b, c = (points.reshape(-1, 3)[triangles[:, k]] for k in range(3))
    if (np.cross(b - a, c - a) * normals.reshape(-1, 3)[triangles[:, 0]]).sum() < 0:
        triangles = triangles[:, ::-1]
    count = points.shape[0] * points.shape[1]
    return Part(
        points.reshape(-1, 3),
        triangles,
        np.repeat(tone.reshape(-1, 1), 3, axis=1),
        normals=normals.reshape(-1, 3),
        uv=uv.reshape(-1, 2),
        tangents=np.concatenate([tangents.reshape(-1, 3), np.ones((count, 1))], axis=1),
    )
