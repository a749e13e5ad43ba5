"""The shirt or blouse under the jacket: its front where the jacket leaves it visible, its collar, its cuffs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from human.outfit.cloth import Cloth, draped, joined
from human.outfit.fronts import Fronts
from human.outfit.jacket import ramp
from human.outfit.sheet import Above, Front, sheet
from mesh.part import Array


@dataclass(frozen=True)
class Shirt:
    """A shirt for a jacket with those fronts."""

    fronts: Fronts

    @cached_property
    def cloth(self) -> Cloth:
        """The whole shirt, drawn taut under the jacket."""
        cloth = self.fronts.cut.base
        return draped(cloth, np.full(cloth.size, 0.004), 60, np.ones(cloth.size))

    @cached_property
    def above(self) -> Above:
        """To lay things on the shirt."""
        return Above(self.cloth)

    @cached_property
    def seen(self) -> Front:
        """The shirt from ahead."""
        return Front(self.cloth, (self.fronts.sleeve < -0.02) & (self.cloth.points[:, 2] > self.fronts.middle_z - 0.03))

    @cached_property
    def band(self) -> tuple[Array, Array]:
        """Lower and upper edge (k, 3) of the collar's band, from the front round the left side to the back."""
        cloth = self.fronts.cut.base
        rim = cloth.ground[cloth.border() & (cloth.ground[:, 1] > self.fronts.cut.mannequin.at["Neck"][1])]
        ahead, behind = rim[rim[:, 2].argmax()], rim[rim[:, 2].argmin()]
        width, middle = float(rim[:, 0].max()), 0.5 * (ahead[2] + behind[2])
        angle = np.linspace(0.0, np.pi, 25)

        def ring(grow: float, front: float, back: float, ahead_m: float) -> Array:
            cosine = np.cos(angle)
            x = (width + grow) * np.sin(angle)
            z = middle + (0.5 * (ahead[2] - behind[2]) + grow) * cosine + ahead_m * np.maximum(cosine, 0) ** 2
            y = behind[1] + back + (ahead[1] + front - behind[1] - back) * ((1 + cosine) / 2) ** 1.2
            return np.stack([x, y, z], axis=1)

        return ring(0.0085, -0.030, -0.016, 0.001), ring(0.0050, -0.001, 0.016, 0.003)

    @property
    def throat(self) -> Array:
        """(3,) the middle of the band in front."""
        low, high = self.band
        return np.asarray(0.45 * low[0] + 0.55 * high[0])

    def body(self) -> Cloth:
        """The front of the shirt, as far as it is seen."""
        low, _ = self.band
        cloth = self.cloth
        x, y, z = cloth.points.T
        around = np.interp(np.abs(x), low[: len(low) // 2, 0], low[: len(low) // 2, 1])
        top = (
            np.where(
                np.abs(x) < low[:, 0].max() * 0.98,
                around + (0.006 if self.fronts.cut.look.neckwear == "tie" else -0.003),
                9.0,
            )
            - y
        )
        side = np.maximum(self.fronts.roll_x(y), 0.0) + 0.024 - np.abs(x)
        side = np.where(y > self.fronts.cut.neck[1] - 0.05, 0.105 - np.abs(x), side)
        field = np.minimum.reduce([top, y - (self.fronts.opening_y - 0.04), side, z - (self.fronts.middle_z - 0.006)])
        piece = cloth.cut(np.where(self.fronts.sleeve < 0, field, -0.01)).largest()
        return replace(piece, uv=piece.points[:, :2].copy())

    def collar(self) -> Cloth:
        """Band and turned-down leaves."""
        low, high = self.band
        tie = self.fronts.cut.look.neckwear == "tie"
        count = len(low)
        t = np.linspace(0.0, 1.0, count)
        s = np.linspace(0.0, 1.0, 5)
        inside = (
            high[:, None] * 0
            + (low + np.array([0, 0.004, 0]))[:, None] * (1 - s[None, :, None])
            + high[:, None] * s[None, :, None]
        )
        band = self._mirrored(inside, flip=True)
        length = 0.058 if tie else 0.046
        tip_x = 0.048 if tie else 0.056
        gap = 0.004 if tie else 0.007
        start = high[0] + np.array([gap, -0.001, 0.0015])
        roll = high + (high - high.mean(axis=0)) * np.array([0.02, 0.0, 0.02]) + np.array([0, 0.0015, 0])
        roll = roll + np.outer(np.exp(-((t / 0.05) ** 2)), start - roll[0])
        tip = self.seen.at(np.array([tip_x, start[1] - length]), 0.006)
        outer = low + (low - low.mean(axis=0)) * np.array([0.26, 0.0, 0.22]) + np.array([0.0, -0.002, 0.0])
        mix = ramp(0.0, 0.30, t)[:, None]
        rim = tip * (1 - mix) + outer * mix
        w = np.array([0.0, 0.06, 0.16, 0.34, 0.55, 0.78, 1.0])
        grid = roll[:, None] + (rim - roll)[:, None] * w[None, :, None]
        centre = np.array([0.0, 0.0, low[:, 2].mean()])
        out = (roll - centre) * np.array([1.0, 0.0, 1.0])
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        grid = grid + out[:, None] * (0.0050 * np.sin(np.pi * np.minimum(w * 1.1, 1.0)) + 0.001)[None, :, None]
        grid = self.above.pushed(grid, 0.0035)
        turn = grid[:, :1] - out[:, None] * 0.0022 + np.array([0, -0.0015, 0])
        return joined([band, self._mirrored(np.concatenate([turn, grid], axis=1), flip=False, rim=0.0018)])

    def _mirrored(self, grid: Array, *, flip: bool, rim: float = 0.0) -> Cloth:
        """Both halves of a grid that goes from the front to the back, sharing the last row."""
        left = sheet(grid, self.cloth, flip=flip)
        right = sheet(grid * np.array([-1.0, 1.0, 1.0]), self.cloth, flip=not flip)
        if rim:
            left, right = left.rimmed(rim, shade=0.7), right.rimmed(rim, shade=0.7)
        return joined([left, right])

    def facing(self) -> Cloth:
        """A ring from the band's lower edge in towards the neck: what is seen down the gap between the two."""
        low = self.band[0]
        middle = np.array([0.0, 0.0, low[:, 2].mean()])
        inward = (middle - low) * np.array([1.0, 0.0, 1.0])
        inward /= np.linalg.norm(inward, axis=1, keepdims=True)
        s = np.array([0.0, 1.0])
        grid = (
            low[:, None] + inward[:, None] * (0.020 * s)[None, :, None] - np.array([0.0, 0.010, 0.0]) * s[None, :, None]
        )
        cloth = self._mirrored(grid, flip=False)
        return replace(cloth, tone=np.full(cloth.size, 0.9))

    def cuffs(self) -> Cloth:
        """A finger's breadth of cuff below each sleeve."""
        cut = self.fronts.cut
        cloth = draped(
            cut.base, np.full(cut.base.size, 0.0030 + 0.35 * cut.look.sleeve_ease_m), 12, np.full(cut.base.size, 0.3)
        )
        along = cut.along_arm(cloth)
        arm = cut.armhole(cloth) > 0.05
        piece = cloth.cut(np.where(arm, np.minimum(along - 1.78, 2.035 - along), -0.01))
        turn = (
            np.abs(
                np.arctan2(
                    piece.points[:, 2] - cut.mannequin.at["LeftHand"][2],
                    np.abs(piece.points[:, 0]) - cut.mannequin.at["LeftHand"][0],
                )
            )
            * 0.03
        )
        piece = replace(piece, uv=np.stack([turn, piece.points[:, 1]], axis=1))
        return piece.rimmed(0.0022, shade=0.7)
