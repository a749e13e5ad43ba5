"""The tailored jacket's body: padded shoulders, waist, hem, two fronts that overlap, sleeves set in at the armholes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from human.outfit.cloth import Cloth, draped, shell
from human.outfit.look import OutfitLook
from human.outfit.mannequin import Mannequin
from mesh.laplacian import averaging, faired, smoothed
from mesh.part import Array, vertex_normals

_ROUND_M = 0.030  # radius of the corner between shoulder and sleeve


def ramp(low: float, high: float, values: Array) -> Array:
    """0 below `low`, 1 above `high`, smooth between; `low` may be the greater one."""
    t = np.clip((values - low) / (high - low), 0.0, 1.0)
    return np.asarray(t * t * (3 - 2 * t))


@dataclass(frozen=True)
class Cut:
    """The measures a jacket is cut by, metres at rest, for the left side (x > 0)."""

    mannequin: Mannequin
    look: OutfitLook

    def height(self, share: float) -> float:
        """Height that is `share` of the way from the hips to the neck."""
        hips, neck = self.mannequin.at["Hips"][1], self.mannequin.at["Neck"][1]
        return float(hips + share * (neck - hips))

    @cached_property
    def hem(self) -> float:
        return self.height(self.look.hem_y)

    @cached_property
    def waist(self) -> float:
        return self.height(0.38)

    @cached_property
    def base(self) -> Cloth:
        """Skin-tight cloth that jackets are made of."""
        mannequin = self.mannequin
        return shell(mannequin, (mannequin.points[:, 1] > self.hem - 0.075) | (mannequin.share("Arm", "Hand") > 0.5))

    def arm_share(self, cloth: Cloth) -> Array:
        """How much (n,) of each vertex follows an arm."""
        columns = [n for n, name in enumerate(self.mannequin.names) if "Arm" in name or "Hand" in name]
        return np.asarray(cloth.table[:, columns].sum(axis=1))

    @cached_property
    def _landmarks(self) -> tuple[int, int]:
        cloth, share = self.base, self.arm_share(self.base)
        left = cloth.points[:, 0] > 0.02
        pit = np.flatnonzero(left & (np.abs(share - 0.5) < 0.12))
        arm = self.mannequin.at["LeftArm"]
        below = arm[1] - cloth.points[:, 1]
        outer = cloth.points[left & (share > 0.5) & (below > 0.03) & (below < 0.06), 0].max() - 0.028
        ridge = left & (np.abs(cloth.points[:, 2] - arm[2]) < 0.035) & (np.abs(cloth.points[:, 0] - outer) < 0.012)
        top = np.flatnonzero(ridge)
        return int(pit[cloth.bind[pit, 1].argmin()]), int(top[cloth.points[top, 1].argmax()])

    @cached_property
    def neck(self) -> Array:
        """(2,) x and y where the shoulder's line leaves the neck."""
        points = self.base.points
        x = 0.018 + 0.31 * self.mannequin.at["LeftArm"][0]
        near = np.abs(points[:, 0] - x) < 0.007
        return np.array([x, points[near, 1].max() + 0.007])

    @cached_property
    def tip(self) -> Array:
        """(2,) x and y of the shoulder's end, padded."""
        x = self.base.points[self._landmarks[1], 0]
        return np.array([x, self.neck[1] - self.look.shoulder_slope * (x - self.neck[0])])

    def armhole(self, cloth: Cloth) -> Array:
        """(n,) metres, roughly: positive on the sleeve, negative on the body, in the bind pose."""
        pit, top = self.base.bind[self._landmarks[0]], self.base.bind[self._landmarks[1]]
        t = (cloth.bind[:, 1] - pit[1]) / (top[1] - pit[1])
        line = np.abs(cloth.bind[:, 0]) - pit[0] - t * (top[0] - pit[0]) + 0.014 * np.sin(np.pi * np.clip(t, 0, 1))
        return np.where(t < 0.35, np.minimum(line, 0.25 * (self.arm_share(cloth) - 0.3)), line)

    def along_arm(self, cloth: Cloth) -> Array:
        """(n,) 0 at the shoulder, 1 at the elbow, 2 at the wrist; goes on beyond both ends."""
        at = self.mannequin.at
        points = cloth.points * np.where(cloth.points[:, :1] < 0, -1.0, 1.0) ** np.array([1, 0, 0])
        shoulder, elbow, wrist = at["LeftArm"], at["LeftForeArm"], at["LeftHand"]
        upper = (points - shoulder) @ (elbow - shoulder) / ((elbow - shoulder) @ (elbow - shoulder))
        lower = (points - elbow) @ (wrist - elbow) / ((wrist - elbow) @ (wrist - elbow))
        return np.asarray(
            np.where(upper < 1, np.minimum(upper, 1), 0) + np.where(upper >= 1, 1 + np.maximum(lower, 0), 0)
        )


