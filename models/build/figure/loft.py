"""Rounded bodies drawn along a line: limbs, fingers, locks of hair, ribbons."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline

from mesh.part import Array, Part, Triangles, grid_triangles
from motion.turn import unit


def curve(points: Array, count: int, ends: float = 0.0) -> Array:
    """`count` points (count, k) on a smooth line through `points` (n, k); `ends` 0–1 sets them closer at both ends."""
    at = np.linspace(0.0, 1.0, len(points))
    even = np.linspace(0.0, 1.0, count)
    wanted = even * (1 - ends) + (1 - np.cos(np.pi * even)) / 2 * ends
    return np.asarray(CubicSpline(at, points, bc_type="natural")(wanted))


def loft(
    centres: Array,
    across: Array,
    thick: Array,
    hint: Array,
    columns: int,
    *,
    squareness: float = 2.0,
    caps: str = "both",
    axis: Array | None = None,
) -> Part:
    """A closed body of elliptical rings round `centres` (k, 3), half axes `across` and `thick` (k,) metres.

    `hint` (3,) or (k, 3) is about where the `across` axis points; `squareness` 2 is an ellipse, more is boxier. `caps`
    names the ends that are closed: both, start, end or none. Rings stand square to the line, or to `axis` (3,).
    Marks: `along` 0–1 from ring to ring, `around` radians.
    """
    rows = len(centres)
    tangent = unit(np.gradient(centres, axis=0) if axis is None else np.broadcast_to(axis, centres.shape))
    wide = np.broadcast_to(np.asarray(hint, float), centres.shape)
    wide = unit(wide - tangent * (wide * tangent).sum(axis=1, keepdims=True))
    high = np.cross(tangent, wide)
    turn = np.arange(columns) * (2 * np.pi / columns)
    power = 2.0 / squareness
    cos, sin = (np.sign(wave) * np.abs(wave) ** power for wave in (np.cos(turn), np.sin(turn)))
    rings = centres[:, None] + (across[:, None] * cos)[..., None] * wide[:, None]
    rings = rings + (thick[:, None] * sin)[..., None] * high[:, None]
    positions = rings.reshape(-1, 3)
    along = np.repeat(np.linspace(0.0, 1.0, rows), columns)
    around = np.tile(turn, rows)
    triangles: list[Triangles] = [grid_triangles(rows, columns, closed=True)]
    step = np.arange(columns)
    following = (step + 1) % columns
    for end, row, middle in (("start", 0, centres[0]), ("end", rows - 1, centres[-1])):
        if caps not in ("both", end):
            continue
        pole = np.full(columns, len(positions))
        first, second = row * columns + step, row * columns + following
        triangles.append(np.stack([second, first, pole] if end == "start" else [first, second, pole], axis=1))
        positions = np.concatenate([positions, middle[None]])
        along, around = np.append(along, row / (rows - 1)), np.append(around, 0.0)
    part = Part(positions, np.concatenate(triangles), np.ones((len(positions), 3)))
    part.marks = {"along": along, "around": around}
    return part


def blended(part: Part, along: Array, joints: list[tuple[str, float, float]]) -> Part:
    """`part` bound to a row of bones: (bone, where on `along` (n,) its share begins, over which stretch it grows in).

    The first bone has all before the second begins.
    """
    left = np.ones(part.size)
    shares: dict[str, Array] = {}
    for bone, begin, stretch in reversed(joints[1:]):
        t = np.clip((along - begin + stretch / 2) / stretch, 0.0, 1.0)
        grown = t * t * (3 - 2 * t)
        shares[bone] = left * grown
        left = left * (1 - grown)
    shares[joints[0][0]] = left
    part.weights = {bone: shares[bone] for bone, _, _ in joints}
    return part
