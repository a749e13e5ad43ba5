"""Sleeves, trousers and shoes."""

from __future__ import annotations

import numpy as np

from figure import measures, palette, skeleton
from figure.curves import turn_y
from figure.loft import blended, loft
from mesh.part import Array, Part, joined

_LENGTH = measures.UPPER_ARM + measures.FOREARM


def _on_arm(at: Array) -> Array:
    return np.asarray(skeleton.SHOULDER + np.outer(at, skeleton.ARM))


def _arm_bound(part: Part) -> Part:
    place = (part.positions - skeleton.SHOULDER) @ skeleton.ARM
    return blended(
        part,
        place,
        [("Spine2", -1.0, 1.0), ("LeftShoulder", -0.040, 0.02), ("LeftArm", -0.012, 0.036),
         ("LeftForeArm", measures.UPPER_ARM, 0.044)],
    )  # fmt: skip


def sleeve() -> Part:
    """The left sleeve, a ball at the shoulder."""
    at = np.array([-0.0310, -0.0270, -0.0170, 0.0010, 0.0300, 0.0680, 0.0880, 0.1060, _LENGTH - 0.010])
    size = np.array([0.0040, 0.0130, 0.0230, 0.0300, 0.0318, 0.0304, 0.0294, 0.0294, 0.0318])
    part = _arm_bound(loft(_on_arm(at), size, size, skeleton.THUMB_SIDE, 11, caps="start", axis=skeleton.ARM))
    part.colours = np.ones((part.size, 3))
    return part


def cuff() -> Part:
    """The left cuff, closed round the wrist."""
    at = _LENGTH + np.array([-0.0140, -0.0130, -0.0030, -0.0010, -0.0030])
    size = np.array([0.0300, 0.0342, 0.0345, 0.0325, 0.0170])
    part = _arm_bound(loft(_on_arm(at), size, size, skeleton.THUMB_SIDE, 10, caps="end", axis=skeleton.ARM))
    part.colours = np.tile(palette.CREAM, (part.size, 1))
    part.colours[-11:] = palette.CREAM_SHADE
    return part


def trouser_leg() -> Part:
    """The left leg of the trousers."""
    y = np.array([1.2300, 1.1900, 1.1450, 1.1150, 1.0850, 1.0460, 1.0420])
    x = np.interp(y, [1.040, 1.115, 1.198, 1.23], [0.0490, 0.0475, 0.0440, 0.0420])
    z = np.interp(y, [1.040, 1.115, 1.198], [-0.0130, -0.0090, -0.0120])
    wide = np.array([0.0360, 0.0415, 0.0390, 0.0370, 0.0360, 0.0380, 0.0260])
    part = loft(np.stack([x, y, z], axis=1), wide, wide * 1.06, np.array([1.0, 0.0, 0.0]), 10, caps="end")
    high = ((part.positions[:, 1] - 1.04) / 0.17).clip(0, 1)[:, None]
    part.colours = np.array(palette.TROUSERS_LIGHT) * (1 - high) + np.array(palette.TROUSERS) * high
    part.colours[-11:] = palette.INSIDE
    down = -part.positions[:, 1]
    return blended(part, down, [("Hips", -9.0, 1.0), ("LeftUpLeg", -1.205, 0.04), ("LeftLeg", -1.115, 0.04)])


def shoe() -> Part:
    """The left shoe with its sole."""
    floor = measures.FLOOR
    y = floor + np.array([0.0, 0.0012, 0.0085, 0.0100])
    size = np.array([0.93, 1.0, 1.0, 0.94])
    centres = np.column_stack([np.zeros(4), y, np.full(4, 0.0160)])
    sole = loft(centres, 0.0345 * size, 0.0580 * size, np.array([1.0, 0.0, 0.0]), 12, squareness=2.5, caps="none")
    sole.colours = np.tile(palette.CREAM, (sole.size, 1))
    z = np.array([-0.0380, -0.0330, -0.0160, 0.0060, 0.0260, 0.0480, 0.0640, 0.0690])
    top = np.array([0.0260, 0.0420, 0.0480, 0.0440, 0.0370, 0.0350, 0.0250, 0.0130])
    wide = np.array([0.0130, 0.0240, 0.0290, 0.0285, 0.0295, 0.0310, 0.0215, 0.0100])
    base = floor + 0.004
    centres = np.column_stack([np.zeros(8), np.full(8, base), z])
    upper = loft(centres, wide, top, np.array([1.0, 0.0, 0.0]), 10, squareness=2.2)
    upper.positions[:, 1] = np.maximum(upper.positions[:, 1], base)
    low = upper.positions[:, 1] <= base + 1e-9
    upper.triangles = upper.triangles[~low[upper.triangles].all(axis=1)]
    tone = smooth_light(upper.positions[:, 1] - base, 0.045)
    upper.colours = np.array(palette.SHOE) * (1 - tone) + np.array(palette.SHOE_LIGHT) * tone
    part = joined([sole, upper])
    part.positions = turn_y(part.positions, np.zeros(3), np.radians(9.0)) + np.array([0.0490, 0.0, -0.0160])
    return blended(part, part.positions[:, 2], [("LeftFoot", -1.0, 1.0), ("LeftToeBase", 0.030, 0.03)])


def smooth_light(height: Array, reach: float) -> Array:
    """(n, 1) share of the lighter colour by height."""
    return np.asarray(np.clip(height / reach, 0.0, 1.0)[:, None])


def pelvis() -> Part:
    """What is seen of the trousers between the legs."""
    y = np.array([1.2350, 1.2150, 1.1850, 1.1700])
    centres = np.column_stack([np.zeros(4), y, np.full(4, -0.012)])
    wide = np.array([0.0700, 0.0780, 0.0560, 0.0200])
    part = loft(centres, wide, np.array([0.052, 0.054, 0.040, 0.018]), np.array([1.0, 0.0, 0.0]), 10, caps="end")
    part.colours = np.tile(palette.TROUSERS, (part.size, 1))
    return part.bound_to("Hips")


def both(part: Part) -> Part:
    """`part` and its mirror image."""
    return joined([part, part.mirrored()])
