"""What is worn at the neck: a tie with a knot, or a knotted silk scarf."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator

from human.outfit.cloth import Cloth, joined
from human.outfit.sheet import Above, Front, sheet
from mesh.part import Array


def _tube(spine: Array, across: Array, ahead: Array, half_width: Array, half_depth: Array, count: int = 14) -> Array:
    """Grid (rows, count, 3) of a flattened tube round `spine` (rows, 3), superelliptic in section."""
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    c, s = np.cos(angle), np.sin(angle)
    side = np.sign(c) * np.abs(c) ** 0.7
    front = np.sign(s) * np.abs(s) ** 0.8
    return np.asarray(
        spine[:, None]
        + across[:, None] * (half_width[:, None] * side[None])[..., None]
        + ahead[:, None] * (half_depth[:, None] * front[None])[..., None]
    )


def tie(shirt: Cloth, front: Front, beneath: Front, throat: Array, end_y: float) -> list[Cloth]:
    """A tie from `throat` (3,), the middle of the collar's front, down to `end_y`, `beneath` the jacket."""
    y = np.linspace(0.0, 1.0, 9)
    knot_y = throat[1] + 0.009 - 0.040 * y
    forward = throat[2] - 0.0085 + np.array([0.000, 0.006, 0.010, 0.0125, 0.0135, 0.0135, 0.0125, 0.009, 0.003])
    spine = np.stack([np.zeros(9), knot_y, forward], axis=1)
    width = np.array([0.012, 0.0165, 0.0180, 0.0178, 0.0168, 0.0152, 0.0137, 0.0124, 0.0108])
    depth = np.array([0.004, 0.0085, 0.0105, 0.0112, 0.0112, 0.0107, 0.0098, 0.008, 0.004])
    x_axis, z_axis = np.tile([1.0, 0.0, 0.0], (9, 1)), np.tile([0.0, 0.05, 1.0], (9, 1))
    knot = sheet(_tube(spine, x_axis, z_axis, width, depth, 18), shirt, closed=True)
    t = np.linspace(0.0, 1.0, 18)
    blade_y = knot_y[-3] + (end_y - knot_y[-3]) * t
    half = PchipInterpolator([0.0, 0.07, 0.16, 0.5, 1.0], [0.0085, 0.0105, 0.0150, 0.0250, 0.0350])(t)
    u = np.array([-1.0, -0.96, -0.72, -0.42, -0.16, 0.0, 0.16, 0.42, 0.72, 0.96, 1.0])
    xy = np.stack([half[:, None] * u[None], np.repeat(blade_y[:, None], len(u), axis=1)], axis=2)
    lift = 0.006 + 0.0035 * (1 - u[None] ** 4)
    dimple = -0.004 * np.exp(-((u[None] / 0.22) ** 2)) * np.exp(-((t[:, None] / 0.16) ** 2))
    grid = front.at(xy, lift + dimple)
    middle = front.at(np.stack([np.zeros(len(t)), blade_y], axis=1), lift[:, 5])
    grid[..., 2] = np.maximum(grid[..., 2], middle[:, None, 2] - 0.010)
    grid[..., 2] = np.minimum(
        grid[..., 2], beneath.at(xy)[..., 2] - 0.0030 * np.clip((0.9 - t[:, None]) / 0.2 + 1, 0, 1)
    )
    back = grid[:, [0, -1]] + np.array([0.0, 0.0, -0.004])
    grid = np.concatenate([back[:, :1], grid, back[:, 1:]], axis=1)
    return [knot, sheet(grid, shirt, flip=True)]


