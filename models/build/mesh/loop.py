"""Loop subdivision: four triangles for each, rounder by the rule of Charles Loop (1987)."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from mesh.part import Array, Triangles


def subdivided(
    points: Array, triangles: Triangles, table: Array, *, round_off: bool = True
) -> tuple[Array, Triangles, Array]:
    """Points (n, 3), triangles and per-vertex numbers (n, k) after one round.

    The numbers are carried linearly. `round_off=False` leaves the surface where it is and only halves the edges.
    """
    sides = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    across = np.concatenate([triangles[:, 2], triangles[:, 0], triangles[:, 1]])
    edges, number, uses = np.unique(sides, axis=0, return_inverse=True, return_counts=True)
    number = number.ravel()
    count = len(points)
    middle = (points[edges[:, 0]] + points[edges[:, 1]]) / 2
    moved, added = points, middle
    if round_off:
        opposite = np.zeros((len(edges), 3))
        np.add.at(opposite, number, points[across])
        border = uses == 1
        added = np.where(border[:, None], middle, middle * 0.75 + opposite / 8)
        around = _links(edges, count)
        valence = np.asarray(around.sum(axis=1)).ravel()
        beta = np.where(valence == 3, 3 / 16, 3 / (8 * np.maximum(valence, 1)))
        moved = points * (1 - valence * beta)[:, None] + beta[:, None] * (around @ points)
        rim = np.unique(edges[border])
        moved[rim] = (0.75 * points + 0.125 * (_links(edges[border], count) @ points))[rim]
    faces = len(triangles)
    a, b, c = triangles.T
    ab, bc, ca = (count + number[part * faces : (part + 1) * faces] for part in range(3))
    finer = np.concatenate(
        [np.stack(corner, axis=1) for corner in ((a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca))]
    )
    return np.concatenate([moved, added]), finer, np.concatenate([table, (table[edges[:, 0]] + table[edges[:, 1]]) / 2])


def _links(edges: Triangles, count: int) -> csr_matrix:
    rows, columns = np.concatenate([edges[:, 0], edges[:, 1]]), np.concatenate([edges[:, 1], edges[:, 0]])
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count))
