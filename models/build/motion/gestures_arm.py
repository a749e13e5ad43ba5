"""Gestures of the arms, with what head and trunk do along with them."""

from __future__ import annotations

from motion.actor import Actor, Reach
from motion.clip import Clip
from motion.take import Take


def _raised(swing: float, height: float = 0.10) -> Reach:
    """A hand beside the face, palm to the visitor."""
    return Reach((0.20, height, 0.36), (0.20, 1.0, 0.10), (-0.10, -0.06, 1.0), "open", (0.22, -1.0, -0.25), swing)


def greeting(actor: Actor) -> Clip:
    """A friendly wave of the right hand, the head a little aside, a hint of a bow."""
    take = Take(actor, "greeting", 2.8)
    life = actor.liveliness
    on_the_way = Reach((0.26, -0.55, 0.42), (0.1, 0.35, 0.9), (-0.9, -0.2, 0.2), "relaxed", (0.55, -1.0, -0.4))
    swings = [(0.60, -4.0), (0.84, 13.0), (1.10, -15.0), (1.36, 13.0), (1.62, -13.0), (1.86, 5.0)]
    take.arm(
        "Right",
        [
            (0.06, None),
            (0.32, on_the_way),
            *((second, _raised(swing)) for second, swing in swings),
            (2.18, on_the_way),
            (2.58, None),
        ],
    )
    up = take.curve((0.0, 0.0), (0.14, -0.12), (0.62, 1.0), (1.9, 0.92), (2.6, 0.0))
    bob = take.curve((0.25, 0.0), (0.6, 1.0), (1.0, 0.1), (1.4, 0.0))
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    take.hips((0.5 * bob, -0.8 * up, 0.9 * up), (-0.008 * leg * up, -0.0015 * leg * up, 0.0))
    take.spine((3.2 * bob + 0.6 * up, -1.8 * up, -1.2 * up))
    take.head((life * (5.0 * bob - 0.8 * up), -1.5 * up, -7.0 * life * up))
    return take.clip()


def goodbye(actor: Actor) -> Clip:
    """A smaller wave of two beats with a slight bow."""
    take = Take(actor, "goodbye", 2.6)
    life = actor.liveliness
    on_the_way = Reach((0.2, -0.6, 0.44), (0.05, 0.3, 0.95), (-0.9, -0.25, 0.2), "relaxed", (0.5, -1.0, -0.4))
    swings = [(0.58, -3.0), (0.82, 11.0), (1.08, -12.0), (1.34, 10.0), (1.58, -2.0)]
    take.arm(
        "Right",
        [
            (0.06, None),
            (0.32, on_the_way),
            *((second, _raised(swing, -0.02)) for second, swing in swings),
            (1.95, on_the_way),
            (2.38, None),
        ],
    )
    up = take.curve((0.0, 0.0), (0.14, -0.1), (0.6, 1.0), (1.6, 0.9), (2.3, 0.0))
    dip = take.curve((0.95, 0.0), (1.5, 1.0), (1.75, 1.0), (2.4, 0.0))
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    take.hips((2.6 * dip, -0.6 * up, 0.6 * up), (-0.006 * leg * up, -0.0015 * leg * up, -0.008 * leg * dip))
    take.spine((5.0 * dip, -1.2 * up, -0.8 * up))
    take.head((life * (7.0 * dip - 0.6 * up), -0.8 * up, -3.6 * life * up))
    return take.clip()


def present(actor: Actor, side: str) -> Clip:
    """An open palm to one side; the head goes there and comes back to the visitor."""
    out = 1.0 if side == "Left" else -1.0
    take = Take(actor, f"present_{side.lower()}", 2.4)
    life = actor.liveliness
    gather = Reach((0.02, -0.62, 0.46), (-0.45, 0.1, 0.9), (-0.55, 0.35, -0.5), "relaxed", (0.55, -1.0, -0.45))
    shown = Reach((0.40, -0.36, 0.46), (0.78, 0.30, 0.55), (-0.34, 0.72, 0.58), "offer", (0.16, -1.0, -0.55))
    further = Reach((0.43, -0.34, 0.44), (0.82, 0.26, 0.50), (-0.32, 0.74, 0.58), "offer", (0.16, -1.0, -0.55))
    take.arm(side, [(0.04, None), (0.36, gather), (0.82, shown, True), (1.55, further), (2.2, None)])
    up = take.curve((0.0, 0.0), (0.2, -0.15), (0.8, 1.0), (1.5, 1.0), (2.2, 0.0))
    look = take.curve((0.12, 0.0), (0.24, -0.06), (0.62, 1.0), (1.05, 1.0), (1.45, 0.08), (2.1, 0.0))
    dip = take.curve((0.35, 0.0), (0.75, 1.0), (1.35, 0.2), (1.6, 1.0), (2.0, 0.0))
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    take.hips((0.4 * up, 1.6 * out * up, -0.8 * out * up), (0.009 * out * leg * up, -0.002 * leg * up, 0.0))
    take.spine((1.4 * up, 3.6 * out * up, 1.6 * out * up))
    take.head((life * (2.4 * dip - 0.5 * up), life * (17.0 * look - 3.0 * up) * out, life * 1.5 * out * (up + look)))
    return take.clip()


