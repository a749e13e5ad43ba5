"""Hands: which way one points and faces, and the shapes its fingers make."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial.transform import Rotation

from mesh.part import Array
from motion.skeleton import FINGERS, Skeleton
from motion.turn import about, shortest, unit


@dataclass(frozen=True)
class Hand:
    """One hand of a skeleton, `side` Left or Right, in the bind pose."""

    skeleton: Skeleton
    side: str

    @cached_property
    def along(self) -> Array:
        """Unit vector from the wrist to the knuckle of the middle finger."""
        at = self.skeleton.at
        return unit(at[f"{self.side}HandMiddle1"] - at[f"{self.side}Hand"])

    @cached_property
    def across(self) -> Array:
        """Unit vector from the little finger's to the index finger's side, square to `along`."""
        at = self.skeleton.at
        wide = at[f"{self.side}HandIndex1"] - at[f"{self.side}HandPinky1"]
        return unit(wide - self.along * (wide @ self.along))

    @cached_property
    def palm(self) -> Array:
        """Unit vector that the palm faces."""
        return np.cross(self.along, self.across) * (1.0 if self.side == "Left" else -1.0)

    @cached_property
    def curl_axis(self) -> Array:
        """A positive turn about it bends the fingers towards the palm."""
        return np.cross(self.along, self.palm)

    def _segments(self, finger: str) -> list[Array]:
        """Directions of a finger's three bones; the last one has no joint at its end and goes on as it came."""
        joints = [self.skeleton.at[f"{self.side}Hand{finger}{number}"] for number in (1, 2, 3)]
        first, second = unit(joints[1] - joints[0]), unit(joints[2] - joints[1])
        turn = shortest(first, second)
        return [first, second, Rotation.from_rotvec(0.6 * turn.as_rotvec()).apply(second)]

    def bent(self, finger: str, bends: tuple[float, float, float], spread: float = 0.0) -> dict[str, Array]:
        """Local quaternions of one finger. `bends` are degrees at its joints, 0 straight; `spread` towards the thumb.

        They count from a straight flat hand, whatever curl the bind pose has.
        """
        out: dict[str, Array] = {}
        before, world = self.along, Rotation.identity()
        goal = Rotation.identity()
        base = about(self.palm, spread * (1.0 if self.side == "Left" else -1.0))
        for number, (segment, bend) in enumerate(zip(self._segments(finger), bends, strict=True), start=1):
            goal = goal * about(self.curl_axis, bend)
            wanted = (base * goal).apply(before)
            turned = shortest(world.apply(segment), wanted) * world
            out[f"{self.side}Hand{finger}{number}"] = (world.inv() * turned).as_quat()
            world = turned
        return out

    def thumb(self, aims: tuple[tuple[float, float, float], ...]) -> dict[str, Array]:
        """Local quaternions of the thumb; each bone's aim is (along the hand, away from the fingers, to the palm)."""
        out: dict[str, Array] = {}
        world = Rotation.identity()
        for number, (segment, aim) in enumerate(zip(self._segments("Thumb"), aims, strict=True), start=1):
            wanted = unit(aim[0] * self.along + aim[1] * self.across + aim[2] * self.palm)
            turned = shortest(world.apply(segment), wanted) * world
            out[f"{self.side}HandThumb{number}"] = (world.inv() * turned).as_quat()
            world = turned
        return out

    def shape(self, name: str) -> dict[str, Array]:
        """Local quaternions of all fingers for one of `SHAPES`."""
        shape = SHAPES[name]
        out = self.thumb(shape.thumb)
        for finger, bends, spread in zip(FINGERS[1:], shape.bends, shape.spreads, strict=True):
            out.update(self.bent(finger, bends, spread))
        return out


@dataclass(frozen=True)
class Shape:
    """`bends` degrees at the joints of index, middle, ring and little finger; `spreads` degrees towards the thumb."""

    bends: tuple[tuple[float, float, float], ...]
    spreads: tuple[float, float, float, float]
    thumb: tuple[tuple[float, float, float], ...]


_SOFT_THUMB = ((0.62, 0.66, 0.42), (0.86, 0.36, 0.36), (0.93, 0.18, 0.32))
SHAPES = {
    "relaxed": Shape(((16, 24, 14), (22, 28, 16), (26, 30, 18), (28, 30, 18)), (3, 0, -2, -5), _SOFT_THUMB),
    "flat": Shape(((3, 4, 3), (3, 4, 3), (3, 4, 3), (4, 5, 3)), (2, 0, -1, -3),
                  ((0.74, 0.62, 0.26), (0.93, 0.30, 0.20), (0.97, 0.16, 0.18))),
    "open": Shape(((6, 10, 6), (4, 10, 6), (7, 11, 7), (10, 12, 8)), (8, 1, -6, -14),
                  ((0.58, 0.78, 0.22), (0.76, 0.62, 0.18), (0.82, 0.54, 0.18))),
    "offer": Shape(((8, 12, 8), (12, 15, 9), (16, 17, 10), (18, 18, 10)), (4, 0, -3, -8),
                   ((0.62, 0.74, 0.26), (0.82, 0.52, 0.24), (0.88, 0.42, 0.22))),
    "fist": Shape(((78, 98, 62), (82, 100, 64), (84, 100, 64), (84, 98, 62)), (1, 0, 0, 1),
                  ((0.72, 0.42, 0.55), (0.66, -0.30, 0.69), (0.30, -0.82, 0.48))),
    "thumb": Shape(((76, 98, 62), (80, 100, 64), (82, 100, 64), (84, 98, 62)), (1, 0, 0, 1),
                   ((0.55, 0.82, 0.14), (0.22, 0.97, 0.02), (0.08, 0.99, -0.10))),
    "point": Shape(((4, 6, 4), (74, 92, 58), (80, 96, 60), (82, 96, 60)), (1, 0, 0, 1),
                   ((0.74, 0.38, 0.55), (0.72, -0.16, 0.67), (0.46, -0.70, 0.54))),
    "chin": Shape(((30, 42, 26), (52, 62, 34), (60, 68, 38), (64, 68, 38)), (4, 0, -1, -2),
                  ((0.66, 0.66, 0.36), (0.84, 0.44, 0.30), (0.93, 0.28, 0.22))),
}  # fmt: skip
