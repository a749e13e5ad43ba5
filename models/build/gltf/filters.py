"""The two filters of EXT_meshopt_compression that make floats and unit vectors cheap to code.

The decoder in the browser undoes them: the GPU sees ordinary floats and normalized integers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mesh.part import Array

Table = NDArray[Any]
_MANTISSA = (1 << 24) - 1


def stepped(values: Array, exponent: int) -> Array:
    """What comes back of `fixed`: the values rounded to multiples of 2 ** `exponent`."""
    return np.asarray(np.round(values * 2.0**-exponent) * 2.0**exponent)


def fixed(values: Array, exponent: int) -> Table:
    """Filter EXPONENTIAL: floats as multiples of 2 ** `exponent`, which all share. Their range is ±2 ** 23 steps."""
    steps = np.round(values * 2.0**-exponent).astype(np.int64)
    if np.abs(steps).max(initial=0) >= 1 << 23:
        raise ValueError(f"a value of {np.abs(values).max():g} is too large for steps of 2^{exponent}")
    return ((steps & _MANTISSA) | ((exponent & 0xFF) << 24)).astype("<u4")


def octahedral(vectors: Array, last: Array | None, bits: int) -> Table:
    """Filter OCTAHEDRAL: unit vectors (n, 3) as two numbers of `bits` on an octahedron, in int16 rows of four.

    `last` (n,) in −1…1 travels unchanged in the fourth column: the handedness of a tangent.
    """
    one = (1 << (bits - 1)) - 1
    length = np.abs(vectors).sum(axis=1, keepdims=True)
    x, y, z = (vectors / np.maximum(length, 1e-12)).T
    fold = z < 0
    u = np.where(fold, (1 - np.abs(y)) * np.where(x >= 0, 1, -1), x)
    v = np.where(fold, (1 - np.abs(x)) * np.where(y >= 0, 1, -1), y)
    rows = np.zeros((len(vectors), 4), "<i2")
    rows[:, 0], rows[:, 1], rows[:, 2] = np.round(u * one), np.round(v * one), one
    if last is not None:
        rows[:, 3] = np.round(last * 32767)
    return rows
