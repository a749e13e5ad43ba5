"""Arms and legs by where they should go: two bones and a hint, the elbow's plane kept, the forearm's twist shared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial.transform import Rotation

from mesh.part import Array
from motion.hands import Hand
from motion.skeleton import Skeleton
from motion.turn import about, frame, matching, twist, unit


@dataclass(frozen=True)
class Limb:
    """Two bones, `upper` and `lower`, that carry `end`. `bends_to` is the way the middle joint goes when it bends."""

    skeleton: Skeleton
    upper: str
    lower: str
    end: str
    bends_to: tuple[float, float, float]
    soft: float = 0.0  # the last share of the reach that is approached without ever getting there

    @cached_property
    def lengths(self) -> tuple[float, float]:
        """Of the two bones, metres."""
        return self.skeleton.length(self.upper, self.lower), self.skeleton.length(self.lower, self.end)

    @cached_property
    def bind(self) -> tuple[Array, Array]:
        """Unit directions of the two bones in the bind pose."""
        return unit(self.skeleton.offset(self.lower)), unit(self.skeleton.offset(self.end))

    @cached_property
    def bind_hinge(self) -> Array:
        """The axis that the lower bone bends about in the bind pose; from `bends_to` where the limb is straight."""
        upper, lower = self.bind
        bent = np.cross(upper, lower)
        straight = np.cross(np.array(self.bends_to), upper)
        known = np.linalg.norm(bent)
        share = float(np.clip((known - 0.05) / 0.15, 0.0, 1.0))
        return unit(share * unit(bent) + (1 - share) * unit(straight)) if known > 1e-6 else unit(straight)

    def reach(self, start: Array, goal: Array, hint: Array) -> tuple[Array, Array]:
        """World directions (k, 3) of both bones so that the end is at `goal`, the middle joint towards `hint`.

        `start` and `goal` (k, 3) are points, `hint` (k, 3) a direction. A goal out of reach is approached as far as
        the limb goes; with `soft` the middle joint does not snap straight on the way.
        """
        a, b = self.lengths
        way = goal - start
        distance = np.linalg.norm(way, axis=-1)
        limit, soft = 0.9995 * (a + b), self.soft * (a + b)
        over = distance - (limit - soft)
        if soft:
            distance = np.where(over > 0, limit - soft * np.exp(-over / soft), distance)
        distance = np.minimum(distance, limit)
        distance = np.maximum(distance, 1.02 * abs(a - b) + 1e-4)
        ahead = unit(way)
        aside = unit(hint - ahead * (hint * ahead).sum(axis=-1, keepdims=True))
        cosine = np.clip((a * a + distance**2 - b * b) / (2 * a * distance), -1.0, 1.0)
        middle = a * (cosine[..., None] * ahead + np.sqrt(1 - cosine**2)[..., None] * aside)
        return unit(middle), unit(distance[..., None] * ahead - middle)

    def turned(self, upper: Array, lower: Array) -> tuple[Rotation, Rotation]:
        """World rotations of both bones for their world directions (k, 3), the hinge where it is anatomically."""
        bind_upper, bind_lower = self.bind
        hinge = np.cross(upper, lower)
        first = frame(upper, np.cross(hinge, upper)) * frame(bind_upper, np.cross(self.bind_hinge, bind_upper)).inv()
        second = matching(bind_lower, self.bind_hinge, lower, hinge)
        return first, second


def arm(skeleton: Skeleton, side: str) -> Limb:
    """The arm of one side; its elbow points back."""
    return Limb(skeleton, f"{side}Arm", f"{side}ForeArm", f"{side}Hand", (0.0, 0.0, -1.0), soft=0.04)


def leg(skeleton: Skeleton, side: str) -> Limb:
    """The leg of one side; its knee points forward."""
    return Limb(skeleton, f"{side}UpLeg", f"{side}Leg", f"{side}Foot", (0.0, 0.0, 1.0))


def hand_turn(hand: Hand, along: Array, palm: Array) -> Rotation:
    """World rotation of a hand that points `along` and whose palm faces `palm` (each (k, 3))."""
    return matching(hand.along, hand.palm, along, palm)


def with_twist(limb: Limb, forearm: Rotation, hand: Rotation, share: float = 0.55) -> Rotation:
    """The forearm's world rotation with `share` of the hand's twist about it, as radius and ulna do it."""
    axis = limb.bind[1]
    angle = twist(forearm.inv() * hand, axis)
    return forearm * about(axis, share * angle)
