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
    """Random numbers 0–1, a row of `columns` for each cell of a cube of cells."""
    return np.random.default_rng(seed).random((_SIDE**3, columns)).astype(np.float32)


def smooth_field(points: Field, wavelength_m: float, seed: int = 7) -> Field:
    """Values (n,) in -1…1 at points (n, 3), varying over about `wavelength_m`."""
    at = np.multiply(points.T, np.float32(1 / wavelength_m), order="C")
    at += np.float32(11.3)
    whole = np.floor(at)
    at -= whole
    whole %= _SIDE
    at *= at * (3 - 2 * at)
    at += whole
    cube = _table(seed, 1).reshape(_SIDE, _SIDE, _SIDE)
    out = ndimage.map_coordinates(cube, at, order=1, mode="grid-wrap", output=np.float32)
    out *= 2
    out -= 1
    return np.asarray(out)


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
    at -= base
    row = [(base + step) % _SIDE for step in (0, 1)]
    nearest = np.full(len(points), 9.0, np.float32)
    number = np.zeros(len(points), np.float32)
    for step in np.ndindex(2, 2, 2):
        i, j, k = (row[step[axis]][:, axis] for axis in range(3))
        found = table[(i * _SIDE + j) * _SIDE + k]
        away = np.square(found[:, :3] * np.float32(0.6) + np.array(step, np.float32) + np.float32(0.2) - at).sum(axis=1)
        closer = away < nearest
        np.copyto(nearest, away, where=closer)
        np.copyto(number, found[:, 3], where=closer)
    return np.sqrt(nearest), number


def step(start: float, end: float, values: Field) -> Field:
    """0 at `start`, 1 at `end`, smooth between; `end` may be below `start`."""
    t = np.clip((values - np.float32(start)) / np.float32(end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))
