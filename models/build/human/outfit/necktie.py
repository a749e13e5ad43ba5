"""What is worn at the neck: a tie with a knot, or a silk scarf tied in a bow."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator

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
    knot_y = throat[1] + 0.004 - 0.040 * y
    forward = throat[2] + 0.002 + np.array([0.000, 0.006, 0.010, 0.0125, 0.0135, 0.0135, 0.0125, 0.009, 0.003])
    spine = np.stack([np.zeros(9), knot_y, forward], axis=1)
    width = np.array([0.012, 0.0165, 0.0180, 0.0178, 0.0168, 0.0152, 0.0137, 0.0124, 0.0108])
    depth = np.array([0.004, 0.0085, 0.0105, 0.0112, 0.0112, 0.0107, 0.0098, 0.008, 0.004])
    x_axis, z_axis = np.tile([1.0, 0.0, 0.0], (9, 1)), np.tile([0.0, 0.05, 1.0], (9, 1))
    knot = sheet(_tube(spine, x_axis, z_axis, width, depth, 18), shirt, closed=True, flip=True)
    t = np.linspace(0.0, 1.0, 18)
    blade_y = knot_y[-2] + (end_y - knot_y[-2]) * t
    half = PchipInterpolator([0.0, 0.06, 0.5, 1.0], [0.0095, 0.0140, 0.0250, 0.0350])(t)
    u = np.array([-1.0, -0.96, -0.72, -0.42, -0.16, 0.0, 0.16, 0.42, 0.72, 0.96, 1.0])
    xy = np.stack([half[:, None] * u[None], np.repeat(blade_y[:, None], len(u), axis=1)], axis=2)
    lift = 0.006 + 0.001 * np.exp(-((t[:, None] / 0.12) ** 2)) + 0.0035 * (1 - u[None] ** 4)
    dimple = -0.004 * np.exp(-((u[None] / 0.22) ** 2)) * np.exp(-((t[:, None] / 0.16) ** 2))
    grid = front.at(xy, lift + dimple)
    middle = front.at(np.stack([np.zeros(len(t)), blade_y], axis=1), lift[:, 5])
    grid[..., 2] = np.maximum(grid[..., 2], middle[:, None, 2] - 0.010)
    grid[..., 2] = np.minimum(
        grid[..., 2], beneath.at(xy)[..., 2] - 0.0045 * np.clip((0.9 - t[:, None]) / 0.2 + 1, 0, 1)
    )
    back = grid[:, [0, -1]] + np.array([0.0, 0.0, -0.004])
    grid = np.concatenate([back[:, :1], grid, back[:, 1:]], axis=1)
    return [knot, sheet(grid, shirt, flip=True)]


def bow(shirt: Cloth, above: Above, throat: Array) -> list[Cloth]:
    """A small silk bow at `throat` (3,): knot, two loops, two tails."""
    out = []
    for side in (1.0, -1.0):
        t = np.linspace(0.0, 1.0, 15)
        path = CubicSpline(
            [0.0, 0.35, 0.75, 1.0],
            throat + np.array([[0.004, -0.002, 0.014], [0.020, 0.002, 0.018], [0.040, -0.006, 0.012], [0.047, -0.012, 0.006]]) * np.array([side, 1, 1]),
        )(t)  # fmt: skip
        half = PchipInterpolator([0.0, 0.15, 0.5, 0.85, 1.0], [0.005, 0.0085, 0.0135, 0.0145, 0.0118])(t)
        deep = PchipInterpolator([0.0, 0.2, 0.55, 0.9, 1.0], [0.004, 0.0058, 0.0078, 0.0058, 0.0020])(t)
        count = 18
        angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
        crease = 1 + 0.10 * np.cos(5 * angle + 0.6) * np.exp(-((t[:, None] / 0.45) ** 2))
        up = half[:, None] * np.cos(angle) * crease
        ahead = deep[:, None] * np.sin(angle) * crease
        lean = np.array([side * 0.18, 1.0, 0.0]) / np.hypot(0.18, 1.0)
        grid = path[:, None] + up[..., None] * lean + ahead[..., None] * np.array([0.25 * side, 0.0, 0.97])
        tip = grid[-1].mean(axis=0)
        grid = np.concatenate(
            [grid, np.repeat(tip[None, None], count, axis=1) * 0.35 + grid[-1:] * 0.65 + np.array([side * 0.002, 0, 0])]
        )
        grid = np.concatenate([grid, np.repeat(tip[None, None], count, axis=1)])
        out.append(sheet(grid, shirt, closed=True, flip=side < 0))
        out.append(_tail(shirt, above, throat, side))
    t = np.linspace(0.0, 1.0, 9)
    spine = throat + np.stack([np.zeros(9), 0.0105 - 0.022 * t, 0.0155 + 0 * t], axis=1)
    round_off = np.sqrt(np.clip(1 - (2 * t - 1) ** 4, 0.0, 1.0))
    x_axis, z_axis = np.tile([1.0, 0.0, 0.0], (9, 1)), np.tile([0.0, 0.0, 1.0], (9, 1))
    knot = _tube(spine, x_axis, z_axis, 0.0082 * round_off + 1e-4, 0.0085 * round_off + 1e-4, 14)
    out.append(sheet(knot, shirt, closed=True, flip=True))
    return out


def _tail(shirt: Cloth, above: Above, throat: Array, side: float) -> Cloth:
    t = np.linspace(0.0, 1.0, 16)
    length = 0.125 if side > 0 else 0.105
    centre = throat + np.stack([side * (0.004 + 0.019 * t**0.8), -0.004 - length * t, 0.010 - 0.012 * t], axis=1)
    half = PchipInterpolator([0.0, 0.2, 0.7, 1.0], [0.005, 0.0090, 0.0130, 0.0145])(t)
    u = np.linspace(-1, 1, 9)
    fold = 0.0035 * np.cos(2.6 * u + 0.6)[None] * np.exp(-t[:, None] * 0.8) + 0.001 * np.sin(9 * t)[:, None] * u[None]
    slant = (0.012 * u * side)[None] * (t[:, None] ** 3)
    x = centre[:, None, 0] + half[:, None] * u[None]
    grid = np.stack([x, centre[:, None, 1] - slant + 0 * u[None], centre[:, None, 2] + fold], axis=2)
    grid = above.pushed(grid, 0.0045 + np.maximum(fold, 0), 0.012 + fold + 0.006 * (1 - t[:, None]))
    return sheet(grid, shirt, flip=True).rimmed(0.0016)


def neckwear(kind: str, shirt: Cloth, front: Front, above: Above, beneath: Front, throat: Array, end_y: float) -> Cloth:
    """The tie or bow as one cloth."""
    return joined(tie(shirt, front, beneath, throat, end_y) if kind == "tie" else bow(shirt, above, throat))
