"""The skin's meshes with their morph targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from human.body import Body
from human.skin.refine import Refined
from mesh.part import Array, Part, Triangles, on_grid

_STILL_M = 2e-5  # a target that moves nothing further than this does not reach a mesh


def unique_corners(quads: Triangles, uv: Array) -> tuple[Triangles, Array, Triangles]:
    """Vertices of faces (f, 4) with corner coordinates (f, 4, 2), split where those differ.

    Returns source vertex (n,), coordinates (n, 2) and triangles (2f, 3).
    """
    key = np.concatenate([quads[..., None], np.round(uv * 65536)], axis=-1).astype(np.int64).reshape(-1, 3)
    _, first, inverse = np.unique(key, axis=0, return_index=True, return_inverse=True)
    corner = inverse.reshape(-1, 4)
    triangles = np.concatenate([corner[:, [0, 1, 2]], corner[:, [0, 2, 3]]])
    return quads.ravel()[first], uv.reshape(-1, 2)[first], triangles


class Normals:
    """Unit vertex normals of the whole body's skin, quick to compute again for every target."""

    def __init__(self, body: Body) -> None:
        quads = body.quads("body")
        self._faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
        rows = self._faces.ravel()
        columns = np.repeat(np.arange(len(self._faces)), 3)
        shape = (len(body.points), len(self._faces))
        self._gather = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)

    def of(self, points: Array) -> Array:
        """Normals (19158, 3); zeros off the skin."""
        a, b, c = (points[self._faces[:, corner]] for corner in range(3))
        summed = self._gather @ np.cross(b - a, c - a)
        return np.asarray(summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-16))


def skin_part(
    body: Body,
    faces: Refined,
    rows: NDArray[np.bool_],
    normals: Normals,
    targets: dict[str, Array],
    weights: dict[str, Array] | None,
) -> Part:
    """A mesh of the chosen `rows` (f,) of `faces` and all `targets` that move it.

    Its mark `source` is the source vertex, or -1 where refining made one.
    """
    ids, at, triangles = unique_corners(faces.quads[rows], faces.uv[rows])
    mix = faces.mix[ids]
    rest = normals.of(body.points)
    shading = _unit(mix @ rest)
    part = Part(
        mix @ body.points,
        triangles[triangles[:, 1] != triangles[:, 2]],
        np.ones((len(ids), 3)),
        normals=shading,
        uv=at,
        marks={"source": np.where(ids < len(body.points), ids, -1).astype(float)},
    )
    part.weights = _shares(weights, mix)
    for name, move in targets.items():
        part.targets[name] = on_grid(mix @ move)
        part.target_normals[name] = np.zeros_like(shading)
        if np.abs(part.targets[name]).max() > _STILL_M:
            part.target_normals[name] = _unit(mix @ normals.of(body.points + move)) - shading
    return part


def _unit(rows: Array) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-16))


def _shares(weights: dict[str, Array] | None, mix: csr_matrix) -> dict[str, Array]:
    if weights is None:
        return {"Head": np.ones(mix.shape[0])}
    table = {bone: np.clip(mix @ share, 0, 1) for bone, share in weights.items()}
    total = np.maximum(sum(table.values()), 1e-9)
    return {bone: share / total for bone, share in table.items() if share.max() > 1e-4}
