"""A piece of a figure: a triangle mesh with colours, images' coordinates, bone weights and morph targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Triangles = NDArray[np.int64]
METRE = 32767  # one metre in the normalized int16 of a morph target


@dataclass
class Part:
    """`positions` (n, 3) metres, `triangles` (m, 3) counter-clockwise from outside, `colours` (n, 3) sRGB 0–1.

    `weights` gives each bone's share (n,) of every vertex; `marks` holds named per-vertex numbers such as `lip`;
    `targets` displacements (n, 3) in metres, `target_normals` the change of the unit normals; `uv` (n, 2) has v down.
    """

    positions: Array
    triangles: Triangles
    colours: Array
    weights: dict[str, Array] = field(default_factory=dict)
    marks: dict[str, Array] = field(default_factory=dict)
    normals: Array | None = None
    uv: Array | None = None
    tangents: Array | None = None  # (n, 4), the last column the handedness
    targets: dict[str, Array] = field(default_factory=dict)
    target_normals: dict[str, Array] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Number of vertices."""
        return len(self.positions)

    def bound_to(self, bone: str) -> Part:
        """The same part, every vertex following `bone` alone."""
        self.weights = {bone: np.ones(self.size)}
        return self

    def mirrored(self) -> Part:
        """The part reflected in x = 0, winding kept outward. Bones named `Left…` become `Right…`."""
        flip = np.array([-1.0, 1.0, 1.0])
        return Part(
            self.positions * flip,
            self.triangles[:, ::-1].copy(),
            self.colours.copy(),
            {bone.replace("Left", "Right"): share.copy() for bone, share in self.weights.items()},
            {name: mark.copy() for name, mark in self.marks.items()},
            None if self.normals is None else self.normals * flip,
            uv=None if self.uv is None else self.uv.copy(),
        )

    def shading(self) -> Array:
        """Unit normals (n, 3): the ones given, or area-weighted means of the faces around each vertex."""
        return self.normals if self.normals is not None else vertex_normals(self.positions, self.triangles)


def on_grid(displacements: Array) -> Array:
    """The displacements rounded to what a morph target can hold: normalized 16-bit integers of a metre."""
    return np.round(displacements * METRE) / METRE


def vertex_normals(positions: Array, triangles: Triangles) -> Array:
    """Unit vertex normals (n, 3) of a mesh, each face counting by its area."""
    a, b, c = (positions[triangles[:, corner]] for corner in range(3))
    face = np.cross(b - a, c - a)
    normals = np.zeros_like(positions)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], face)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    return np.where(length > 1e-16, normals / np.maximum(length, 1e-16), np.array([0.0, 0.0, 1.0]))


def joined(parts: Iterable[Part]) -> Part:
    """One part out of several. A bone or mark that a piece lacks counts as 0 there; morph targets are not kept."""
    pieces = list(parts)
    starts = np.cumsum([0] + [piece.size for piece in pieces])

    def gather(tables: list[dict[str, Array]]) -> dict[str, Array]:
        names = list(dict.fromkeys(name for table in tables for name in table))
        return {
            name: np.concatenate(
                [table.get(name, np.zeros(piece.size)) for table, piece in zip(tables, pieces, strict=True)]
            )
            for name in names
        }

    return Part(
        np.concatenate([piece.positions for piece in pieces]),
        np.concatenate([piece.triangles + start for piece, start in zip(pieces, starts, strict=False)]),
        np.concatenate([piece.colours for piece in pieces]),
        gather([piece.weights for piece in pieces]),
        gather([piece.marks for piece in pieces]),
        np.concatenate([piece.shading() for piece in pieces]),
        uv=np.concatenate([piece.uv for piece in pieces if piece.uv is not None])
        if all(piece.uv is not None for piece in pieces)
        else None,
    )


def grid_triangles(rows: int, columns: int, *, closed: bool = False, first: int = 0) -> Triangles:
    """Triangles over a grid of vertices numbered by rows from `first`; `closed` joins the last column to the first."""
    spans = columns if closed else columns - 1
    out = []
    for row in range(rows - 1):
        for column in range(spans):
            a = first + row * columns + column
            b = first + row * columns + (column + 1) % columns
            c, d = a + columns, b + columns
            out += [(a, b, d), (a, d, c)]
    return np.array(out, dtype=np.int64)


def painted(count: int, colour: tuple[float, float, float]) -> Array:
    """`count` rows of one sRGB colour."""
    return np.tile(np.array(colour), (count, 1))