def scarf(shirt: Cloth, above: Above, band: tuple[Array, Array]) -> list[Cloth]:
    """A silk neckerchief in soft pleats over the collar's `band`, knotted in front, with two short pointed ends."""
    low, high = band
    rows, ridge = len(low), np.linspace(0.0, 1.0, 15)
    t = np.linspace(0.0, 1.0, rows)
    centre = np.array([0.0, 0.0, low[:, 2].mean()])
    away = (0.5 * (low + high) - centre) * np.array([1.0, 0.0, 1.0])
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    pinch = 1 - 0.62 * np.exp(-((t / 0.10) ** 2))  # gathered towards the knot
    middle = 0.5 * (low + high) + np.array([0.0, -0.005, 0.0])
    middle = middle + np.outer(np.exp(-((t / 0.25) ** 2)), [0.0, -0.010, 0.0])
    tall = 0.034 * pinch
    pleats = 0.0019 * np.cos(ridge[None] * 19 + 1.1 * np.sin(5 * t)[:, None])
    bulge = 0.0082 * np.sqrt(np.clip(1 - (2 * ridge - 1) ** 2, 0.0, 1.0))[None] + pleats * np.sin(np.pi * ridge)[None]
    grid = middle[:, None] + np.array([0.0, 1.0, 0.0]) * (tall[:, None] * (0.5 - ridge[None]))[..., None]
    grid = grid + away[:, None] * (bulge + 0.0015)[..., None]
    other = grid * np.array([-1.0, 1.0, 1.0])
    out = [sheet(grid, shirt), sheet(other, shirt, flip=True)]
    knot_at = grid[0].mean(axis=0) * np.array([0.0, 1.0, 1.0]) + np.array([0.006, -0.001, 0.001])
    out += [_end(shirt, above, knot_at, side) for side in (1.0, -1.0)]
    s = np.linspace(0.0, 1.0, 10)
    spine = knot_at + np.stack([0.0022 * np.sin(3 * s), 0.0125 - 0.025 * s, 0.0030 + 0.002 * np.sin(np.pi * s)], axis=1)
    round_off = np.clip(1 - (2 * s - 1) ** 4, 0.0, 1.0) ** 0.5
    x_axis, z_axis = np.tile([0.97, 0.22, 0.0], (10, 1)), np.tile([0.0, 0.0, 1.0], (10, 1))
    knot = _tube(spine, x_axis, z_axis, 0.0100 * round_off + 1e-4, 0.0080 * round_off + 1e-4, 14)
    out.append(sheet(knot, shirt, closed=True))
    return out


def _end(shirt: Cloth, above: Above, knot: Array, side: float) -> Cloth:
    """One end of the scarf: narrow at the knot, wide, then pointed, with a soft fold along it."""
    t = np.linspace(0.0, 1.0, 15)
    length, lean = (0.086, 0.50) if side > 0 else (0.072, 0.72)
    way = np.array([side * np.sin(lean), -np.cos(lean)])
    across = np.array([way[1], -way[0]]) * side
    bend = 0.010 * np.sin(np.pi * t)
    line = knot[:2] + np.array([side * 0.003, -0.004]) + way * (length * t)[:, None] + across * bend[:, None]
    half = PchipInterpolator([0.0, 0.12, 0.5, 0.72, 0.93, 1.0], [0.0050, 0.0075, 0.0155, 0.0172, 0.0060, 0.0006])(t)
    u = np.linspace(-1, 1, 9)
    xy = line[:, None] + across * (half[:, None] * u[None])[..., None]
    fold = 0.0045 * np.cos(3.0 * u + 0.5 * side)[None] * np.exp(-t[:, None] * 0.9)
    z = knot[2] + 0.004 - 0.012 * t[:, None] + fold
    grid = np.concatenate([xy, np.broadcast_to(z, xy.shape[:2])[..., None]], axis=2)
    grid = above.pushed(
        grid, 0.0075 + np.maximum(fold, 0), 0.0105 + np.maximum(fold, 0) + 0.010 * (1 - t[:, None]) ** 2
    )
    return sheet(grid, shirt, flip=side < 0).rimmed(0.0014, shade=0.75)


def neckwear(
    kind: str, shirt: Cloth, front: Front, above: Above, beneath: Front, band: tuple[Array, Array], end_y: float
) -> Cloth:
    """The tie or scarf as one cloth; `band` is the shirt's collar band, `beneath` the jacket, `end_y` a tie's end."""
    throat = 0.45 * band[0][0] + 0.55 * band[1][0]
    return joined(tie(shirt, front, beneath, throat, end_y) if kind == "tie" else scarf(shirt, above, band))
