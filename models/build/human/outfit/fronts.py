"""Opens the jacket: two halves that meet at the back seam and overlap in front, and its sleeves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from human.outfit.cloth import Cloth
from human.outfit.jacket import Cut, body_of, ramp
from human.outfit.sheet import Above, Front
from mesh.part import Array

_OVERLAP_M = 0.016
_CLOTH_M = 0.0028


def softer(a: Array, b: Array, radius: float) -> Array:
    """The lesser of two fields, their corner rounded."""
    share = np.clip(0.5 + 0.5 * (b - a) / radius, 0.0, 1.0)
    return np.asarray(b * (1 - share) + a * share - radius * share * (1 - share))


@dataclass(frozen=True)
class Fronts:
    """The jacket's body with the lines its front is cut along, in x mirrored so that the half itself has x > 0."""

    cut: Cut

    @cached_property
    def body(self) -> Cloth:
        """The unopened jacket."""
        return body_of(self.cut)

    @cached_property
    def sleeve(self) -> Array:
        """(n,) of `body`: the armhole's field."""
        return self.cut.armhole(self.body)

    @cached_property
    def trunk(self) -> Cloth:
        """The jacket without its sleeves: what lies on it must not follow an arm that hangs beside it."""
        return self.body.cut(-self.sleeve)

    @cached_property
    def front(self) -> Front:
        """The unopened jacket seen from ahead, sleeves left out."""
        return Front(self.body, (self.sleeve < 0.0) & (self.body.points[:, 2] > self.middle_z - 0.02))

    @cached_property
    def above(self) -> Above:
        """To lay things on the jacket."""
        return Above(self.trunk)

    @property
    def middle_z(self) -> float:
        """Depth that parts front from back."""
        return float(self.cut.mannequin.at["LeftArm"][2]) + 0.004

    @cached_property
    def button_y(self) -> float:
        """Height of the top button, where the lapels part."""
        return self.cut.height(self.cut.look.button_y)

    @property
    def over(self) -> float:
        """The side that lies on top: +1 the left."""
        return 1.0 if self.cut.look.over == "Left" else -1.0

    def roll_x(self, y: Array) -> Array:
        """x of the line that the lapel is folded along."""
        t = np.clip((y - self.button_y) / (self.cut.neck[1] - self.button_y), 0.0, 1.3)
        return np.asarray(-_OVERLAP_M + (self.cut.neck[0] + _OVERLAP_M) * t**0.93)

    @cached_property
    def opening_y(self) -> float:
        """Height where the two roll lines cross: the lower end of what is seen of the shirt."""
        y = np.linspace(self.button_y, self.cut.neck[1], 200)
        return float(np.interp(0.0, self.roll_x(y), y))

    def edge_x(self, y: Array) -> Array:
        """x of the front edge at any height."""
        drop = np.clip((self.button_y - y) / (self.button_y - self.cut.hem), 0.0, 1.2)
        return np.where(y < self.button_y, -_OVERLAP_M + self.cut.look.cutaway_m * drop**2.4, self.roll_x(y))

    def neckline_y(self, z: Array) -> Array:
        """Height of the neck's edge, by depth."""
        return np.asarray(self.cut.neck[1] + 0.004 + 0.10 * np.clip(self.middle_z - z, -0.02, 0.06))

    def hem_y(self, cloth: Cloth) -> Array:
        """Height of the hem."""
        return np.asarray(self.cut.hem + 0.008 * ramp(0.08, -0.06, cloth.points[:, 2]))

    def half(self, side: float) -> Cloth:
        """One half, `side` +1 the left; the back seam lies at x = 0."""
        cloth = self.trunk
        x, y, z = cloth.points[:, 0] * side, cloth.points[:, 1], cloth.points[:, 2]
        ahead = z > self.middle_z
        neck = self.neckline_y(z) - y
        opening = np.where(ahead, x - self.edge_x(y), np.where(np.abs(x) < 1e-6, 0.0, x))
        hem = y - self.hem_y(cloth)
        if ahead.any():
            bottom = np.where(ahead & (x < 0.12), softer(opening, hem, 0.05), np.minimum(opening, hem))
        piece = cloth.cut(np.minimum(bottom, neck)).largest()
        seam = piece.border() & (np.abs(piece.points[:, 0]) < 2e-4) & (piece.points[:, 2] < self.middle_z)
        at_armhole = (
            piece.border() & (np.abs(self.cut.armhole(piece)) < 0.004) & (piece.points[:, 1] > self.cut.hem + 0.1)
        )
        seam |= at_armhole
        fixed = piece.points[seam].copy()
        piece = piece.even_border(3, 0.4)
        piece.points[seam] = fixed
        x, y, z = piece.points[:, 0] * side, piece.points[:, 1], piece.points[:, 2]
        over = side == self.over
        lift = ramp(0.05, -0.01, x) * (z > self.middle_z) * ramp(self.button_y + 0.04, self.button_y - 0.01, y)
        piece = piece.raised(np.where(z > self.middle_z, lift * (0.0035 if over else -0.0015), 0.0))
        arc = np.abs(np.arctan2(piece.points[:, 0], piece.points[:, 2] - self.middle_z)) * 0.14
        tone = np.where(at_armhole, 0.8, np.where(seam, 0.9, 1.0))
        piece = replace(piece, uv=np.stack([arc, piece.points[:, 1]], axis=1), tone=tone)
        return piece.rimmed(_CLOTH_M, ~seam)

    def sleeves(self) -> Cloth:
        """Both sleeves, cut a little fuller at the armhole, so that the seam shows."""
        cloth = self.body.cut(self.sleeve)
        along = self.cut.along_arm(cloth)
        cloth = cloth.cut(1.985 - along)
        head = self.cut.armhole(cloth)
        cloth = cloth.raised(0.0022 * ramp(0.0, 0.012, head) * ramp(0.05, 0.015, head))
        arm = self.cut.mannequin.at["LeftArm"]
        turn = np.abs(np.arctan2(cloth.points[:, 2] - arm[2], np.abs(cloth.points[:, 0]) - arm[0] - 0.03)) * 0.05
        cloth = replace(cloth, uv=np.stack([turn, cloth.points[:, 1]], axis=1))
        cloth = replace(cloth, tone=1 - 0.20 * np.exp(-((head / 0.005) ** 2)))
        return cloth.rimmed(_CLOTH_M)
