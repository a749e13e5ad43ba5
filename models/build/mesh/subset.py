"""A part with only some of its vertices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mesh.part import Array, Part, Triangles


def taken(part: Part, vertices: NDArray[np.int64], triangles: Triangles) -> Part:
    """The part with only `vertices`, in that order; `triangles` still count as before."""
    number = np.full(part.size, -1, dtype=np.int64)
    number[vertices] = np.arange(len(vertices))

    def rows(table: Array | None) -> Array | None:
        return None if table is None else table[vertices]

    def each(tables: dict[str, Array]) -> dict[str, Array]:
        return {name: table[vertices] for name, table in tables.items()}

    return replace(
        part,
        positions=part.positions[vertices],
        triangles=number[triangles],
        colours=part.colours[vertices],
        weights=each(part.weights),
        marks=each(part.marks),
        normals=part.shading()[vertices],
        uv=rows(part.uv),
        tangents=rows(part.tangents),
        targets=each(part.targets),
        target_normals=each(part.target_normals),
    )
