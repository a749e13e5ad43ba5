"""How big a figure is around its bones: what hands and arms have to stay clear of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mesh.part import Array
from motion.skeleton import Skeleton


@dataclass(frozen=True)
class Ellipsoid:
    """A solid that follows `bone`: `centre` in the bind pose and half axes, metres, clothes and hair included."""

    bone: str
    centre: tuple[float, float, float]
    radii: tuple[float, float, float]

    def depth(self, points: Array) -> Array:
        """How far inside `points` (…, 3), given in the bind pose's frame, are: 1 the middle, 0 the surface, < 0 out."""
        scaled = (points - np.array(self.centre)) / np.array(self.radii)
        return np.asarray(1.0 - np.linalg.norm(scaled, axis=-1))


@dataclass(frozen=True)
class Figure:
    """Solids of the head (hair included), chest and belly; measures in metres.

    `hip_half_width` is half the width of the clothed body where hanging hands are, `chin` the chin's front, `palm`
    half the thickness of a hand.
    """

    head: Ellipsoid
    chest: Ellipsoid
    belly: Ellipsoid
    hip_half_width: float
    chin: tuple[float, float, float]
    palm: float = 0.014

    @property
    def solids(self) -> tuple[Ellipsoid, ...]:
        """All of them."""
        return self.head, self.chest, self.belly

    @classmethod
    def guessed(cls, skeleton: Skeleton) -> Figure:
        """The measures of an ordinary grown-up with these joints."""
        at = skeleton.at
        eyes = 0.5 * (at["LeftEye"] + at["RightEye"])
        rise = max(float(eyes[1] - at["Head"][1]), 0.2 * skeleton.length("Neck", "Head"))
        shoulder, hips = abs(float(at["LeftArm"][0])), abs(float(at["LeftUpLeg"][0]))
        chest, belly = at["Spine2"], 0.5 * (at["Spine"] + at["Spine1"])
        return cls(
            head=Ellipsoid(
                "Head",
                (0.0, float(eyes[1] + 0.3 * rise), float(at["Head"][2] + 0.1 * rise)),
                (2.4 * rise, 3.6 * rise, 3.0 * rise),
            ),
            chest=Ellipsoid(
                "Spine2",
                (0.0, float(chest[1] + 0.25 * (at["Neck"][1] - chest[1])), float(chest[2] + 0.01)),
                (0.95 * shoulder, float(at["Neck"][1] - chest[1]), 0.9 * shoulder),
            ),
            belly=Ellipsoid(
                "Hips",
                (0.0, float(belly[1]), float(belly[2])),
                (1.6 * hips, float(chest[1] - at["Hips"][1]) * 0.7, 1.25 * hips),
            ),
            hip_half_width=1.9 * hips,
            chin=(0.0, float(eyes[1] - 2.6 * rise), float(eyes[2] + 0.3 * rise)),
        )