def _padded(cut: Cut, cloth: Cloth) -> Cloth:
    """The ground raised by a shoulder pad and a sleeve head: a straight line from the neck, then straight down."""
    side = np.where(cloth.points[:, 0] < 0, -1.0, 1.0)
    x, y, z = np.abs(cloth.points[:, 0]), cloth.points[:, 1], cloth.points[:, 2]
    slope = cut.look.shoulder_slope
    wide = np.hypot(1.0, slope)
    arm = cut.mannequin.at["LeftArm"]
    over = (y - (cut.neck[1] - slope * (x - cut.neck[0]))) / wide  # above the shoulder's line
    edge = cut.tip[0] + cut.look.shoulder_pad_m
    lean = 0.10
    beyond = (x - edge - lean * (cut.tip[1] - y)) / np.hypot(1.0, lean)  # outside the sleeve's line
    a, b = over + _ROUND_M, beyond + _ROUND_M
    corner = np.hypot(np.maximum(a, 0), np.maximum(b, 0))
    distance = np.where((a > 0) & (b > 0), corner - _ROUND_M, np.maximum(over, beyond))
    away = np.stack([b * (b > 0), a * (a > 0)], axis=1)
    flat = np.stack([np.where(beyond > over, 1.0, slope / wide), np.where(beyond > over, lean, 1 / wide)], axis=1)
    away = np.where(((a > 0) & (b > 0))[:, None], away / np.maximum(corner, 1e-9)[:, None], flat)
    depth = -distance
    near = ramp(0.085, 0.0, np.abs(z - arm[2] + 0.006)) * ramp(0.085, 0.03, depth) * (depth > 0)
    near = near * ramp(cut.neck[0] - 0.012, cut.neck[0] + 0.02, x) * ramp(cut.tip[1] - 0.16, cut.tip[1] - 0.07, y)
    push = depth * near
    ground = cloth.points + np.stack([side * away[:, 0] * push, away[:, 1] * push, np.zeros(len(x))], axis=1)
    mean = averaging(cloth.triangles, cloth.size)
    ground = faired(ground, mean, 6, ramp(0.0, 0.004, smoothed(push, mean, 4)))
    return replace(cloth, ground=ground, points=ground, out=vertex_normals(ground, cloth.triangles))


def _folds(cut: Cut, cloth: Cloth) -> Array:
    """Heights (n,) of the folds at the elbow and above the cuff, metres."""
    sleeve = ramp(0.35, 0.75, cut.arm_share(cloth))
    along = cut.along_arm(cloth)
    arm = cut.mannequin.at["LeftArm"]
    turn = np.arctan2(cloth.points[:, 2] - arm[2], np.abs(cloth.points[:, 0]) - arm[0] - 0.03)
    elbow = np.sin(17 * along + 1.6 * np.sin(turn + 0.4)) * np.exp(-(((along - 1.02) / 0.22) ** 2))
    inner = 0.55 + 0.45 * np.cos(turn - 1.4)
    cuff = 0.6 * np.sin(23 * along + 1.2 * np.cos(turn)) * np.exp(-(((along - 1.66) / 0.16) ** 2))
    upper = 0.5 * np.sin(9 * along + 2.2 * turn) * np.exp(-(((along - 0.42) / 0.25) ** 2))
    return np.asarray(0.0046 * sleeve * (elbow * inner + cuff * 0.8 + upper * 0.6))


def body_of(cut: Cut) -> Cloth:
    """The whole jacket as one closed cloth, not yet opened in front."""
    look = cut.look
    cloth = _padded(cut, cut.base)
    arm = ramp(0.25, 0.7, cut.arm_share(cloth))
    y = cloth.points[:, 1]
    ease = look.chest_ease_m + (look.waist_ease_m - look.chest_ease_m) * ramp(cut.waist + 0.12, cut.waist + 0.03, y)
    ease = ease + (look.hem_ease_m - look.waist_ease_m) * ramp(cut.waist - 0.02, cut.hem, y)
    ahead = ramp(0.02, 0.06, cloth.points[:, 2]) * (1 - arm)
    under = cut.waist + 0.62 * (cut.mannequin.at["Spine2"][1] - cut.waist)
    ease = ease + 0.008 * ahead * np.exp(-(((y - under) / 0.055) ** 2))  # cloth falls from the chest, not in under it
    neck = ramp(cut.neck[0] + 0.04, cut.neck[0], np.hypot(cloth.points[:, 0], cloth.points[:, 2])) * ramp(
        cut.neck[1] - 0.04, cut.neck[1] - 0.01, y
    )
    along = cut.along_arm(cloth)
    sleeve = look.sleeve_ease_m * (1 + 0.30 * ramp(0.9, 0.3, along) + 0.15 * ramp(1.3, 2.0, along))
    ease = (ease * (1 - arm) + sleeve * arm) * (1 - 0.45 * neck)
    taut = draped(cloth, ease, 140, 0.25 + 0.75 * (1 - arm))
    mean = averaging(taut.triangles, taut.size)
    points = faired(taut.points, mean, 5)
    even = taut.placed(points)
    out = even.raised(_folds(cut, even))
    out = out.placed(out.points).even_weights(4)
    return replace(out, normals=_honest(cut.mannequin, out))


def _honest(mannequin: Mannequin, cloth: Cloth) -> Array:
    """Normals (n, 3) at rest; where the cloth is squeezed there (the armpits), those that suit a lifted arm."""
    lifted = vertex_normals(mannequin.bound(cloth.points, cloth.table), cloth.triangles)
    agree = (mannequin.turned_back(cloth.normals, cloth.table) * lifted).sum(axis=1)
    mean = averaging(cloth.triangles, cloth.size)
    share = smoothed(ramp(0.95, 0.75, agree), mean, 3)[:, None]
    mixed = (1 - share) * cloth.normals + share * mannequin.turned(lifted, cloth.table)
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True))
