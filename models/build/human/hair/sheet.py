"""One side of combed hair as a surface: `u` runs from the face to the middle of the back, `t` from parting to tips.

A few guide lines say how the hair lies; everything between is interpolated, so that all cards agree with each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter, map_coordinates
from scipy.spatial import cKDTree

from human.hair.skull import Skull, direction
from human.hair.strands import arc, smoothstep, unit
from mesh.part import Array

_MODEL_HEIGHT_M = 0.0758  # skull height for which guides are written
_UPPER, _LOWER = 32, 32
_COLUMNS = 97
_RUN_ON = 8  # rows whose spread says how the hair goes on before the first guide


@dataclass(frozen=True)
class Guide:
    """`over` are (azimuth, elevation) in degrees on the skull from the parting down, azimuth growing away from the face
    on this side; `falls` (azimuth, height in mm from the skull's middle, distance in mm from its axis), to the tips."""

    u: float
    over: tuple[tuple[float, float], ...]
    falls: tuple[tuple[float, float, float], ...]


class Sheet:
    """`side` +1 is the figure's left. `clear` is what the hair must not sink into; `base_m` its least distance."""

    def __init__(
        self, skull: Skull, clear: Skull, side: int, guides: Sequence[Guide], thickness: Array, base_m: float = 0.0020
    ) -> None:
        """`thickness` (a, b) metres over (u, t), evenly spaced."""
        self.side, self.skull = side, skull
        scale = skull.height_m / _MODEL_HEIGHT_M
        lines = np.array([_line(skull, guide, side, scale) for guide in guides])
        grid = PchipInterpolator([guide.u for guide in guides], lines, axis=0)(np.linspace(0, 1, _COLUMNS))
        grid = gaussian_filter(grid, (2.0, 0, 0), mode="nearest")
        for _ in range(3):
            inner = gaussian_filter(grid, (0, 1.6, 0), mode="nearest")
            grid = np.concatenate([grid[:, :1], inner[:, 1:-1], grid[:, -1:]], axis=1)
            grid = clear.lifted(skull.lifted(grid, base_m), 0.001)
        self.grid = grid
        across, down = np.gradient(grid, axis=0), np.gradient(grid, axis=1)
        normal = unit(np.cross(down, across) * side)
        outward = unit(grid - skull.centre)
        weak = np.linalg.norm(np.cross(down, across), axis=-1, keepdims=True) < 2e-7
        normal = np.where(weak | ((normal * outward).sum(-1, keepdims=True) < 0.15), outward, normal)
        parted = smoothstep(0.16, 0.0, np.linspace(0, 1, grid.shape[1]))[:, None]  # both sides are lit alike there
        self.normal = unit(unit(gaussian_filter(normal, (4, 3, 0), mode="nearest")) * (1 - parted) + outward * parted)
        rows, columns = grid.shape[:2]
        a, b = np.meshgrid(
            np.linspace(0, thickness.shape[0] - 1, rows), np.linspace(0, thickness.shape[1] - 1, columns), indexing="ij"
        )
        self.thickness = map_coordinates(thickness, [a, b], order=1)
        thin = 0.3 + 0.7 * smoothstep(0, 0.12, np.linspace(0, 1, rows))  # the edge at the face lies flat
        self.thickness = gaussian_filter(self.thickness, (4, 3), mode="nearest") * scale * thin[:, None]
        self.thickness *= _uneven(rows, columns, side)
        self._run_on = grid[_RUN_ON] - grid[0]
        self._tree = cKDTree(grid.reshape(-1, 3))
        self.length_m = float(np.median([arc(line)[-1] for line in grid[::8]]))

    def at(self, u: Array, t: Array, depth: Array | float) -> tuple[Array, Array]:
        """Points and normals (…, 3). `depth` is 0 next to the skin, 1 outside; `u` < 0 runs on into the face."""
        rows, columns = self.grid.shape[:2]
        place = [np.clip(u, 0, 1) * (rows - 1), np.clip(t, 0, 1) * (columns - 1)]

        def take(table: Array) -> Array:
            return np.asarray(map_coordinates(table, place, order=1, mode="nearest"))

        points = np.stack([take(self.grid[..., k]) for k in range(3)], axis=-1)
        normals = unit(np.stack([take(self.normal[..., k]) for k in range(3)], axis=-1))
        beyond = np.minimum(u, 0) * (rows - 1) / _RUN_ON
        edge = np.stack([np.interp(t, np.linspace(0, 1, columns), self._run_on[:, k]) for k in range(3)], axis=-1)
        points = points + edge * beyond[..., None]
        return points + normals * (take(self.thickness) * depth)[..., None], normals

    def nearest(self, points: Array) -> tuple[Array, Array]:
        """(u, t) of the places on the innermost surface nearest to points (n, 3)."""
        _, index = self._tree.query(points)
        rows, columns = self.grid.shape[:2]
        return index // columns / (rows - 1), index % columns / (columns - 1)


def _uneven(rows: int, columns: int, side: int) -> Array:
    """Factors around 1: hair does not lie equally thick everywhere."""
    noise = np.random.default_rng(40 + side).normal(size=(rows, columns))
    noise = gaussian_filter(noise, (5, 9), mode="nearest")
    wide = gaussian_filter(np.random.default_rng(50 + side).normal(size=(rows, columns)), (12, 14), mode="nearest")
    along = smoothstep(0, 0.15, np.linspace(0, 1, columns))
    at_seam = smoothstep(1.0, 0.85, np.linspace(0, 1, rows))[:, None]
    return np.asarray(1 + (0.045 * noise / noise.std() + 0.06 * wide / wide.std()) * along * at_seam)


def _line(skull: Skull, guide: Guide, side: int, scale: float) -> Array:
    """(_UPPER + _LOWER, 3): a guide's points, the first half on the skull."""
    azimuth, elevation = np.radians(np.array(guide.over, float)).T
    ways = direction(azimuth * side, elevation)
    knots = np.concatenate([[0], np.cumsum(np.arccos(np.clip((ways[1:] * ways[:-1]).sum(-1), -1, 1)))])
    fine = unit(PchipInterpolator(knots, ways, axis=0)(np.linspace(0, knots[-1], _UPPER)))
    upper = skull.centre + fine * skull.radius(np.arctan2(fine[:, 0], fine[:, 2]), np.arcsin(fine[:, 1]))[:, None]
    turn, height, away = np.array(guide.falls, float).T
    turn = np.radians(turn) * side
    lower = np.stack([np.sin(turn) * away, height, np.cos(turn) * away], axis=-1) * scale / 1000 + skull.centre
    knots = np.concatenate([upper[-1:], lower])
    span = arc(knots)
    return np.concatenate([upper, PchipInterpolator(span, knots, axis=0)(np.linspace(0, span[-1], _LOWER + 1))[1:]])
