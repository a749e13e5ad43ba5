"""The head without its ears and features, as a smooth distance from its middle in every direction."""

from __future__ import annotations

import numpy as np
import trimesh
from scipy.ndimage import distance_transform_edt, gaussian_filter, map_coordinates, maximum_filter, median_filter

from human.body import HEAD, Body
from mesh.part import Array

_AZIMUTHS, _ELEVATIONS = 180, 91  # steps of 2°
_SUNK_M = 0.0025
_FURTHEST_M = 0.125  # neck and shoulders do not count


def direction(azimuth: Array, elevation: Array) -> Array:
    """Unit vectors (…, 3) of angles in radians: azimuth 0 looks forward (+Z) and grows towards the figure's left."""
    azimuth, elevation = np.broadcast_arrays(azimuth, elevation)
    flat = np.cos(elevation)
    return np.stack([np.sin(azimuth) * flat, np.sin(elevation), np.cos(azimuth) * flat], axis=-1)


class Skull:
    """`centre` (3,) metres. `ears` keeps the outermost skin in each direction instead of the innermost."""

    def __init__(self, body: Body, *, ears: bool = False) -> None:
        landmarks = body.landmarks()
        self.centre = landmarks.skull
        self.height_m = landmarks.top_y - float(self.centre[1])
        quads = body.island_quads(HEAD)
        mesh = trimesh.Trimesh(body.points, np.concatenate([quads[:, :3], quads[:, [0, 2, 3]]]), process=False)
        azimuth = np.radians(np.arange(_AZIMUTHS) * 360.0 / _AZIMUTHS - 180)
        elevation = np.radians(np.linspace(-90, 90, _ELEVATIONS))
        rays = direction(azimuth[:, None], elevation[None, :]).reshape(-1, 3)
        hits, ray, _ = mesh.ray.intersects_location(np.tile(self.centre, (len(rays), 1)), rays)
        distance = np.linalg.norm(hits - self.centre, axis=1)
        near = distance < _FURTHEST_M
        ray, distance = ray[near], distance[near]
        order = np.argsort(-distance if not ears else distance, kind="stable")
        table = np.full(len(rays), np.nan)
        table[ray[order]] = distance[order]
        grid = table.reshape(_AZIMUTHS, _ELEVATIONS)
        missing = np.isnan(grid)
        nearest = distance_transform_edt(missing, return_distances=False, return_indices=True)
        grid = grid[tuple(nearest)]
        grid[:, -1] = grid[:, -1].mean()
        around = ("wrap", "nearest")
        raw = grid
        if not ears:
            grid = median_filter(np.pad(grid, ((8, 8), (0, 0)), mode="wrap"), (15, 9), mode="nearest")[8:-8]
        grid = gaussian_filter(grid, (2.5, 2.0), mode=around)
        sunk = np.clip(raw - grid, 0, _SUNK_M)  # where the skin would come through what lies on the smooth shape
        self._grid = grid + gaussian_filter(maximum_filter(sunk, 3, mode=around), (1.5, 1.5), mode=around)

    def angles(self, points: Array) -> tuple[Array, Array, Array]:
        """Azimuth, elevation (radians) and distance from the middle (metres) of points (…, 3)."""
        away = points - self.centre
        distance = np.linalg.norm(away, axis=-1)
        elevation = np.arcsin(np.clip(away[..., 1] / np.maximum(distance, 1e-9), -1, 1))
        return np.arctan2(away[..., 0], away[..., 2]), elevation, distance

    def radius(self, azimuth: Array, elevation: Array) -> Array:
        """Distance of the skin from the middle, metres."""
        azimuth, elevation = np.broadcast_arrays(np.asarray(azimuth, float), np.asarray(elevation, float))
        column = (np.degrees(azimuth).ravel() + 180) / 360 * _AZIMUTHS
        row = np.clip((np.degrees(elevation).ravel() + 90) / 180, 0, 1) * (_ELEVATIONS - 1)
        values = map_coordinates(self._grid, [column, row], order=1, mode="grid-wrap")
        return np.asarray(values.reshape(azimuth.shape))

    def at(self, azimuth: Array, elevation: Array, above_m: Array | float = 0.0) -> Array:
        """Points (…, 3) that far above the skin."""
        distance = self.radius(azimuth, elevation) + above_m
        return np.asarray(self.centre + direction(azimuth, elevation) * distance[..., None])

    def above(self, points: Array) -> Array:
        """How far points (…, 3) lie above the skin, metres."""
        azimuth, elevation, distance = self.angles(points)
        return np.asarray(distance - self.radius(azimuth, elevation))

    def lifted(self, points: Array, above_m: Array | float) -> Array:
        """Points moved outward where they lie lower than `above_m`."""
        azimuth, elevation, distance = self.angles(points)
        least = self.radius(azimuth, elevation) + above_m
        share = np.maximum(distance, least) / np.maximum(distance, 1e-9)
        return np.asarray(self.centre + (points - self.centre) * share[..., None])
