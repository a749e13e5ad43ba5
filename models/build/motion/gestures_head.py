"""Gestures of head and trunk: nod, shake, bow."""

from __future__ import annotations

import numpy as np

from motion.actor import Actor, Reach
from motion.clip import Clip
from motion.take import Take


def nod(actor: Actor) -> Clip:
    """Yes: a small lift, a clear nod and a lesser one."""
    take = Take(actor, "nod", 1.2)
    keys = ((0.02, 0.0), (0.15, -2.2), (0.40, 12.5), (0.62, 0.5), (0.82, 5.2), (1.08, 0.0))
    pitch = actor.liveliness * take.curve(*keys)
    late = actor.liveliness * take.curve(*keys, late=0.035)
    take.turn("Neck", (0.42 * pitch, 0.0, 0.0))
    take.turn("Head", (0.58 * late, 0.0, 0.3 * late * 0.1))
    take.turn("Spine2", (0.08 * pitch, 0.0, 0.0))
    return take.clip()


def shake(actor: Actor) -> Clip:
    """No: to one side, the other and half-way back, the head tipping a little as it turns."""
    take = Take(actor, "shake", 1.4)
    keys = ((0.02, 0.0), (0.28, 13.0), (0.58, -13.0), (0.86, 8.0), (1.08, -3.0), (1.29, 0.0))
    yaw = actor.liveliness * take.curve(*keys)
    late = actor.liveliness * take.curve(*keys, late=0.03)
    down = take.curve((0.02, 0.0), (0.3, 3.0), (0.95, 2.5), (1.29, 0.0))
    take.turn("Neck", (0.4 * down, 0.42 * yaw, -0.06 * yaw))
    take.turn("Head", (0.6 * down, 0.58 * late, -0.1 * late))
    take.turn("Spine2", (0.0, 0.07 * yaw, 0.0))
    return take.clip()


def bow(actor: Actor) -> Clip:
    """An apology: hands laid together, a bow from the hips with a straight back, held, eyes down."""
    take = Take(actor, "bow", 3.0)
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    fall = ((0.22, 0.0), (0.36, -0.03), (1.02, 1.03), (1.2, 1.0), (1.68, 1.0), (2.48, -0.02), (2.7, 0.0))
    share, late = take.curve(*fall), take.curve(*fall, late=0.05)
    last = take.curve((0.2, 0.0), (0.34, -0.04), (0.98, 1.1), (1.2, 1.0), (1.74, 1.0), (2.6, 0.02), (2.85, 0.0))
    take.hips((26.0 * share, 0.0, 0.0), (0.0, -0.008 * leg * share, -0.075 * leg * share))
    take.spine((6.0 * late, 0.0, 0.0))
    take.head((13.0 * last, 0.0, 0.0))
    for side in ("Left", "Right"):
        folded = _folded(actor, side)
        start = 0.05 if side == "Left" else 0.0
        take.arm(side, [(start, None), (0.62 + start, folded, True), (1.95, folded), (2.8, None)])
    return take.clip()


def _folded(actor: Actor, side: str) -> Reach:
    """A hand flat on the belly, the right one over the left, as low as leaves the elbows softly bent."""
    out = 1.0 if side == "Left" else -1.0
    belly, hand, palm = actor.figure.belly, actor.hand_length, actor.figure.palm
    layer = 1.6 if side == "Left" else 3.6
    shoulder, middle = actor.skeleton.at[f"{side}Arm"], float(actor.skeleton.at["Spine"][1])
    x, z = out * 0.48 * hand, belly.centre[2] + belly.radii[2] + layer * palm
    hanging = (0.86 * actor.arm_length) ** 2 - (x - shoulder[0]) ** 2 - (z - shoulder[2]) ** 2
    y = float(np.clip(shoulder[1] - np.sqrt(max(hanging, 0.0)), middle - 0.1 * hand, middle + 0.35 * hand))
    if np.linalg.norm(np.array([x, y, z]) - shoulder) > 0.93 * actor.arm_length:
        # Arms too short to meet before the body lie along it, as a child's do.
        return Reach((0.10, -0.92, 0.16), (-0.05, -1.0, 0.25), (-1.0, 0.0, -0.2), "flat", (0.5, -0.3, -1.0))
    at = (float(x), y, float(z))
    return Reach((0, 0, 0), (-0.93, -0.34, 0.06), (0.0, -0.1, -1.0), "flat", (0.75, -0.6, -0.55), at=at)
