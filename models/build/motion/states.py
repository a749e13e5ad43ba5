"""What the figure does while the visitor speaks and while an answer is being made. Both are loops."""

from __future__ import annotations

import numpy as np

from motion.actor import Actor, Reach
from motion.clip import Clip
from motion.idle import breathe, hang
from motion.take import Take
from motion.timing import wave

LISTENING_SECONDS = 7.0
THINKING_SECONDS = 7.0


def listening(actor: Actor) -> Clip:
    """Attention: a slight lean to the visitor, the head a little aside, two small nods."""
    take = Take(actor, "listening", LISTENING_SECONDS, loop=True)
    t, span, life = take.times, LISTENING_SECONDS, actor.liveliness
    breath = breathe(take, 2, 0.9)
    hang(take, breath)
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    sway = wave(t, span, (1, 1.0, 0.1))
    nods = take.curve((1.2, 0), (1.48, 5.2), (1.8, 0.4), (2.08, 3.0), (2.5, 0), (4.7, 0), (5.02, 4.2), (5.55, 0))
    take.hips((1.2, 0.5 * sway, -0.35 * sway), (0.004 * leg * sway, -0.002 * leg, 0.008 * leg))
    take.spine((2.6 + 0.3 * wave(t, span, (1, 1.0, 0.4)) + 0.12 * nods, 1.2 + 0.4 * sway, 0.5 * sway - 0.4))
    take.head(
        (
            -1.6 + life * (nods + wave(t, span, (1, 0.6, 0.2), (3, 0.3, 0.6))),
            -1.5 + life * wave(t, span, (1, 1.3, 0.5), (2, 0.6, 0.1)),
            life * (3.6 + wave(t, span, (1, 1.1, 0.75), (2, 0.4, 0.3))),
        )
    )
    take.sway_arms((-1.6 + 0.3 * sway, 0.0, 0.3 * sway))
    return take.clip()


def thinking(actor: Actor) -> Clip:
    """A hand at the chin, the other arm across the body, weight back, the face up and aside."""
    take = Take(actor, "thinking", THINKING_SECONDS, loop=True)
    t, span, life = take.times, THINKING_SECONDS, actor.liveliness
    breath = breathe(take, 2, 0.8)
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    slow = wave(t, span, (1, 1.0, 0.0))
    take.hips(
        (-0.6, -1.0 + 0.3 * slow, 1.8 + 0.3 * slow),
        (leg * (-0.016 - 0.003 * slow), -0.004 * leg, leg * (-0.008 + 0.002 * slow)),
    )
    take.spine((-0.6 + 0.25 * wave(t, span, (1, 1.0, 0.3)), 1.0, -2.0 - 0.5 * slow))
    pose = (-5.0, 10.0, -2.0)
    drift = (
        life * (wave(t, span, (1, 1.2, 0.4), (2, 0.6, 0.1)) + take.curve((3.0, 0), (3.6, -2.5), (5.0, -1.8), (6.0, 0))),
        life * (wave(t, span, (1, 1.2, 0.15)) + take.curve((2.9, 0), (3.6, 5.5), (5.1, 4.8), (6.2, 0))),
        life * wave(t, span, (1, 0.8, 0.7)),
    )
    head = (pose[0] + drift[0], pose[1] + drift[1], pose[2] + drift[2])
    take.head(head)
    right = _chin_arm(actor, pose)
    chin = actor.figure.chin
    follow = actor.head_moved(head, chin) - actor.head_moved(pose, chin) if right.at else None
    take.hold("Right", right, follow)
    take.hold("Left", _folded_arm(actor), np.outer(breath, [0.0, 0.0, 0.004]))
    tap = take.curve((1.6, 0), (1.85, -9), (2.1, 2), (2.3, -6), (2.6, 0))
    take.turn("RightHandIndex1", (0.0, 0.0, tap))
    return take.clip()


def _chin_arm(actor: Actor, head: tuple[float, float, float]) -> Reach:
    """The right hand with its bent fingers at the chin; in front of the chest for arms that do not get so far."""
    hand = actor.hand_length
    chin = actor.head_moved(head, actor.figure.chin)
    shoulder = actor.skeleton.at["RightArm"]
    wrist = chin + np.array([-0.30, -0.60, 0.14]) * hand
    if np.linalg.norm(wrist - shoulder) > 0.97 * actor.arm_length:
        return Reach((-0.20, -0.12, 0.55), (-0.35, 0.9, 0.2), (-0.35, 0.1, -0.9), "chin", (0.7, -1.0, 0.1))
    at = (float(wrist[0]), float(wrist[1]), float(wrist[2]))
    return Reach((0, 0, 0), (-0.35, 0.92, -0.05), (-0.55, 0.05, -0.85), "chin", (0.35, -1.0, 0.25), at=at)


def _folded_arm(actor: Actor) -> Reach:
    """The left forearm across the belly."""
    chest, belly = actor.figure.chest, actor.figure.belly
    front = max(chest.centre[2] + 0.75 * chest.radii[2], belly.centre[2] + belly.radii[2])
    y = 0.55 * belly.centre[1] + 0.45 * chest.centre[1]
    at = (-0.02, float(y), float(front + 2.5 * actor.figure.palm))
    if np.linalg.norm(np.array(at) - actor.skeleton.at["LeftArm"]) > 0.93 * actor.arm_length:
        return Reach((0.16, -0.80, 0.30), (-0.55, -0.75, 0.35), (-0.6, 0.0, -0.8), "relaxed", (1.0, -0.4, -0.5))
    return Reach((0, 0, 0), (-0.95, 0.10, -0.05), (-0.15, -0.2, -1.0), "relaxed", (0.9, -0.8, -0.3), at=at)
