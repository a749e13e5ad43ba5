"""Morph targets: displacements as int16 of a metre, turned normals as int8 (KHR_mesh_quantization).

In plain and Draco files they are sparse: Draco does not compress morph targets. In meshopt files they are dense: its
coder makes nothing of runs of zeros.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pygltflib as gl

from gltf.container import ANY, Container, finite
from mesh.part import METRE, Array

TURN = 127
# Steps that a vertex may move (0.03 mm) or its normal turn (1.4°) and still count as doing nothing.
_STILL_MOVE, _STILL_TURN = 1, 3


@dataclass
class _Heap:
    """What sparse accessors of one kind hold, in one buffer view each for all: a view of its own costs too much."""

    rows: bytearray = field(default_factory=bytearray)
    values: bytearray = field(default_factory=bytearray)
    accessors: list[int] = field(default_factory=list)


class Morphs:
    """Writes the morph targets of a file."""

    def __init__(self, container: Container, *, exact: bool) -> None:
        """`exact` keeps even the smallest displacements."""
        self._file = container
        self._still = 0 if exact else _STILL_MOVE
        self._heaps = {(kind, width): _Heap() for kind in ("i2", "i1") for width in ("u2", "u4")}
        self._nothing: dict[tuple[str, int], int] = {}

    def moved(self, name: str, delta: Array) -> int:
        """Displacements (n, 3) in metres."""
        finite(name, delta)
        if np.abs(delta).max(initial=0.0) > 1.0:
            raise ValueError(f"target {name} moves a vertex by {np.abs(delta).max():.2f} m; the most is 1 m")
        steps = np.round(delta * METRE).astype("<i2")
        steps[np.abs(steps).max(axis=1) <= self._still] = 0
        return self._accessor(steps, bounds=True)

    def turned(self, name: str, delta: Array) -> int:
        """Changes (n, 3) of the unit normals."""
        finite(name, delta)
        steps = np.round(np.clip(delta, -1.0, 1.0) * TURN).astype("i1")
        steps[np.abs(steps.astype(int)).max(axis=1) <= _STILL_TURN] = 0
        return self._accessor(steps, bounds=False)

    def _accessor(self, steps: ANY, *, bounds: bool) -> int:
        self._file.used.add("KHR_mesh_quantization")
        moved = np.flatnonzero(steps.any(axis=1))
        if not len(moved):
            key = (steps.dtype.str, len(steps))
            if key not in self._nothing:
                self._nothing[key] = self._file.accessor(steps, None, normalized=True, bounds=bounds)
            return self._nothing[key]
        if self._file.encoding == "meshopt":
            padded = np.concatenate([steps, np.zeros((len(steps), 1), steps.dtype)], axis=1)
            view = self._file.packed_view(padded, "attributes")
            return self._file.accessor(padded, view, normalized=True, bounds=bounds, width=3)
        index = self._file.accessor(steps, None, normalized=True, bounds=bounds)
        width = "u2" if len(steps) <= 65535 else "u4"
        heap = self._heaps[steps.dtype.str[1:], width]
        self._file.gltf.accessors[index].sparse = gl.Sparse(
            count=len(moved),
            indices=gl.AccessorSparseIndices(
                byteOffset=len(heap.rows), componentType=gl.UNSIGNED_SHORT if width == "u2" else gl.UNSIGNED_INT
            ),
            values=gl.AccessorSparseValues(byteOffset=len(heap.values)),
        )
        heap.rows += moved.astype(f"<{width}").tobytes()
        heap.values += steps[moved].tobytes()
        heap.accessors.append(index)
        return index

    def finish(self) -> None:
        """Puts what was gathered into buffer views."""
        for heap in self._heaps.values():
            if heap.accessors:
                rows, values = self._file.view(bytes(heap.rows)), self._file.view(bytes(heap.values))
                for index in heap.accessors:
                    sparse = self._file.gltf.accessors[index].sparse
                    sparse.indices.bufferView, sparse.values.bufferView = rows, values
