"""Weights for what lies on the body without being part of it: cloth, a badge, lashes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.spatial import cKDTree
from trimesh.triangles import closest_point, points_to_barycentric

from human.body import Body
from mesh.part import Array

_CANDIDATES = 24


def carry(
    points: Array, body: Body, weights: Mapping[str, Array], *, group: str = "body", smooth_m: float = 0.012
) -> dict[str, Array]:
    """Bone → share (n,) for `points` (n, 3) in the bind pose: those of the nearest spot of the body's skin.

    `group` names the faces to look on (`helper-tights` and `helper-skirt` leave out fingers and face). Shares are
    then evened out among points within `smooth_m` of each other, because neighbours may have found distant spots.
    """
    quads = body.quads(group)
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    corners = body.points[faces]
    _, near = cKDTree(corners.mean(axis=1)).query(points, k=_CANDIDATES)
    spots = closest_point(corners[near.ravel()], np.repeat(points, _CANDIDATES, axis=0)).reshape(len(points), -1, 3)
    best = np.linalg.norm(spots - points[:, None], axis=2).argmin(axis=1)
    rows = np.arange(len(points))
    face = near[rows, best]
    share = np.clip(points_to_barycentric(corners[face], spots[rows, best]), 0.0, 1.0)
    share /= share.sum(axis=1, keepdims=True)

    names = list(weights)
    table = np.stack([weights[name] for name in names], axis=1)
    found = np.einsum("nc,ncb->nb", share, table[faces[face]])
    if smooth_m > 0 and len(points) > 1:
        tree = cKDTree(points)
        count = min(12, len(points))
        distance, neighbour = tree.query(points, k=count)
        kernel = np.where(distance <= smooth_m, np.exp(-2 * (distance / smooth_m) ** 2), 0.0)
        kernel[:, 0] = 1.0
        kernel /= kernel.sum(axis=1, keepdims=True)
        for _ in range(2):
            found = np.einsum("nk,nkb->nb", kernel, found[neighbour])
    found /= found.sum(axis=1, keepdims=True)
    return {name: found[:, column] for column, name in enumerate(names) if found[:, column].max() > 1e-4}
