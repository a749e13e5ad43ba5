"""A lock of hair as a line over the head, before it becomes a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from mesh.part import Array

Layer = Literal["under", "hair", "wisps"]  # without shine beneath, cut out, blended at the edges


@dataclass(frozen=True)
class Strand:
    """`points` (n, 3) metres from root to tip with the hull's unit `normals` (n, 3) there.

    `tile` is a column of the texture's atlas; `span` the part of it, root 0 to tip 1. `shade` (n,) 0–1 multiplies the
    colour: light that reaches that depth. `width_m` holds at the widest place; `turn`
    rolls the card around its line, radians.
    """

    points: Array
    normals: Array
    width_m: float
    tile: int
    shade: Array
    span: tuple[float, float] = (0.0, 1.0)
    turn: float = 0.0
    root_width: float = 0.7
    tip_width: float = 0.6
    segments: float = 1.0  # how finely it is to be divided, against its length
    rounded: float = 0.30  # how far the normals at its sides turn outward
    layer: Layer = "hair"


def arc(points: Array) -> Array:
    """Length (n,) along a line of points (n, 3) up to each of them."""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(steps)])


def resampled(points: Array, count: int, *more: Array) -> tuple[Array, ...]:
    """`count` points evenly along the line, and other per-point tables (n,) or (n, k) taken there."""
    length = arc(points)
    at = np.linspace(0, length[-1], count)
    tables = []
    for table in (points, *more):
        columns = table.reshape(len(points), -1)
        taken = np.stack([np.interp(at, length, columns[:, column]) for column in range(columns.shape[1])], axis=1)
        tables.append(taken.reshape(count, *table.shape[1:]))
    return tuple(tables)


def unit(vectors: Array) -> Array:
    """Vectors (…, 3) of length 1."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12))


def smoothstep(low: float, high: float, value: Array | float) -> Array:
    """0 below `low`, 1 above `high`, smooth between; the other way round if `low` > `high`."""
    share = np.clip((np.asarray(value, float) - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))
