"""A neat short cut: parted at the side, swept over with some height in front, tapering to the ears and the nape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from human.body import Body
from human.hair.cap import over_skull
from human.hair.hairline import edge
from human.hair.look import HairLook, Level
from human.hair.skull import Skull
from human.hair.strands import Strand, smoothstep, unit
from human.hair.textures import DENSE, FINE, FLYAWAY, MEDIUM, WISPY
from mesh.part import Array, Part

_STEPS = 14
_TOP, _TUFTS = (DENSE[0], *MEDIUM), DENSE[1:]


@dataclass(frozen=True)
class _Plan:
    """Cards on top and on the sides, their widths, and how they are divided."""

    top: int
    side: int
    edge: int
    stray: int
    top_m: float
    side_m: float
    segment_m: float
    columns: int
    cap: tuple[int, int]


_PLANS: dict[Level, _Plan] = {
    "low": _Plan(220, 290, 150, 6, 0.017, 0.0135, 0.015, 1, (40, 12)),
    "medium": _Plan(480, 860, 520, 30, 0.0115, 0.0090, 0.0095, 1, (56, 14)),
    "high": _Plan(640, 1170, 700, 60, 0.0095, 0.0075, 0.0065, 2, (72, 20)),
}


class Crop:
    """Where each hair grows, which way it is combed, how long and how high it stands."""

    def __init__(self, body: Body, look: HairLook) -> None:
        self.look = look
        self.skull = Skull(body)
        self._edge = edge(self.skull, look)
        self._sweep = -1.0 if look.part_x > 0 else 1.0  # the side to which the top is combed

    def topness(self, away: Array) -> Array:
        """0 on the tapered sides, 1 on top, for unit vectors (…, 3) from the skull's middle."""
        forward = away[..., 2]
        beyond = self._beyond(away)
        low = 0.42 - 0.10 * smoothstep(-0.2, 0.6, forward) + 0.10 * smoothstep(-0.3, -0.9, forward)
        return np.asarray(smoothstep(low, low + 0.34, away[..., 1]) * (0.40 + 0.60 * smoothstep(-0.06, 0.10, beyond)))

    def _beyond(self, away: Array) -> Array:
        """How far past the parting towards the swept side, in skull radii."""
        part = self.look.part_x * (0.86 - 0.30 * smoothstep(0.5, -0.5, away[..., 2]))
        return np.asarray((away[..., 0] - part) * self._sweep)

    def combed(self, points: Array) -> Array:
        """Unit directions (…, 3) along the skin in which hair lies there."""
        away = unit(points - self.skull.centre)
        beyond = self._beyond(away)[..., None]
        forward = away[..., 2:3]
        over = np.array([self._sweep, 0.0, 0.0])
        back = np.array([0.0, -0.1, -1.0])
        down = np.array([0.0, -1.0, -0.10])
        swept = over * (0.75 - 0.25 * smoothstep(0.2, 0.8, forward)) + back * (
            0.55 + 0.25 * smoothstep(0.1, 0.7, forward)
        )
        other = -over * 0.55 + np.array([0.0, -0.35, -0.45])
        top = np.where(beyond > 0, swept, other)
        share = smoothstep(0.30, 0.72, away[..., 1:2])
        share = share * (1 - 0.75 * smoothstep(-0.35, -0.85, forward))
        way = top * share + down * (1 - share)
        return unit(way - away * (way * away).sum(axis=-1, keepdims=True))

    def inside(self, away: Array) -> Array:
        """Metres above the hair's edge of unit vectors (…, 3)."""
        azimuth, elevation = np.arctan2(away[..., 0], away[..., 2]), np.arcsin(np.clip(away[..., 1], -1, 1))
        step = np.radians(1.0)
        slope = (self._edge(azimuth + step) - self._edge(azimuth - step)) / (2 * step * 0.08)
        height = self.skull.centre[1] + np.sin(elevation) * self.skull.radius(azimuth, elevation)
        return np.asarray((height - self._edge(azimuth)) / np.sqrt(1 + slope**2))

    def roots(
        self, rng: np.random.Generator, count: int, low: float, high: float, edge_m: tuple[float, float]
    ) -> Array:
        """`count` unit vectors evenly over the hairy skin with topness and distance from the edge in those ranges."""
        found: list[Array] = []
        have = 0
        while have < count:
            index = np.arange(4000) + rng.uniform(0, 1)
            y = 1 - 2 * (index % 4000) / 4000
            turn = index * np.pi * (3 - np.sqrt(5)) + rng.uniform(0, 6.3)
            flat = np.sqrt(np.maximum(1 - y**2, 0))
            away = unit(
                np.stack([np.cos(turn) * flat, y, np.sin(turn) * flat], axis=-1) + rng.normal(0, 0.012, (4000, 3))
            )
            top, inside = self.topness(away), self.inside(away)
            keep = away[(top >= low) & (top <= high) & (inside > edge_m[0]) & (inside < edge_m[1])]
            found.append(rng.permutation(keep))
            have += len(keep)
        return np.concatenate(found)[:count]

    def grown(
        self, away: Array, length_m: Array, height_m: Array, rng: np.random.Generator, stray: float
    ) -> tuple[Array, Array]:
        """Lines (n, steps, 3) from the skin and the hull's normals: each is combed along and rises to its height."""
        point = (
            self.skull.centre
            + away
            * self.skull.radius(np.arctan2(away[:, 0], away[:, 2]), np.arcsin(np.clip(away[:, 1], -1, 1)))[:, None]
        )
        turn = rng.normal(0, stray, len(away))[:, None]
        walk = [point]
        before = self.combed(point)
        for _ in range(_STEPS - 1):
            way = unit(0.5 * before + 0.5 * self.combed(point))
            normal = unit(point - self.skull.centre)
            way = unit(way * np.cos(turn) + np.cross(normal, way) * np.sin(turn))
            before = way
            point = point + way * (length_m / (_STEPS - 1))[:, None]
            azimuth, elevation, distance = self.skull.angles(point)
            point = (
                self.skull.centre
                + (point - self.skull.centre) * (self.skull.radius(azimuth, elevation) / distance)[:, None]
            )
            walk.append(point)
        share = np.linspace(0, 1, _STEPS)
        line = np.stack(walk, axis=1)
        normals = unit(line - self.skull.centre)
        rise = np.sin(np.clip(share / 0.62, 0, 1) * np.pi / 2) ** 1.15 * (1 - 0.50 * smoothstep(0.42, 1.0, share))
        there = self.topness(normals)
        lies = 0.35 + 0.65 * np.minimum(1, there / np.maximum(there[:, :1], 0.3))  # flatter where it reaches the sides
        return line + normals * (0.0007 + height_m[:, None] * rise[None] * lies)[..., None], normals

    def strands(self, plan: _Plan) -> list[Strand]:
        """All cards, the lowest first so that they overlap like tiles."""
        rng = np.random.default_rng(self.look.seed + 1)
        out: list[Strand] = []
        out += self._area(
            rng, plan.side, (0.0, 0.45), (0.0080, 1.0), plan.side_m, (0.55, 1.0), (*DENSE, *DENSE, *MEDIUM)
        )
        out += self._area(rng, plan.edge, (0.0, 1.0), (-0.002, 0.013), plan.side_m * 0.5, (0.3, 0.9), FINE, fine=True)
        third = plan.top // 3
        out += self._area(rng, third, (0.25, 1.0), (0.002, 1.0), plan.top_m * 1.35, (0.35, 0.55), _TOP)
        out += self._area(rng, third, (0.30, 1.0), (0.002, 1.0), plan.top_m * 1.1, (0.6, 0.8), _TOP)
        out += self._area(rng, plan.top - 2 * third, (0.35, 1.0), (0.001, 1.0), plan.top_m, (0.88, 1.05), _TOP)
        out += self._area(
            rng, plan.stray, (0.4, 1.0), (0.004, 1.0), plan.top_m * 0.6, (1.0, 1.25), (*WISPY, *FLYAWAY), wild=3.0
        )
        return out

    def _area(
        self, rng: np.random.Generator, count: int, top: tuple[float, float], edge_m: tuple[float, float],
        width_m: float, depth: tuple[float, float], tiles: tuple[int, ...], *, fine: bool = False, wild: float = 1.0,
    ) -> list[Strand]:  # fmt: skip
        if count == 0:
            return []
        away = self.roots(rng, count, *top, edge_m)
        away = away[np.argsort(away[:, 1])]
        share, inside, forward = self.topness(away), self.inside(away), away[:, 2]
        scale = self.skull.height_m / 0.0816
        taper = smoothstep(-0.002, 0.045, inside)
        length = (0.009 + 0.017 * taper * (1 - share) + (0.034 + 0.010 * smoothstep(0.2, 0.8, forward)) * share) * scale
        height = (
            0.0012 + 0.0060 * taper * (1 - share) + (0.013 + 0.006 * smoothstep(0.1, 0.85, forward)) * share
        ) * scale
        if fine:
            length, height = length * (0.55 + 0.45 * smoothstep(0.0, 0.010, inside)), height * 0.4
        length *= rng.uniform(0.8, 1.2, count)
        level = rng.uniform(*depth, count)
        lines, normals = self.grown(away, length, height * level, rng, 0.07 * wild if not fine else 0.15)
        lines += (rng.normal(0, 0.0007, (count, 1, 3)) * np.linspace(0, 1, _STEPS)[None, :, None]) * wild
        least = 0.78 - 0.23 * share
        tone = (least + (1 - least) * level / max(depth[1], 1.0)) * rng.uniform(0.92, 1.0, count)
        out = []
        for k in range(count):
            root = 0.86 - 0.26 * share[k]  # short hair lets light in to the skin
            shade = tone[k] * (root + (1 - root) * np.linspace(0, 1, _STEPS) ** 0.6)
            out.append(
                Strand(
                    lines[k],
                    normals[k],
                    width_m * rng.uniform(0.7, 1.25) * (0.85 + 0.15 * share[k]),
                    int(rng.choice(tiles)),
                    shade,
                    turn=rng.normal(0, 0.04 + 0.10 * share[k]),
                    root_width=0.7 - 0.38 * share[k],
                    tip_width=0.75,
                    layer="wisps" if fine or tiles[-1] in FLYAWAY else "under" if depth[1] < 0.6 else "hair",
                    rounded=0.10 + 0.22 * share[k],
                )
            )
        return out


def grown(body: Body, look: HairLook, level: Level) -> tuple[list[Part], list[Strand], tuple[float, int]]:
    """The layer beneath, the strands, and the cards' (segment length in metres, quads across)."""
    hair = Crop(body, look)
    plan = _PLANS[level]
    return [over_skull(hair, *plan.cap)], hair.strands(plan), (plan.segment_m, plan.columns)