def explain(actor: Actor) -> Clip:
    """Both hands before the body: they open, one beats, the other, and they come together."""
    take = Take(actor, "explain", 3.2)
    life = actor.liveliness

    def held(aside: float, height: float, ahead: float, palm_up: float) -> Reach:
        along = (-0.30 + 0.9 * max(aside, 0.0), 0.22, 0.92)
        return Reach((aside, height, ahead), along, (-1.0 + 0.55 * palm_up, palm_up, 0.12), "offer", (0.5, -1.0, -0.45))

    ready = held(-0.02, -0.46, 0.60, 0.30)
    wide, beat = held(0.20, -0.42, 0.60, 0.85), held(0.16, -0.53, 0.63, 0.95)
    lift, near = held(0.10, -0.38, 0.60, 0.55), held(-0.04, -0.50, 0.60, 0.35)
    early = [(0.08, None), (0.55, ready), (0.90, wide), (1.12, beat)]
    left = [*early, (1.45, ready), (1.85, near), (2.12, lift), (2.34, near), (2.98, None)]
    early = [(0.04, None), (0.52, ready), (0.87, wide), (1.09, beat)]
    right = [*early, (1.40, lift), (1.64, beat), (2.08, lift), (2.30, near), (2.94, None)]
    take.arm("Left", left)
    take.arm("Right", right)
    beats = (
        take.curve((0.8, 0.0), (1.12, 1.0), (1.36, 0.0))
        + 0.8 * take.curve((1.38, 0.0), (1.66, 1.0), (1.9, 0.0))
        + 0.9 * take.curve((2.05, 0.0), (2.33, 1.0), (2.7, 0.0))
    )
    up = take.curve((0.0, 0.0), (0.16, -0.1), (0.7, 1.0), (2.3, 0.9), (2.95, 0.0))
    turn = take.curve((0.5, 0.0), (1.1, 0.6), (1.62, -1.0), (2.2, 0.3), (2.8, 0.0))
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    take.hips((0.5 * up, 0.8 * turn, 0.5 * turn), (-0.005 * leg * turn, -0.002 * leg * up, 0.003 * leg * up))
    take.spine((1.4 * up + 0.8 * beats, 1.8 * turn, 0.8 * turn))
    take.head((life * (3.4 * beats - 1.2 * up), life * 2.6 * turn, life * 2.2 * turn))
    return take.clip()


def thumbs_up(actor: Actor) -> Clip:
    """A thumb raised before the chest, with a small pop and a nod."""
    take = Take(actor, "thumbs_up", 2.2)
    life = actor.liveliness
    gather = Reach((0.14, -0.66, 0.44), (-0.2, 0.0, 1.0), (-1.0, -0.1, -0.1), "fist", (0.5, -1.0, -0.5))
    shown = Reach((0.10, -0.26, 0.62), (-0.42, 0.22, 0.92), (-0.95, -0.05, -0.42), "thumb", (0.62, -1.0, -0.3))
    pushed = Reach((0.10, -0.24, 0.66), (-0.42, 0.20, 0.94), (-0.95, -0.05, -0.42), "thumb", (0.62, -1.0, -0.3))
    take.arm("Right", [(0.04, None), (0.34, gather), (0.68, pushed), (0.9, shown), (1.42, shown), (2.02, None)])
    up = take.curve((0.0, 0.0), (0.16, -0.14), (0.64, 1.0), (1.4, 0.9), (2.0, 0.0))
    bob = take.curve((0.4, 0.0), (0.54, -0.2), (0.84, 1.0), (1.15, 0.15), (1.4, 0.0))
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    take.hips((0.0, 0.9 * up, 0.5 * up), (-0.006 * leg * up, -0.0015 * leg * up, 0.0))
    take.spine((0.8 * up + 1.0 * bob, 1.6 * up, -0.8 * up))
    take.head((life * (5.5 * bob - 1.0 * up), -0.8 * up, life * -4.0 * up))
    return take.clip()
