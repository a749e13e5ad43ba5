"""Small parts that ride on the lids: their place under every shape of the face that moves them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from human.body import Body
from mesh.part import Array, Part, on_grid

_STILL_M = 2e-5


def follow(part: Part, body: Body, targets: dict[str, Array], place: Callable[[Array], Array]) -> Part:
    """`part` with a target for each of `targets` that moves it; `place` makes its vertices from source vertices."""
    rest = place(body.points)
    for name, move in targets.items():
        delta = on_grid(place(body.points + move) - rest)
        if np.abs(delta).max() > _STILL_M:
            part.targets[name] = delta
    return part


def turned(offsets: Array, before: Array, after: Array) -> Array:
    """`offsets` (n, 3) turned by the smallest rotations that take directions `before` (n, 3) to `after` (n, 3)."""
    a = before / np.linalg.norm(before, axis=1, keepdims=True)
    b = after / np.linalg.norm(after, axis=1, keepdims=True)
    axis = np.cross(a, b)
    cosine = np.einsum("ij,ij->i", a, b)[:, None]
    along = np.einsum("ij,ij->i", axis, offsets)[:, None]
    return np.asarray(offsets * cosine + np.cross(axis, offsets) + axis * along / (1 + cosine))
