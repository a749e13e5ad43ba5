"""Trousers: taut over the seat, then hanging straight from the thighs, creased in front, breaking over the shoe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from human.outfit.cloth import Cloth, draped, shell
from human.outfit.jacket import Cut, ramp
from mesh.laplacian import averaging, smoothed
from mesh.part import Array

_ANKLE_M = 0.115  # the cloth ends here before it is drawn down to its hem
_LEVELS = 40


def _outline(points: Array, levels: Array) -> Array:
    """(levels, 4) least and greatest x, then z, of the points near each height."""
    out = []
    for y in levels:
        near = points[np.abs(points[:, 1] - y) < 0.02]
        out.append([near[:, 0].min(), near[:, 0].max(), near[:, 2].min(), near[:, 2].max()])
    table = np.array(out)
    for _ in range(2):
        table[1:-1] = (table[:-2] + 2 * table[1:-1] + table[2:]) / 4
    return table


def trousers(cut: Cut) -> Cloth:
    """The trousers as far up as the jacket leaves them visible and a hand's breadth more."""
    mannequin = cut.mannequin
    body = mannequin.points
    cloth = shell(mannequin, (body[:, 1] < cut.hem + 0.10) & (mannequin.share("Arm", "Hand") < 0.5))
    ankle = float(mannequin.at["LeftFoot"][1]) + _ANKLE_M - 0.083
    cloth = cloth.cut(np.minimum(cloth.points[:, 1] - ankle, cut.hem + 0.055 - cloth.points[:, 1]))
    side = np.where(cloth.points[:, 0] < 0, -1.0, 1.0)
    mirrored = cloth.points * np.stack([side, np.ones(cloth.size), np.ones(cloth.size)], axis=1)
    y = mirrored[:, 1]
    crotch = float(cloth.points[np.abs(cloth.points[:, 0]) < 0.004, 1].min())
    levels = np.linspace(ankle, crotch - 0.04, _LEVELS)
    outline = _outline(mirrored[y < crotch + 0.02], levels)
    share = (levels - levels[0]) / (levels[-1] - levels[0])
    hem = cut.look.trouser_hem_m
    middle_x, middle_z = outline[0, :2].mean(), outline[0, 2:].mean() + 0.012
    foot = np.array([middle_x - 0.92 * hem, middle_x + 0.92 * hem, middle_z - 1.08 * hem, middle_z + 1.08 * hem])
    thigh = outline[-1] + np.array([-0.006, 0.010, -0.012, 0.010])
    hung = foot + (thigh - foot) * share[:, None] ** 0.85
    low, high = outline - 0.009, outline + 0.009
    least = np.array([True, False, True, False])  # of each column: an inner edge, or an outer one
    hung = np.where(least, np.minimum(hung, low), np.maximum(hung, high))
    hung[:, 0] = np.maximum(hung[:, 0], 0.004)
    for _ in range(4):
        hung[1:-1] = (hung[:-2] + 2 * hung[1:-1] + hung[2:]) / 4
    old = np.stack([np.interp(y, levels, outline[:, column]) for column in range(4)], axis=1)
    new = np.stack([np.interp(y, levels, hung[:, column]) for column in range(4)], axis=1)
    across = (mirrored[:, 0] - (old[:, 0] + old[:, 1]) / 2) / ((old[:, 1] - old[:, 0]) / 2)
    ahead = (mirrored[:, 2] - (old[:, 2] + old[:, 3]) / 2) / ((old[:, 3] - old[:, 2]) / 2)
    turn = np.arctan2(ahead, across)
    crease = 0.085 * np.exp(-(((turn - 1.5) / 0.16) ** 2)) * ramp(crotch + 0.02, crotch - 0.2, y)
    crease = crease + 0.05 * np.exp(-(((turn + 1.5) / 0.16) ** 2)) * ramp(crotch - 0.15, crotch - 0.35, y)
    ripple = (
        0.05
        * np.sin(150 * (y - ankle) + 2.2 * np.cos(turn))
        * np.exp(-((y - ankle) / 0.07))
        * (0.6 + 0.4 * np.sin(turn))
    )
    ripple = ripple + 0.016 * np.sin(30 * y + 1.9 * turn) * ramp(crotch, crotch - 0.1, y)
    radius = 1 + crease + ripple
    round_x, round_z = np.cos(turn) * radius, np.sin(turn) * radius
    tube_x = (new[:, 0] + new[:, 1]) / 2 + round_x * (new[:, 1] - new[:, 0]) / 2
    tube_z = (new[:, 2] + new[:, 3]) / 2 + round_z * (new[:, 3] - new[:, 2]) / 2
    tube = np.stack([tube_x, y, tube_z], axis=1)
    tube[:, 0] = np.maximum(tube[:, 0], 0.003) * side
    mean = averaging(cloth.triangles, cloth.size)
    ease = 0.007 + 0.004 * ramp(crotch + 0.05, crotch - 0.02, y)
    taut = draped(cloth, ease, 70, np.ones(cloth.size)).points
    hanging = smoothed(ramp(crotch + 0.015, crotch - 0.13, y), mean, 4)[:, None]
    points = taut * (1 - hanging) + tube * hanging
    gap = ((points - cloth.ground) * cloth.out).sum(axis=1)
    points = points + cloth.out * np.maximum(0.005 - gap, 0.0)[:, None]
    points = smoothed(points, mean, 2, np.where(cloth.border(), 0.0, 0.35))
    rest_floor = float(mannequin.at["LeftFoot"][1] - cut.mannequin.body.centre("joint-l-ankle")[1])
    lowest = rest_floor + 0.026 + 0.020 * np.sin(turn) * (ahead > -5)
    stretch = np.clip((y - ankle) / 0.20, 0.0, 1.0)
    points[:, 1] = np.where(y < ankle + 0.20, lowest + (ankle + 0.20 - lowest) * stretch, points[:, 1])
    out = cloth.placed(points).even_weights(6)
    out = replace(out, uv=np.stack([np.abs(turn) * 0.08, y], axis=1))
    return out.even_border(4).rimmed(0.0028)
