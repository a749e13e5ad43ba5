"""Seeded noise in space: smooth fields and scattered cells, the same wherever the atlas has its seams."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Field = NDArray[np.float32]
_SIDE = 64  # cells after which a field repeats


@functools.cache
def _table(seed: int, columns: int) -> Field:
    return np.random.default_rng(seed).random((columns, _SIDE, _SIDE, _SIDE)).astype(np.float32)


def smooth_field(points: Field, wavelength_m: float, seed: int = 7) -> Field:
    """Values (n,) in -1…1 at points (n, 3), varying over about `wavelength_m`."""
    at = points.T * np.float32(1 / wavelength_m) + np.float32(11.3)
    whole = np.floor(at)
    part = at - whole
    eased = (whole + part * part * (3 - 2 * part)) % _SIDE
    return np.asarray(ndimage.map_coordinates(_table(seed, 1)[0], eased, order=1, mode="grid-wrap") * 2 - 1)


def rough_field(points: Field, wavelength_m: float, octaves: int = 3, seed: int = 7) -> Field:
    """Sum of smooth fields, each of half the wavelength and half the height: values (n,) in about -1…1."""
    out = np.zeros(len(points), np.float32)
    for octave in range(octaves):
        out += smooth_field(points + np.float32(0.37 * octave), wavelength_m / 2.03**octave, seed) * 0.5 ** (octave + 1)
    return out


def cells(points: Field, spacing_m: float, seed: int = 3) -> tuple[Field, Field]:
    """Distance (n,) in cells to the nearest of points scattered about `spacing_m` apart, and its number 0–1."""
    table = _table(seed, 4)
    at = points * np.float32(1 / spacing_m) + np.float32(101.7)
    base = np.floor(at - 0.5).astype(np.int32)
    nearest = np.full(len(points), 9.0, np.float32)
    number = np.zeros(len(points), np.float32)
    for step in np.ndindex(2, 2, 2):
        cell = base + np.array(step, np.int32)
        i, j, k = (cell % _SIDE).T
        away = np.zeros(len(points), np.float32)
        for axis in range(3):
            away += (cell[:, axis] + 0.2 + 0.6 * table[axis, i, j, k] - at[:, axis]) ** 2
        closer = away < nearest
        nearest[closer] = away[closer]
        number[closer] = table[3, i, j, k][closer]
    return np.sqrt(nearest), number


def step(start: float, end: float, values: Field) -> Field:
    """0 at `start`, 1 at `end`, smooth between; `end` may be below `start`."""
    t = np.clip((values - np.float32(start)) / np.float32(end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))
