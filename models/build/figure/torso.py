"""The jacket's body: rings from the hem to the neck, and where its surface is, so that things can be laid on it."""

from __future__ import annotations

import numpy as np

from figure import palette
from figure.curves import smoothstep
from figure.loft import blended, loft
from mesh.part import Array, Part

HEM_Y = 1.2000
UP = np.array([0.0, 1.0, 0.0])
_SQUARE = 2.3
# (height, half width, half depth, middle z), from inside the hem up to the neck
_ROWS = np.array([
    (1.2110, 0.0840, 0.0660, -0.0120), (HEM_Y, 0.0970, 0.0770, -0.0110), (1.2050, 0.1005, 0.0805, -0.0110),
    (1.2350, 0.0945, 0.0760, -0.0110), (1.2750, 0.0875, 0.0700, -0.0115), (1.3150, 0.0840, 0.0655, -0.0125),
    (1.3550, 0.0840, 0.0625, -0.0130), (1.3920, 0.0835, 0.0595, -0.0135), (1.4200, 0.0810, 0.0555, -0.0140),
    (1.4400, 0.0720, 0.0505, -0.0140), (1.4550, 0.0550, 0.0450, -0.0140), (1.4660, 0.0420, 0.0405, -0.0135),
])  # fmt: skip


def ring(height: float | Array) -> tuple[Array, Array, Array]:
    """Half width, half depth and middle z of the jacket at a height."""
    outside = _ROWS[1:]
    width, depth, middle = (np.interp(height, outside[:, 0], outside[:, column]) for column in (1, 2, 3))
    return np.asarray(width), np.asarray(depth), np.asarray(middle)


def front(x: Array, y: Array) -> Array:
    """Z of the jacket's front at (x, y)."""
    width, depth, middle = ring(y)
    share = np.clip(np.abs(x) / width, 0.0, 0.999)
    return np.asarray(middle + depth * (1 - share**_SQUARE) ** (1 / _SQUARE))


def around(turn: Array, height: Array, out: float | Array) -> Array:
    """Points (n, 3) on the jacket at `turn` radians from the front towards the own left, `out` metres off it."""
    width, depth, middle = ring(height)
    power = 2.0 / _SQUARE
    sin, cos = np.sin(turn), np.cos(turn)
    x = (width + out) * np.sign(sin) * np.abs(sin) ** power
    z = middle + (depth + out) * np.sign(cos) * np.abs(cos) ** power
    return np.stack([x, np.broadcast_to(height, x.shape), z], axis=-1)


def bound(part: Part) -> Part:
    """`part` follows the bones of the trunk by its height; its lowest part follows the thighs a little."""
    y = part.positions[:, 1]
    part = blended(
        part, y, [("Hips", 0.0, 0.1), ("Spine", 1.263, 0.05), ("Spine1", 1.318, 0.05), ("Spine2", 1.378, 0.05)]
    )
    skirt = 0.30 * smoothstep(1.240, HEM_Y, y) * part.weights["Hips"]
    left = smoothstep(-0.03, 0.03, part.positions[:, 0])
    part.weights["LeftUpLeg"], part.weights["RightUpLeg"] = skirt * left, skirt * (1 - left)
    part.weights["Hips"] = part.weights["Hips"] - skirt
    return part


def build() -> Part:
    """The body of the jacket; its colours are shades of white, because the material has the colour."""
    centres = np.column_stack([np.zeros(len(_ROWS)), _ROWS[:, 0], _ROWS[:, 3]])
    part = loft(
        centres, _ROWS[:, 1], _ROWS[:, 2], np.array([1.0, 0.0, 0.0]), 20, squareness=_SQUARE, caps="none", axis=UP
    )
    low = smoothstep(1.34, HEM_Y, part.positions[:, 1])[:, None]
    part.colours = np.ones((part.size, 3)) * (1 - 0.10 * low)
    part.colours[:20] = palette.INSIDE
    return bound(part)
