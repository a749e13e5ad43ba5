"""All parts of the figure together, and the fields over the face that morph targets are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from figure import brows, bust, eyes, face, hair, hands, inner_mouth, lashes, measures, mouth_rings, outfit, skeleton
from figure.curves import smoothstep, turn_x
from mesh.part import Array, Part, joined

_WALL = {-1.0: 1.0, -2.0: 0.75, -3.0: 0.30, -4.0: 0.0, -5.0: 0.0}
CORNER = np.array([measures.MOUTH_HALF_WIDTH, measures.MOUTH_Y + measures.MOUTH_SMILE])


@dataclass
class Figure:
    """`parts` maps a mesh's name to its part; `skin` counts the vertices of the face before ears and neck."""

    parts: dict[str, Part]
    skin: int
    bones: dict[str, tuple[str | None, tuple[float, float, float]]]

    @cached_property
    def fields(self) -> Fields:
        """Fields over the vertices of `PipFace`."""
        return Fields(self.parts["PipFace"], self.skin)


class Fields:
    """Smooth weights over the vertices (n,) of the face, from which displacements are blended."""

    def __init__(self, part: Part, skin: int) -> None:
        self.points = part.positions
        self.x, self.y, self.z = part.positions.T
        self.skin = np.arange(part.size) < skin
        marks = part.marks
        self.ring = np.where(self.skin, marks["lip_ring"], face.NO_RING)
        self.column = marks["lip_column"]
        self.side = np.where(self.skin, marks["side"], 0.0)
        self.eye, self.eye_ring, self.eye_column = marks["eye"], marks["eye_ring"], marks["eye_column"]
        self.jaw = np.where(self.skin, part.weights["Jaw"], 0.0)
        self.inside = np.ones(part.size)
        for ring, share in _WALL.items():
            self.inside[self.ring == ring] = share
        self.inside[~self.skin] = 0.0
        self.front = smoothstep(0.0, 0.04, self.z) * self.skin

    def left(self, sign: float) -> Array:
        """Share of the face's own left (`sign` +1) or right (-1) half; ½ in the middle."""
        return smoothstep(-0.013, 0.013, self.x * sign)

    def lips(self, reach: float) -> Array:
        """1 on the lips, falling off over `reach` metres of skin, and into the mouth."""
        beyond_x = np.maximum(np.abs(self.x) - measures.MOUTH_HALF_WIDTH, 0.0)
        middle = mouth_rings.lip_line(self.x)
        beyond_y = np.maximum(np.abs(self.y - middle) - 0.0085, 0.0)
        far = np.hypot(beyond_x, beyond_y)
        fall = np.exp(-((far / reach) ** 2)) * np.where(self.front > 0, self.front, 0.0)
        return np.where(self.ring <= 2, 1.0, fall) * self.inside

    def upper(self, reach: float) -> Array:
        """The upper lip; 0 at the corners."""
        rise: Array = np.sin(np.pi / 2 * np.clip(self.side, 0.0, 1.0))
        return np.asarray(self.lips(reach) * rise)

    def lower(self, reach: float) -> Array:
        """The lower lip; 0 at the corners."""
        rise: Array = np.sin(np.pi / 2 * np.clip(-self.side, 0.0, 1.0))
        return np.asarray(self.lips(reach) * rise)

    def corner(self, sign: float, width: float) -> Array:
        """Around one corner of the mouth, the same on both lips."""
        line = np.where(self.ring <= 0, mouth_rings.lip_line(self.x), self.y)
        far = np.hypot(self.x - sign * CORNER[0], line - CORNER[1])
        return np.asarray(np.exp(-((far / width) ** 2)) * self.inside * self.skin * (self.z > 0))

    def spot(self, x: float, y: float, width: float) -> Array:
        """A round patch of outer skin about (x, y)."""
        far = np.hypot(self.x - x, self.y - y)
        return np.asarray(np.exp(-((far / width) ** 2)) * self.front * (self.ring > 0))

    def push(self, weight: Array, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Array:
        """Displacements (n, 3): `weight` times a vector in metres."""
        return np.outer(weight, np.array([x, y, z]))


def jaw_turn(points: Array, share: Array, amount: float = 1.0) -> Array:
    """Displacements (n, 3) of the jaw opening by `amount` of `JAW_OPEN`: what the jaw bone does to skinned vertices."""
    turned = turn_x(points, np.array(measures.JAW_HINGE), measures.JAW_OPEN * amount)
    return np.asarray((turned - points) * share[:, None])


def build() -> Figure:
    """The resting figure."""
    skin = face.build()
    parts = {
        "PipFace": joined([skin, bust.neck()]),
        "PipEyes": eyes.build(),
        "PipMouth": inner_mouth.build(),
        "PipBrows": brows.build(),
        "PipLashes": lashes.build(),
        "PipHair": hair.build(),
        "PipHands": hands.build(),
        "PipCloth": outfit.cloth(),
        "PipTrim": outfit.trimmings(),
    }
    return Figure(parts, skin.size, skeleton.bones())
