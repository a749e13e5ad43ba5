"""Delaunay triangulation of a few hundred points in the plane (Bowyer and Watson's incremental method)."""

import numpy as np
from numpy.typing import NDArray

from mesh.part import Triangles


def triangulate(points: NDArray[np.float64]) -> Triangles:
    """Counter-clockwise triangles (m, 3) over `points` (n, 2); their hull is covered. Points must be distinct."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle, reach = (low + high) / 2, 1e3 * float((high - low).max())
    corners = middle + reach * np.array([[-1.0, -0.7], [1.0, -0.7], [0.0, 1.0]])
    xy = np.concatenate([points, corners])
    count = len(points)

    triangles = np.array([[count, count + 1, count + 2]])
    circles = _circumcircles(xy, triangles)
    for index in range(count):
        inside = ((circles[:, :2] - xy[index]) ** 2).sum(axis=1) < circles[:, 2] * (1 - 1e-12)
        bad = triangles[inside]
        edges = np.concatenate([bad[:, [0, 1]], bad[:, [1, 2]], bad[:, [2, 0]]])
        twins = {(int(b), int(a)) for a, b in edges}
        border = [(int(a), int(b)) for a, b in edges if (int(a), int(b)) not in twins]
        fresh = np.array([[a, b, index] for a, b in border])
        triangles = np.concatenate([triangles[~inside], fresh])
        circles = np.concatenate([circles[~inside], _circumcircles(xy, fresh)])
    return triangles[(triangles < count).all(axis=1)].astype(np.int64)


def _circumcircles(xy: NDArray[np.float64], triangles: NDArray[np.int64]) -> NDArray[np.float64]:
    """Centre x, centre y and squared radius (m, 3) of each triangle's circumscribed circle."""
    a, b, c = (xy[triangles[:, corner]] for corner in range(3))
    ab, ac = b - a, c - a
    double = 2.0 * (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0])
    double = np.where(np.abs(double) < 1e-15, 1e-15, double)
    ab2, ac2 = (ab**2).sum(axis=1), (ac**2).sum(axis=1)
    x = (ac[:, 1] * ab2 - ab[:, 1] * ac2) / double
    y = (ab[:, 0] * ac2 - ac[:, 0] * ab2) / double
    return np.stack([a[:, 0] + x, a[:, 1] + y, x * x + y * y], axis=1)
