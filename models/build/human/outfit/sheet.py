"""Cloth made as a grid of points: collars, lapels, ties. It is bound to whatever cloth lies beneath it."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import LinearNDInterpolator
from scipy.spatial import cKDTree

from human.outfit.cloth import Cloth
from mesh.part import Array, Triangles, grid_triangles, vertex_normals


def weights_under(points: Array, under: Cloth, neighbours: int = 6) -> Array:
    """Weights (n, b) of `points` (n, 3) from the nearest vertices of the cloth beneath."""
    distance, near = cKDTree(under.points).query(points, k=neighbours)
    share = 1 / (distance + 0.004) ** 2
    share /= share.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("nk,nkb->nb", share, under.table[near]))


def made(points: Array, triangles: Triangles, table: Array, uv: Array, normals: Array | None = None) -> Cloth:
    """Cloth of those points (n, 3), weights (n, b) and coordinates (n, 2) in metres."""
    if normals is None:
        normals = vertex_normals(points, triangles)
    return Cloth(points, triangles, normals, table, points, normals, points, np.ones(len(points)), uv)


def sheet(grid: Array, under: Cloth, *, closed: bool = False, flip: bool = False, table: Array | None = None) -> Cloth:
    """A grid (rows, columns, 3) as cloth; `closed` joins the last column to the first. Rows by columns face outward."""
    rows, columns = grid.shape[:2]
    points = grid.reshape(-1, 3)
    triangles = grid_triangles(rows, columns, closed=closed)
    if flip:
        triangles = triangles[:, ::-1]
    down = np.concatenate([np.zeros((1, columns)), np.cumsum(np.linalg.norm(np.diff(grid, axis=0), axis=2), axis=0)])
    along = np.concatenate(
        [np.zeros((rows, 1)), np.cumsum(np.linalg.norm(np.diff(grid, axis=1), axis=2), axis=1)], axis=1
    )
    uv = np.stack([along.ravel(), down.ravel()], axis=1)
    return made(points, triangles, weights_under(points, under) if table is None else table, uv)


class Front:
    """The front of a cloth seen from ahead: depth and normal at any x, y."""

    def __init__(self, cloth: Cloth, wanted: Array) -> None:
        facing = wanted & (cloth.normals[:, 2] > 0.05)
        data = np.concatenate([cloth.points[facing, 2:], cloth.normals[facing]], axis=1)
        self._field = LinearNDInterpolator(cloth.points[facing, :2], data)
        self._points, self._data = cloth.points[facing], data
        self._tree = cKDTree(cloth.points[facing, :2])

    def at(self, xy: Array, lift_m: Array | float = 0.0) -> Array:
        """Points (…, 3) on the cloth at `xy` (…, 2), `lift_m` above it."""
        flat = xy.reshape(-1, 2)
        found = self._field(flat)
        lost = np.isnan(found[:, 0])
        if lost.any():
            found[lost] = self._data[self._tree.query(flat[lost])[1]]
        normal = found[:, 1:] / np.linalg.norm(found[:, 1:], axis=1, keepdims=True)
        points = np.concatenate([flat, found[:, :1]], axis=1)
        lift = np.broadcast_to(np.asarray(lift_m, float), xy.shape[:-1]).reshape(-1, 1)
        return np.asarray((points + normal * lift).reshape(*xy.shape[:-1], 3))

    def normal(self, xy: Array) -> Array:
        """The outward normal (3,) at one `xy` (2,)."""
        found = self._field(xy[None])[0]
        if np.isnan(found[0]):
            found = self._data[self._tree.query(xy)[1]]
        return np.asarray(found[1:] / np.linalg.norm(found[1:]))


class Above:
    """Pushes points off a cloth."""

    def __init__(self, cloth: Cloth) -> None:
        self._cloth, self._tree = cloth, cKDTree(cloth.points)

    def height(self, points: Array) -> tuple[Array, Array]:
        """Signed distance (n,) and direction (n, 3) away from the cloth, for points (n, 3)."""
        distance, near = self._tree.query(points, k=5)
        share = 1 / (distance + 0.003) ** 2
        share /= share.sum(axis=1, keepdims=True)
        normals = self._cloth.normals[near]
        plane = ((points[:, None] - self._cloth.points[near]) * normals).sum(axis=2)
        normal = (share[..., None] * normals).sum(axis=1)
        return (share * plane).sum(axis=1), normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)

    def pushed(self, points: Array, least_m: Array | float, most_m: Array | float | None = None) -> Array:
        """Points (…, 3) at least `least_m` and at most `most_m` above the cloth."""
        flat = points.reshape(-1, 3).copy()
        least = np.broadcast_to(np.asarray(least_m, float), points.shape[:-1]).ravel()
        for _ in range(3):
            height, normal = self.height(flat)
            move = np.maximum(least - height, 0.0)
            if most_m is not None:
                most = np.broadcast_to(np.asarray(most_m, float), points.shape[:-1]).ravel()
                move = move - np.maximum(height - most, 0.0)
            flat += normal * move[:, None]
        return flat.reshape(points.shape)
