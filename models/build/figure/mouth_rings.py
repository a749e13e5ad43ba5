"""The left half of the mouth: rings of vertices from the throat over the lips out to the face.

Ring 0 is the margin where the lips touch, 1 the fullness of the lip, 2 its border, 3–5 skin; -1 the back of the lip,
-2 to -4 the wall of the mouth. Column 0 is the middle of the upper lip, `COLUMNS` - 1 that of the lower lip; the corner
is half-way, and column j of the upper lip meets column -1 - j of the lower one.
"""

from __future__ import annotations

import numpy as np

from figure import measures, palette, surface
from mesh.part import Array

COLUMNS = 17
SKIN_RINGS = (0, 1, 2, 3, 4, 5)
WALL_RINGS = (-1, -2, -3, -4)
_ANGLE = np.pi * np.arange(COLUMNS) / (COLUMNS - 1)
ACROSS = np.sin(_ANGLE)
ACROSS[-1] = 0.0
ACROSS = (ACROSS + ACROSS[::-1]) / 2  # equal to the last bit above and below, so that closed lips are closed
SIDE = np.cos(_ANGLE)  # +1 middle of the upper lip, 0 corner, -1 middle of the lower lip
SIDE = (SIDE - SIDE[::-1]) / 2

_WIDTH = {0: 1.0, 1: 1.02, 2: 1.06, 3: 1.15, 4: 1.32, 5: 1.58, -1: 0.985, -2: 1.0, -3: 0.95, -4: 0.68}
_BEYOND = {2: 0.0, 3: 0.0028, 4: 0.0072, 5: 0.0132}  # metres past the lip's border
_WALL = {-1: (0.0004, 0.0034), -2: (0.0085, 0.0044), -3: (0.0135, 0.0220), -4: (0.0110, 0.0480)}  # height, depth


def lip_line(x: Array) -> Array:
    """Height of the closed lips at `x`, corners raised into a slight smile."""
    return measures.MOUTH_Y + measures.MOUTH_SMILE * np.minimum(np.abs(x) / measures.MOUTH_HALF_WIDTH, 1.0) ** 2


def lip_height() -> Array:
    """(COLUMNS,) height of the red of the lips; the upper lip has a soft bow."""
    upper = measures.UPPER_LIP_HEIGHT * (1 - 0.16 * np.exp(-((ACROSS / 0.16) ** 2)))
    full = np.where(SIDE >= 0, upper, measures.LOWER_LIP_HEIGHT)
    return 0.0009 + full * np.abs(SIDE) ** 0.75


def ring_points(ring: int) -> Array:
    """(COLUMNS, 3) resting positions of one ring."""
    x = measures.MOUTH_HALF_WIDTH * _WIDTH[ring] * ACROSS
    line, sign = lip_line(x), np.where(SIDE >= 0, 1.0, -1.0) * (SIDE != 0)
    height = lip_height()
    if ring < 0:
        up, back = _WALL[ring]
        front = surface.with_features(surface.from_front(np.stack([x, line], axis=1)))[:, 2]
        return np.stack([x, line + sign * up * np.abs(SIDE) ** 0.5, front - back], axis=1)
    share = {0: 0.0, 1: 0.42}.get(ring, 1.0)
    y = line + sign * (share * height + _BEYOND.get(ring, 0.0) * np.abs(SIDE) ** 0.6)
    out = surface.with_features(surface.from_front(np.stack([x, y], axis=1)))
    full = np.abs(SIDE) ** 0.5
    out[:, 2] += {0: 0.0006, 1: measures.LIP_BULGE, 2: 0.0010}.get(ring, 0.0) * full
    corner = np.exp(-((np.abs(SIDE) / 0.22) ** 2))
    out[:, 2] -= {0: 0.0016, 1: 0.0014, 2: 0.0008}.get(ring, 0.0) * corner
    return out


def throat() -> Array:
    """(3,) the point that closes the mouth at the back."""
    front = surface.with_features(surface.from_front(np.array([[0.0, measures.MOUTH_Y]])))[0, 2]
    return np.array([0.0, measures.MOUTH_Y, front - 0.056])


def ring_colours(ring: int) -> Array:
    """(COLUMNS, 3) sRGB."""
    skin, lip = np.array(palette.SKIN), np.array(palette.LIP)
    one = {
        0: 0.82 * lip,
        1: lip,
        2: 0.72 * lip + 0.28 * skin,
        -1: np.array(palette.LIP_BACK),
        -2: np.array(palette.MOUTH),
        -3: 0.6 * np.array(palette.MOUTH),
        -4: np.array(palette.THROAT),
    }.get(ring, skin)
    return np.tile(one, (COLUMNS, 1))
