"""The opaque layer under the cards, so that nobody sees skin through them."""

from __future__ import annotations

import numpy as np

from human.hair.sheet import Sheet
from human.hair.strands import smoothstep, unit
from human.hair.textures import COVER, TILES
from mesh.part import Part, grid_triangles

_INSET = 0.06


def under_sheet(sheet: Sheet, columns: int, rows: int, depth: float, shade: float, first_u: float = 0.0) -> Part:
    """A grid of `columns` × `rows` quads over a sheet at that depth."""
    u = np.linspace(first_u, 1, columns + 1)[:, None] * np.ones(rows + 1)
    t = np.ones(columns + 1)[:, None] * np.linspace(0, 0.93, rows + 1)
    inward = smoothstep(0, 0.12, u - first_u)
    points, normals = sheet.at(u, t, depth * inward * (0.4 + 0.6 * smoothstep(0, 0.1, t)))
    across = unit(np.gradient(points, axis=0))
    across = across - normals * (across * normals).sum(axis=-1, keepdims=True)
    vanishes = np.linalg.norm(across, axis=-1, keepdims=True) < 1e-6  # where the columns meet
    tangents = unit(np.where(vanishes, np.cross(normals, [0.0, 0.0, 1.0]), across))
    zigzag = np.abs((np.arange(columns + 1) * 0.25) % 2 - 1)
    first, last = (COVER[0] + _INSET) / TILES, (COVER[0] + 1 - _INSET) / TILES
    uv = np.stack(
        np.broadcast_arrays((first + (last - first) * zigzag)[:, None], np.linspace(0.01, 0.925, rows + 1)[None]),
        axis=-1,
    )
    tone = shade * (0.9 + 0.1 * inward) * (1 - 0.55 * smoothstep(0.4, 0.7, t))
    tone += (1 - tone) * smoothstep(0.03, 0.0, t)  # the scalp is seen through the roots along the parting
    triangles = grid_triangles(columns + 1, rows + 1)
    a, b, c = (points.reshape(-1, 3)[triangles[:, k]] for k in range(3))
    outward = (np.cross(b - a, c - a) * normals.reshape(-1, 3)[triangles[:, 0]]).sum(axis=1)
    if outward.mean() < 0:
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
