"""Lapels and collar of the jacket: a straight roll line, a crisp notch, a collar that stands behind the neck."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.spatial import cKDTree

from human.outfit.cloth import Cloth
from human.outfit.fronts import Fronts
from human.outfit.sheet import sheet
from mesh.part import Array

_LAY_M = 0.0042  # how far the turned cloth lies above the front
_ROWS = 26


def _between(a: Array, b: Array, t: Array) -> Array:
    return np.asarray(a + (b - a) * np.asarray(t)[..., None])


@dataclass(frozen=True)
class Lapels:
    """Outlines in (x, y) of the left half."""

    fronts: Fronts

    @cached_property
    def gorge(self) -> Array:
        """(2,) where the seam between collar and lapel meets the roll line."""
        y = self.fronts.cut.neck[1] - 0.046
        return np.array([float(self.fronts.roll_x(np.array(y))), y])

    @cached_property
    def peak(self) -> Array:
        """(2,) the lapel's corner."""
        width = self.fronts.cut.look.lapel_m
        return self.gorge + np.array([width, -0.60 * width])

    @cached_property
    def notch(self) -> Array:
        """(2,) the inner corner of the notch."""
        return np.asarray(_between(self.gorge, self.peak, np.array(0.50)))

    @cached_property
    def leaf(self) -> Array:
        """(2,) the collar's corner above the notch."""
        way = self.peak - self.gorge
        angle = np.arctan2(way[1], way[0]) + np.radians(66)
        return self.notch + 0.46 * self.fronts.cut.look.lapel_m * np.array([np.cos(angle), np.sin(angle)])

    @cached_property
    def _rows(self) -> Array:
        """(rows, 2) places along the roll line, upwards."""
        low = self.fronts.button_y + 0.004
        y = low + (self.gorge[1] - low) * np.linspace(0.0, 1.0, _ROWS) ** 0.95
        return np.stack([self.fronts.roll_x(y), y], axis=1)

    @cached_property
    def _edge(self) -> Array:
        """(rows, 2) places along the lapel's outer edge, a little bellied."""
        v = np.linspace(0.0, 1.0, _ROWS)[:, None] ** 0.95
        start = self._rows[0] + np.array([0.004, 0.0])
        belly = (start + self.peak) / 2 + np.array([0.013, -0.012])
        return np.asarray((1 - v) ** 2 * start + 2 * v * (1 - v) * belly + v**2 * self.peak)

    def edge_x(self, y: float | Array) -> Array:
        """x of the lapel's outer edge at any height between the button and the lapel's corner."""
        highest = int(self._edge[:, 1].argmax())
        return np.asarray(np.interp(y, self._edge[: highest + 1, 1], self._edge[: highest + 1, 0]))

    def covers(self, cloth: Cloth, side: float) -> Array:
        """Whether each vertex (n,) of the front lies well beneath the lapel, where nobody sees it."""
        x, y, z = cloth.points[:, 0] * side, cloth.points[:, 1], cloth.points[:, 2]
        across = (x > self.fronts.roll_x(y) + 0.008) & (x < self.edge_x(y) - 0.010)
        along = (y > self.fronts.button_y + 0.03) & (y < self.peak[1] - 0.004)
        return np.asarray(across & along & (z > self.fronts.middle_z))

    def lapel(self, side: float) -> Cloth:
        """One lapel, folded back over its front."""
        fronts = self.fronts
        roll = self._rows
        y, low = roll[:, 1], roll[0, 1]
        edge = self._edge
        u = np.array([0.0, 0.04, 0.1, 0.2, 0.35, 0.5, 0.65, 0.82, 1.0])
        xy = roll[:, None] + (edge - roll)[:, None] * u[None, :, None]
        width = np.linalg.norm(edge - roll, axis=1)[:, None]
        rise = 0.0050 * np.exp(-(((u[None] * width) / 0.020) ** 2)) * np.minimum(width / 0.03, 1.0)
        lift = _LAY_M + rise + 0.0016 * np.sin(np.pi * u[None]) * np.minimum(width / 0.05, 1.0)
        over = fronts.over
        lift = lift + np.where(side == over, 0.0022, 0.0) * np.exp(-(((y[:, None] - low) / 0.05) ** 2))
        surface = fronts.front.at(xy * np.array([side, 1.0]), lift)
        cloth = self._folded(surface, side)
        if side != over:  # its lower end lies beneath the other front
            cloth = cloth.cut(fronts.roll_x(cloth.points[:, 1]) + 0.004 - cloth.points[:, 0] * over, snap=0.1)
        return cloth

    def _folded(self, surface: Array, side: float) -> Cloth:
        """Adds the turn of the cloth along the first column."""
        fold = surface[:, 0]
        inward = np.array([-side * 0.8, -0.35, 0.0])
        turn = fold + inward * 0.0030 + np.array([0, 0, -0.0035])
        under = fold + inward * 0.0022 + np.array([0, 0, -0.0115])
        grid = np.concatenate([under[:, None], turn[:, None], surface], axis=1)
        cloth = sheet(grid, self.fronts.trunk, flip=side < 0)
        columns = grid.shape[1]
        keep = np.arange(cloth.size) % columns >= 2
        return cloth.rimmed(0.0036, keep)

    def contact(self, cloth: Cloth, side: float) -> Array:
        """Shading (n,) that the lapel and collar throw on their front, outside their edge."""
        line = np.concatenate([self._edge, self.notch[None], self.leaf[None]])
        line = np.concatenate([_between(a, b, np.linspace(0, 1, 8)) for a, b in pairwise(line)])
        xy = np.stack([cloth.points[:, 0] * side, cloth.points[:, 1]], axis=1)
        far = cKDTree(line).query(xy)[0]
        return np.where(cloth.points[:, 2] > self.fronts.middle_z, 1 - 0.30 * np.exp(-((far / 0.016) ** 2)), 1.0)

    def collar(self) -> Cloth:
        """The collar, from notch to notch round the neck."""
        fronts = self.fronts
        cut = fronts.cut
        nx, ny = cut.neck
        back = self._back(ny)
        t = np.concatenate([[0.0], np.linspace(0.05, 0.13, 3), np.linspace(0.2, 1.0, 15)])
        start = fronts.front.at(self.gorge, _LAY_M + 0.0050)
        side_z = fronts.middle_z - 0.004
        angle = np.radians([90.0, 112.0, 135.0, 158.0, 180.0])
        at = np.array([0.38, 0.54, 0.70, 0.85, 1.0])

        def ring(radius: float, low: float, high: float, depth: float) -> Array:
            rise = (1 - np.cos(2 * (angle - angle[0]))) / 2
            return np.stack(
                [radius * np.sin(angle), low + (high - low) * rise, side_z - (depth - side_z) * np.cos(angle)], axis=1
            )

        end = (1, np.array([-1.7 * nx, 0.0, 0.0]))
        stand = np.concatenate([start[None], ring(nx - 0.005, ny + 0.008, ny + 0.024, back - 0.001)])
        roll = CubicSpline(np.concatenate([[0.0], at]), stand, bc_type=((2, np.zeros(3)), end))(t)
        leaf = fronts.front.at(self.leaf, _LAY_M)
        notch = fronts.front.at(self.notch, _LAY_M)
        outer = np.concatenate([leaf[None], ring(nx + 0.032, ny - 0.008, ny - 0.020, back - 0.022)])
        rim = CubicSpline(np.concatenate([[0.13], at]), outer, bc_type=((2, np.zeros(3)), end))(t)
        early = t < 0.13
        rim[early] = _between(notch, leaf, t[early] / 0.13)
        w = np.array([0.0, 0.06, 0.16, 0.32, 0.5, 0.7, 0.86, 1.0])
        grid = roll[:, None] + (rim - roll)[:, None] * w[None, :, None]
        settle = np.clip(t / 0.3, 0.0, 1.0)[:, None]
        grid = fronts.above.pushed(
            grid,
            (_LAY_M + 0.001 + 0.006 * np.exp(-((w[None] / 0.18) ** 2))),
            _LAY_M + 0.001 + 0.010 * (1 - w[None]) + 0.03 * settle * (1 - w[None]),
        )
        axis = np.stack(
            [np.zeros(len(t)), np.zeros(len(t)), np.full(len(t), cut.mannequin.at["Neck"][2] + 0.01)], axis=1
        )
        inward = axis - roll * np.array([1.0, 0.0, 1.0])
        inward /= np.linalg.norm(inward, axis=1, keepdims=True)
        deep = np.clip(t / 0.35, 0.0, 1.0)[:, None]
        turn = grid[:, 0] + inward * 0.003 + np.array([0, -0.002, 0])
        under = grid[:, 0] + inward * 0.002 + np.array([0, -0.008, 0.0]) - deep * np.array([0, 0.020, 0])
        grid = np.concatenate([under[:, None], turn[:, None], grid], axis=1)
        right = grid[:-1][::-1] * np.array([-1.0, 1.0, 1.0])
        whole = np.concatenate([grid, right], axis=0)
        cloth = sheet(whole, fronts.trunk)
        keep = np.arange(cloth.size) % whole.shape[1] >= 2
        return cloth.rimmed(0.0036, keep)

    def _back(self, y: float) -> float:
        """Depth of the jacket behind the neck."""
        points = self.fronts.trunk.points
        behind = np.abs(points[:, 0]) < 0.02
        behind &= points[:, 2] < self.fronts.middle_z
        near = points[behind]
        return float(np.interp(y + 0.01, near[np.argsort(near[:, 1]), 1], near[np.argsort(near[:, 1]), 2]))
