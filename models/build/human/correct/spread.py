"""Carries the displacement of a few vertices smoothly into the skin around them.

The displacement that bends least (least squares of the umbrella operator, edges weighed by inverse length) while the
given vertices move as told and everything further away than the radius stays. Because it spreads along the mesh, what
is told to an upper lip does not reach the lower one except around the corners.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.linalg import splu
from scipy.spatial import cKDTree

from mesh.part import Array, Triangles


def umbrella(quads: Triangles, points: Array) -> csr_matrix:
    """Operator (n, n): mean of the neighbours minus the vertex, zero rows for vertices without edges."""
    pairs = np.concatenate([quads[:, [0, 1]], quads[:, [1, 2]], quads[:, [2, 3]], quads[:, [3, 0]]])
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    length = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
    weight = 1 / np.maximum(length, 3e-4)
    size = len(points)
    graph = coo_matrix((weight, (pairs[:, 0], pairs[:, 1])), shape=(size, size)).tocsr()
    graph = graph + graph.T
    total = np.asarray(graph.sum(axis=1)).ravel()
    scale = coo_matrix((1 / np.maximum(total, 1e-12), (np.arange(size), np.arange(size))), shape=(size, size))
    present = coo_matrix(((total > 0).astype(float), (np.arange(size), np.arange(size))), shape=(size, size))
    return csr_matrix(scale @ graph - present)


class Spread:
    """For one set of driven vertices; the matrix is factored once."""

    def __init__(self, operator: csr_matrix, points: Array, driven: Triangles, radius_m: float) -> None:
        meshed = np.flatnonzero(np.abs(operator).sum(axis=1))
        near = meshed[cKDTree(points[driven]).query(points[meshed])[0] < radius_m]
        self.driven = driven
        self.free = np.setdiff1d(near, driven)
        rows = operator[np.union1d(near, driven)]
        self._towards = rows[:, self.free]
        self._given = rows[:, driven]
        self._factor = splu((self._towards.T @ self._towards).tocsc())
        self._size = len(points)

    def __call__(self, moves: Array) -> Array:
        """Displacements (n, 3) of all vertices for `moves` (k, 3) of the driven ones."""
        out = np.zeros((self._size, 3))
        out[self.driven] = moves
        out[self.free] = self._factor.solve(np.asarray(-(self._towards.T @ (self._given @ moves))))
        return out


def smoothed(operator: csr_matrix, field: Array, share: Array, rounds: int) -> Array:
    """A displacement field (n, 3) relaxed towards its neighbours; `share` (n,) 0–1 says where and how much."""
    out = field.copy()
    for _ in range(rounds):
        out += share[:, None] * (operator @ out)
    return out
