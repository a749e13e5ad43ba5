"""Smooth steps, bumps and rotations that the shapes are made of."""

import numpy as np

from mesh.part import Array


def smoothstep(low: float, high: float, value: Array) -> Array:
    """0 up to `low`, 1 from `high` on, an S between; `low` may be above `high` for a falling step."""
    t = np.clip((value - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


def bump(distance: Array, width: float) -> Array:
    """A bell: 1 at distance 0, 0.37 at `width`."""
    return np.exp(-((distance / width) ** 2))


def turn_x(points: Array, centre: Array, angle: float | Array) -> Array:
    """`points` (n, 3) turned about the X axis through `centre`; a positive angle carries +Y towards +Z (jaw: opens)."""
    rel = points - centre
    cos, sin = np.cos(angle), np.sin(angle)
    return centre + np.stack([rel[:, 0], rel[:, 1] * cos - rel[:, 2] * sin, rel[:, 1] * sin + rel[:, 2] * cos], axis=1)


def turn_y(points: Array, centre: Array, angle: float | Array) -> Array:
    """`points` (n, 3) turned about the Y axis through `centre`; a positive angle carries +Z towards +X (own left)."""
    rel = points - centre
    cos, sin = np.cos(angle), np.sin(angle)
    return centre + np.stack([rel[:, 0] * cos + rel[:, 2] * sin, rel[:, 1], rel[:, 2] * cos - rel[:, 0] * sin], axis=1)
