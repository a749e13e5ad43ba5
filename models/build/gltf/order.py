"""Puts triangles and vertices in an order in which the GPU's caches and the coders work best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mesh.part import Array, Part, Triangles


def reordered(part: Part) -> Part:
    """The same part with triangles in cache order and vertices in the order of their use; unused ones are left out."""
    import meshoptimizer  # type: ignore[import-not-found, import-untyped, unused-ignore]

    flat = np.ascontiguousarray(part.triangles.reshape(-1).astype(np.uint32))
    drawn = np.zeros_like(flat)
    meshoptimizer.optimize_vertex_cache(drawn, flat, len(flat), part.size)
    used, first = np.unique(drawn, return_index=True)
    vertices = used[np.argsort(first, kind="stable")].astype(np.int64)
    return taken(part, vertices, drawn.reshape(-1, 3).astype(np.int64))


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
