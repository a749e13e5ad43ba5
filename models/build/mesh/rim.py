"""Edges of a mesh, and giving cloth a thickness there."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from mesh.part import Array, Triangles


def border(triangles: Triangles) -> Triangles:
    """Directed edges (e, 2) that only one triangle uses, in that triangle's sense of rotation."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    _, number, uses = np.unique(np.sort(edges, axis=1), axis=0, return_inverse=True, return_counts=True)
    return np.asarray(edges[uses[number.ravel()] == 1])


def evened_border(points: Array, triangles: Triangles, rounds: int, share: float = 0.5) -> Array:
    """`points` with the outline smoothed along itself; corners get round."""
    edges = border(triangles)
    rows, columns = np.concatenate([edges[:, 0], edges[:, 1]]), np.concatenate([edges[:, 1], edges[:, 0]])
    graph = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(points), len(points)))
    count = np.asarray(graph.sum(axis=1)).ravel()
    moving = count > 0
    out = points.copy()
    for _ in range(rounds):
        mean = (graph @ out)[moving] / count[moving, None]
        out[moving] += share * (mean - out[moving])
    return out


def rimmed(
    points: Array, triangles: Triangles, normals: Array, table: Array, thickness_m: float, keep: Array | None = None
) -> tuple[Array, Triangles, Array, Array]:
    """Points, triangles, normals and per-vertex numbers with the outline turned round inward by `thickness_m`.

    `keep` (n,) bool says which border vertices get an edge; by default all. The edge is rounded: two rows of quads.
    """
    edges = border(triangles)
    if keep is not None:
        edges = edges[keep[edges].all(axis=1)]
    if not len(edges):
        return points, triangles, normals, table
    along = points[edges[:, 1]] - points[edges[:, 0]]
    outward = np.zeros_like(points)
    for end in (0, 1):
        np.add.at(outward, edges[:, end], np.cross(along, normals[edges[:, end]]))
    rim = np.unique(edges)
    away = outward[rim] / np.maximum(np.linalg.norm(outward[rim], axis=1, keepdims=True), 1e-12)
    up, base = normals[rim], points[rim]
    rows = (
        (base + away * thickness_m * 0.32 - up * thickness_m * 0.38, up * 0.45 + away * 0.9),
        (base + away * thickness_m * 0.10 - up * thickness_m, away * 0.55 - up * 0.8),
    )
    number = np.full(len(points), -1)
    number[rim] = np.arange(len(rim))
    faces, before = [triangles], edges
    for row in range(len(rows)):
        after = number[edges] + len(points) + row * len(rim)
        faces.append(np.stack([before[:, 1], before[:, 0], after[:, 0]], axis=1))
        faces.append(np.stack([before[:, 1], after[:, 0], after[:, 1]], axis=1))
        before = after
    turned = np.concatenate([normals, *(direction for _, direction in rows)])
    return (
        np.concatenate([points, *(place for place, _ in rows)]),
        np.concatenate(faces),
        turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-12),
        np.concatenate([table, table[rim], table[rim]]),
    )
