"""Evening out values and shapes over a mesh's edges."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, diags

from mesh.part import Array, Triangles


def averaging(triangles: Triangles, count: int) -> csr_matrix:
    """(count, count) that replaces a vertex's value by the mean of its neighbours'; lone vertices keep theirs."""
    rows = np.concatenate([triangles[:, corner] for corner in (0, 1, 2, 1, 2, 0)])
    columns = np.concatenate([triangles[:, corner] for corner in (1, 2, 0, 0, 1, 2)])
    graph = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count))
    graph.data[:] = 1.0
    neighbours = np.asarray(graph.sum(axis=1)).ravel()
    return csr_matrix(diags(1 / np.maximum(neighbours, 1)) @ graph + diags((neighbours == 0).astype(float)))


def smoothed(values: Array, mean: csr_matrix, rounds: int, share: float | Array = 0.5) -> Array:
    """`values` (n,) or (n, k) moved `share` of the way to their neighbours' mean, `rounds` times. Shrinks shapes."""
    amount = np.asarray(share, float)
    if amount.ndim == 1 and values.ndim == 2:
        amount = amount[:, None]
    out = values
    for _ in range(rounds):
        out = out + amount * (mean @ out - out)
    return np.asarray(out)


def faired(points: Array, mean: csr_matrix, rounds: int, share: float | Array = 1.0) -> Array:
    """`points` smoothed without shrinking (Taubin's pair of steps); `share` (n,) 0–1 says how much each may move."""
    amount = np.broadcast_to(np.asarray(share, float), (len(points),))[:, None]
    out = points
    for _ in range(rounds):
        for step in (0.5, -0.53):
            out = out + amount * step * (mean @ out - out)
    return np.asarray(out)
