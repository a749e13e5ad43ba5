"""The hands: a cushioned palm and five round fingers."""

from __future__ import annotations

import numpy as np

from figure import palette, skeleton
from figure.loft import blended, loft
from mesh.part import Array, Part, joined
from motion.skeleton import FINGERS

_RADIUS = {"Thumb": 0.0082, "Index": 0.0074, "Middle": 0.0076, "Ring": 0.0073, "Pinky": 0.0066}


def _finger(name: str) -> Part:
    joints = skeleton.finger_joints(name)
    way = joints[3] - joints[0]
    length = float(np.linalg.norm(way))
    way = way / length
    lengths = np.linalg.norm(np.diff(joints, axis=0), axis=1)
    first, second = lengths[0], lengths[0] + lengths[1]
    radius = _RADIUS[name]
    # Rings before, at and behind each joint, and a round tip.
    at = np.array([-0.007, 0.004, first, second, length - 0.002, length + 0.0022])
    size = radius * np.array([1.05, 1.04, 1.03, 1.0, 0.86, 0.45])
    if name == "Thumb":
        at[0], size[0] = -0.010, radius * 1.25
    centres = joints[0] + np.outer(at, way)
    hint = np.cross(way, skeleton.PALM_DOWN)
    part = loft(centres, size, size * 0.96, hint, 6)
    place = (part.positions - joints[0]) @ way
    part.positions[-1] += way * 0.0012  # the pole of the tip stands out
    bones = [f"LeftHand{name}{number}" for number in (1, 2, 3)]
    bone_rows = [("LeftHand", -1.0, 0.01), (bones[0], 0.0, 0.006), (bones[1], first, 0.006), (bones[2], second, 0.006)]
    part = blended(part, place, bone_rows)
    tint = np.clip(place / length, 0.0, 1.0)[:, None] ** 2 * 0.22
    part.colours = np.array(palette.SKIN) * (1 - tint) + np.array(palette.BLUSH) * tint
    return part


def _palm() -> Part:
    along = np.array([-0.016, -0.004, 0.010, 0.024, 0.036, 0.0405])
    wide = np.array([0.0150, 0.0160, 0.0205, 0.0232, 0.0215, 0.0150])
    thick = np.array([0.0135, 0.0140, 0.0135, 0.0120, 0.0098, 0.0060])
    aside = np.array([0.0, 0.0, 0.0006, 0.0006, 0.0, 0.0])
    centres = np.stack([skeleton.in_hand(a, s, 0.0) for a, s in zip(along, aside, strict=True)])
    part = loft(centres, wide, thick, skeleton.THUMB_SIDE, 8, squareness=2.4)
    part.colours = np.tile(palette.SKIN, (part.size, 1))
    place = (part.positions - skeleton.WRIST) @ skeleton.ARM
    return blended(part, place, [("LeftForeArm", -1.0, 1.0), ("LeftHand", -0.004, 0.012)])


def left() -> Part:
    """The left hand."""
    return joined([_palm(), *(_finger(name) for name in FINGERS)])


def build() -> Part:
    """Both hands."""
    one = left()
    return joined([one, one.mirrored()])


def wrist_ring(extra: float) -> Array:
    """(3,) a point on the arm, `extra` metres beyond the wrist."""
    return np.asarray(skeleton.WRIST + skeleton.ARM * extra)
