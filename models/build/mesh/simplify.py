"""Fewer triangles over some of the same vertices, so that morph targets stay exact where they are kept.

The collapses are meshoptimizer's. What an edge is worth depends on the surface at rest, on how targets move it, on its
normals, its image's coordinates and the bones it follows.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mesh.part import Array, Part
from mesh.subset import taken

_MOST = 32  # attributes that the library takes
_SHAPES = 18  # directions of movement that stand for all targets
NORMAL_WEIGHT = 0.25
UV_WEIGHT = 0.25
BONE_WEIGHT = 0.3


def simplified(part: Part, triangles: int, locked: NDArray[np.bool_] | None = None, *, moving: float = 1.0) -> Part:
    """`part` with about `triangles` triangles; vertices marked in `locked` (n,) stay.

    `moving` is the weight of the targets' displacements against the shape at rest. Fewer than asked for are not taken
    away where locked vertices or seams stand in the way.
    """
    if len(part.triangles) <= triangles:
        return part
    flat = np.ascontiguousarray(part.triangles.reshape(-1).astype(np.uint32))
    places = np.ascontiguousarray(part.positions.astype(np.float32))
    table, weight = _attributes(part, moving)
    lock = None if locked is None else np.ascontiguousarray(locked.astype(np.uint8))
    out = np.zeros_like(flat)
    count = _library().simplify_with_attributes(
        out,
        flat,
        places,
        table,
        weight,
        vertex_lock=lock,
        target_index_count=3 * triangles,
        target_error=1.0,
        options=0,
    )
    kept = out[:count].reshape(-1, 3).astype(np.int64)
    return taken(part, np.unique(kept), kept)


def _library() -> Any:
    """meshoptimizer, whose binding forgets to say what the arguments of this function are."""
    import meshoptimizer  # type: ignore[import-not-found, import-untyped, unused-ignore]
    from meshoptimizer._loader import lib  # type: ignore[import-not-found, import-untyped, unused-ignore]

    numbers, floats = ctypes.POINTER(ctypes.c_uint), ctypes.POINTER(ctypes.c_float)
    size, locks = ctypes.c_size_t, ctypes.POINTER(ctypes.c_ubyte)
    lib.meshopt_simplifyWithAttributes.argtypes = [
        numbers, numbers, size, floats, size, size, floats, size, floats, size, locks, size, ctypes.c_float,
        ctypes.c_uint, floats,
    ]  # fmt: skip
    lib.meshopt_simplifyWithAttributes.restype = size
    return meshoptimizer


def _attributes(part: Part, moving: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Numbers (n, k) of which an edge should keep as much as it can, and their weights (k,)."""
    extent = float(np.ptp(part.positions, axis=0).max())
    columns = [part.shading()]
    weights = [NORMAL_WEIGHT / 10] * 3
    if part.uv is not None:
        columns.append(part.uv / max(1.0, float(np.ptp(part.uv, axis=0).max())))
        weights += [UV_WEIGHT] * 2
    if part.targets:
        moved = np.concatenate(list(part.targets.values()), axis=1) / extent
        shapes = _main(moved, min(_SHAPES, _MOST - 5))
        columns.append(shapes)
        weights += [moving] * shapes.shape[1]
    room = _MOST - len(weights)
    if len(part.weights) > 1 and room > 0:
        bones = _main(np.stack(list(part.weights.values()), axis=1), room)
        columns.append(bones)
        weights += [BONE_WEIGHT / 10] * bones.shape[1]
    return (
        np.ascontiguousarray(np.concatenate(columns, axis=1).astype(np.float32)),
        np.array(weights, dtype=np.float32),
    )


def _main(table: Array, count: int) -> Array:
    """The table's main directions (n, ≤ count), in its own units: most of what its many columns say."""
    values, vectors = np.linalg.eigh(table.T @ table)
    order = np.argsort(-values, kind="stable")[:count]
    order = order[values[order] > 1e-12]
    return np.asarray(table @ vectors[:, order])
