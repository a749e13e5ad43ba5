"""How big a figure is around its bones: what hands and arms have to stay clear of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mesh.part import Array
from motion.skeleton import Skeleton


@dataclass(frozen=True)
class Figure:
    """Measures in metres, clothes and hair included.

    `hip_half_width` is half the width of the body where hanging hands are; `chest_front` and `belly_front` are how far
    forward of the spine's joints (Spine2, Spine) the surface lies; `head_centre` and `head_radii` an ellipsoid around
    the head with its hair; `chin` the lowest point of the chin; `palm` half the thickness of a hand.
    """

    hip_half_width: float
    chest_half_width: float
    chest_front: float
    belly_front: float
    head_centre: tuple[float, float, float]
    head_radii: tuple[float, float, float]
    chin: tuple[float, float, float]
    palm: float = 0.015

    @property
    def head_middle(self) -> Array:
        """`head_centre` as an array (3,)."""
        return np.array(self.head_centre)

    @classmethod
    def guessed(cls, skeleton: Skeleton) -> Figure:
        """The measures of an ordinary grown-up with these joints."""
        at = skeleton.at
        neck = skeleton.length("Neck", "Head")
        eyes = 0.5 * (at["LeftEye"] + at["RightEye"])
        head = max(1.3 * float(eyes[1] - at["Head"][1]), 0.5 * neck, 0.02)
        shoulder = abs(at["LeftArm"][0])
        hips = abs(at["LeftUpLeg"][0])
        centre = at["Head"] + np.array([0.0, 1.35 * head, 0.05 * head])
        return cls(
            hip_half_width=1.9 * hips,
            chest_half_width=0.95 * shoulder,
            chest_front=0.95 * shoulder,
            belly_front=1.1 * hips,
            head_centre=(0.0, float(centre[1]), float(centre[2])),
            head_radii=(1.9 * head, 2.7 * head, 2.4 * head),
            chin=(0.0, float(at["Head"][1] - 0.9 * head), float(eyes[2])),
        )
