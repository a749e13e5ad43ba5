"""Straight hair to just above the shoulders, parted at the side: free over one ear, tucked behind the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from human.body import Body
from human.hair.cover import under_sheet
from human.hair.hairline import edge
from human.hair.look import HairLook, Level
from human.hair.sheet import Guide, Sheet
from human.hair.skull import Skull
from human.hair.strands import Strand, smoothstep, unit
from human.hair.textures import DENSE, FINE, FLYAWAY, MEDIUM, WISPY
from mesh.part import Array, Part

_FREE = (
    (0.00, ((8, 37), (32, 26), (51, 8.5), (63, -13)), ((68, -45, 84), (70, -85, 88), (67, -113, 83), (60, -139, 70))),
    (0.10, ((22, 37), (48, 21), (65, 0)), ((71, -42, 85), (72, -82, 87), (71, -113, 83), (67, -139, 72))),
    (0.22, ((40, 40), (66, 20), (79, -4)), ((82, -40, 85), (82, -80, 86), (80, -112, 83), (77, -139, 73))),
    (0.38, ((64, 40), (84, 16), (96, -6)), ((98, -40, 85), (98, -80, 85), (97, -112, 83), (95, -138, 74))),
    (0.56, ((100, 42), (118, -6)), ((119, -40, 90), (119, -80, 89), (119, -112, 86), (118, -137, 77))),
    (0.78, ((140, 36), (149, -8)), ((149, -40, 98), (149, -80, 96), (149, -118, 89), (149, -143, 79))),
    (1.00, ((180, 30), (180, -8)), ((180, -40, 102), (180, -80, 99), (180, -118, 92), (180, -142, 82))),
)
_TUCKED = (
    (0.00, ((36, 35.5), (54, 20), (68, 6), (82, -2), (97, -3), (109, -12)),
           ((116, -40, 82), (115, -80, 84), (112, -111, 82), (107, -138, 74))),
    (0.14, ((42, 43), (64, 27), (90, 9), (111, -6)),
           ((120, -40, 85), (119, -80, 86), (117, -111, 83), (113, -137, 74))),
    (0.32, ((56, 47), (84, 28), (117, -4)), ((126, -40, 88), (125, -80, 88), (124, -111, 84), (121, -136, 75))),
    (0.56, ((100, 44), (128, -4)), ((133, -40, 93), (133, -80, 92), (132, -111, 87), (131, -136, 78))),
    (0.78, ((140, 36), (152, -8)), ((153, -40, 98), (153, -80, 96), (153, -118, 89), (153, -143, 79))),
    (1.00, ((180, 30), (180, -8)), ((180, -40, 102), (180, -80, 99), (180, -118, 92), (180, -142, 82))),
)  # fmt: skip
# Thickness in mm over u (rows, face to back) and t (parting to tips).
_VOLUME = np.array(
    [
        (6.0, 7.0, 7.0, 6.5, 6.5, 8.0, 9.0, 8.0, 5.0),
        (9.0, 11.5, 12.0, 11.0, 10.0, 11.0, 12.0, 10.5, 7.0),
        (12.0, 15.0, 16.5, 16.5, 14.5, 12.5, 13.0, 11.5, 8.0),
        (15.0, 18.0, 20.0, 19.5, 17.0, 13.0, 12.5, 11.5, 8.0),
        (20.0, 21.0, 20.5, 17.5, 13.0, 11.0, 11.0, 10.0, 8.0),
        (21.5, 22.5, 21.0, 17.0, 12.5, 11.0, 11.0, 10.0, 8.0),
    ]
)
_CROWN_U = 0.62


@dataclass(frozen=True)
class _Plan:
    """How many cards of each sort on both sides together, and how wide."""

    outer: int
    middle: int
    inner: int
    short: int
    baby: int
    stray: int
    width_m: float


_PLANS: dict[Level, _Plan] = {
    "low": _Plan(outer=84, middle=30, inner=0, short=16, baby=40, stray=8, width_m=0.026),
    "medium": _Plan(outer=200, middle=120, inner=50, short=70, baby=110, stray=40, width_m=0.019),
    "high": _Plan(outer=284, middle=176, inner=84, short=120, baby=170, stray=70, width_m=0.0145),
}


class Lob:
    """The two sides of the hair and the strands that lie on them."""

    def __init__(self, body: Body, look: HairLook) -> None:
        self.look = look
        rng = np.random.default_rng(look.seed)
        self._locks_u = np.cumsum(rng.uniform(0.6, 1.6, 34))
        self._locks_u = (self._locks_u - 0.3) / self._locks_u[-1]
        self._relief = rng.uniform(-0.17, 0.17, 34)
        self.skull = Skull(body)
        self.ears = Skull(body, ears=True)
        self._edge = edge(self.skull, look)
        parting = self._parting()
        tucked = 1 if look.part_x > 0 else -1
        self.sides = [  # the figure's left, then right
            self._sheet(side, _TUCKED if side == tucked else _FREE, parting, side != tucked) for side in (1, -1)
        ]
        self.free = self.sides[1 if tucked == 1 else 0]

    def _parting(self) -> Array:
        """Directions (97, 2) azimuth and elevation in degrees along the parting, from the forehead to the crown."""
        half = 0.073
        front = np.radians(np.degrees(np.arctan2(self.look.part_x * half, 0.066)))
        lift = (float(self._edge(front)) + 0.002 - self.skull.centre[1]) / self.skull.radius(front, np.radians(40.0))
        z0 = float(np.cos(np.arcsin(lift)) * np.cos(front))
        share = np.linspace(0, 1, 97)
        z = z0 + (-0.55 - z0) * share
        x = self.look.part_x * 0.9 * (1 - 0.75 * share**1.6)
        ways = np.stack([x, np.sqrt(np.maximum(1 - x**2 - z**2, 0.05)), z], axis=-1)
        return np.degrees(np.stack([np.arctan2(ways[:, 0], ways[:, 2]), np.arcsin(ways[:, 1])], axis=-1))

    def _sheet(self, side: int, table: tuple, parting: Array, free: bool) -> Sheet:  # type: ignore[type-arg]
        guides = []
        for u, over, falls in table:
            azimuth, elevation = parting[round(min(u / _CROWN_U, 1) * (len(parting) - 1))]
            guides.append(Guide(u, ((azimuth * side, elevation), *over), falls))
        return Sheet(self.skull, self.ears if free else self.skull, side, guides, _VOLUME / 1000)

    # --- what lies on the sheets -------------------------------------------------------------------------------------

    def strands(self, level: Level) -> list[Strand]:
        """All cards, innermost first."""
        plan = _PLANS[level]
        rng = np.random.default_rng(self.look.seed + 1)
        out: list[Strand] = []
        for sheet in self.sides:
            out += self._layer(rng, sheet, plan.inner // 2, (0.05, 0.30), plan.width_m * 1.3, (*DENSE,), (0.40, 0.55))
            out += self._layer(rng, sheet, plan.middle // 2, (0.40, 0.70), plan.width_m * 1.15, (*DENSE,), (0.60, 0.80))
            out += self._layer(
                rng, sheet, plan.outer // 2, (0.80, 1.0), plan.width_m, (*DENSE, *DENSE, *MEDIUM), (0.82, 1.0)
            )
            out += self._locks(rng, sheet, plan.short // 2, plan.width_m * 0.8)
            out += self._fringe(rng, sheet, plan.baby // 3)
            if sheet is self.free:
                out += self._framing(rng, sheet, 4 + plan.short // 12)
            out += self._ends(rng, sheet, plan.baby // 2)
            out += self._strays(rng, sheet, plan.stray // 2)
        out += self._baby(rng, plan.baby) + self._tendrils(rng, 3 + plan.baby // 50)
        return out

    def _layer(
        self, rng: np.random.Generator, sheet: Sheet, count: int, depth: tuple[float, float], width: float,
        tiles: tuple[int, ...], light: tuple[float, float],
    ) -> list[Strand]:  # fmt: skip
        """Long cards from the parting to the tips, evenly over the sheet."""
        out = []
        for k in range(count):
            u = 0.012 + 0.988 * (k + rng.uniform(0.1, 0.9)) / count
            top = rng.uniform(*depth)
            framing = float(smoothstep(0.14, 0.0, u))
            length = 1 - (0.035 + 0.16 * framing) * rng.random() ** 2 - 0.05 * (1 - top)
            t = np.linspace(rng.uniform(0.0, 0.010), length, 40)
            drift = rng.normal(0, 0.010) * np.sin(t * rng.uniform(2, 5) + rng.uniform(0, 6.3)) * smoothstep(0, 0.3, t)
            lock, relief = self._lock(u)
            drift += (lock - u) * 0.32 * smoothstep(0.35, 1.0, t)
            flat = 0.20 + 0.65 * float(smoothstep(0.05, _CROWN_U, u))  # hair leaves the parting at the skin, and rises
            rise = flat + (1 - flat) * (1 - np.exp(-t / 0.045))
            points, normals = sheet.at(u + drift, t, top * rise + relief * smoothstep(0.1, 0.8, t))
            shade = rng.uniform(*light) * (1 + 0.9 * relief) * self._light(t, u)
            out.append(
                Strand(
                    points,
                    normals,
                    width * rng.uniform(0.7, 1.3),
                    int(rng.choice(tiles)),
                    shade,
                    turn=rng.normal(0, 0.12),
                    root_width=0.42,
                    layer="under" if depth[1] < 0.35 else "hair",
                    tip_width=0.55,
                )
            )
        return out

    def _lock(self, u: float) -> tuple[float, float]:
        """The middle of the lock that hair at `u` joins towards its tip, and by how much depth that lock stands out."""
        nearest = int(np.argmin(np.abs(self._locks_u - u)))
        return float(self._locks_u[nearest]), float(self._relief[nearest])

    @staticmethod
    def _light(t: Array, u: float) -> Array:
        """Darker at the roots, where less light comes; a little lighter towards the tips."""
        return (
            (0.74 + 0.26 * smoothstep(0, 0.10, t))
            * (0.9 + 0.1 * smoothstep(0.4, 1.0, t))
            * (0.92 + 0.08 * float(smoothstep(0, 0.1, u)))
        )

    def _locks(self, rng: np.random.Generator, sheet: Sheet, count: int, width: float) -> list[Strand]:
        """Locks on top that begin and end anywhere: layered cutting, and clumps of different width."""
        out = []
        for _ in range(count):
            u, start = rng.random(), rng.uniform(0.02, 0.45)
            end = min(1.0, start + rng.uniform(0.35, 0.75))
            t = np.linspace(start, end, 24)
            drift = rng.normal(0, 0.018) * (t - start)
            points, normals = sheet.at(u + drift, t, 0.75 + rng.uniform(0.2, 0.42) * smoothstep(start, start + 0.12, t))
            shade = rng.uniform(0.85, 1.0) * self._light(t, u)
            tile = int(rng.choice((*MEDIUM, *WISPY)))
            out.append(
                Strand(points, normals, width * rng.uniform(0.4, 1.0), tile, shade, root_width=0.3, tip_width=0.35)
            )
        return out

    def _fringe(self, rng: np.random.Generator, sheet: Sheet, count: int) -> list[Strand]:
        """Thin locks along the edge at the face, which leave it a little here and there."""
        out = []
        for k in range(count):
            u = -0.03 + 0.09 * (k + rng.random()) / count
            t = np.linspace(0.0, rng.uniform(0.72, 1.0), 36)
            drift = rng.normal(0, 0.012) * smoothstep(0.1, 0.9, t) + rng.normal(0, 0.006) * np.sin(
                t * rng.uniform(3, 7)
            )
            begun = max(u, 0.012)
            drift += (u - begun) * smoothstep(0.02, 0.3, t)
            points, normals = sheet.at(begun + drift, t, rng.uniform(0.5, 1.1) * (0.3 + 0.7 * smoothstep(0, 0.1, t)))
            points = self.skull.lifted(points, 0.0014)
            shade = rng.uniform(0.7, 1.0) * self._light(t, u)
            tile = int(rng.choice((*WISPY, *MEDIUM)))
            width = rng.uniform(0.005, 0.010)
            out.append(Strand(points, normals, width, tile, shade, root_width=0.5, tip_width=0.5, layer="wisps"))
        return out

    def _framing(self, rng: np.random.Generator, sheet: Sheet, count: int) -> list[Strand]:
        """Soft locks before the temple and the cheek, which swing out of the edge and return to it."""
        out = []
        for k in range(count):
            u = 0.014 + 0.03 * (k + rng.random()) / count
            end = rng.uniform(0.72, 1.0)
            t = np.linspace(0.0, end, 36)
            share = t / end
            forward = rng.uniform(0.06, 0.24) * np.sin(np.pi * smoothstep(0.22, 1.05, share)) ** 1.2
            points, normals = sheet.at(u - forward, t, rng.uniform(0.5, 1.0) * (0.3 + 0.7 * smoothstep(0, 0.1, t)))
            away = rng.uniform(0.006, 0.014) * np.sin(np.pi * smoothstep(0.25, 1.05, share))
            points = points + away[:, None] * np.array([-sheet.side * 1.0, 0.0, 0.6])
            points = self.ears.lifted(points, 0.003)
            shade = rng.uniform(0.75, 0.95) * self._light(t, u)
            fine = k % 3 == 0
            tile = int(rng.choice(WISPY if fine else MEDIUM))
            width = rng.uniform(0.004, 0.006) if fine else rng.uniform(0.006, 0.010)
            out.append(
                Strand(
                    points, normals, width, tile, shade, root_width=0.4, tip_width=0.3,
                    layer="wisps" if fine else "hair", turn=rng.normal(0, 0.2),
                )
            )  # fmt: skip
        return out

    def _ends(self, rng: np.random.Generator, sheet: Sheet, count: int) -> list[Strand]:
        """Soft tips over the ends of the cards, and a little longer."""
        out = []
        for k in range(count):
            u = (k + rng.random()) / count
            t = np.linspace(rng.uniform(0.66, 0.84), rng.uniform(0.97, 1.0), 10)
            lock, relief = self._lock(u)
            depth = rng.uniform(0.1, 1.0)
            points, normals = sheet.at(u + (lock - u) * 0.5 * smoothstep(0.35, 1.0, t), t, depth + relief)
            points = points + (points[-1] - points[-2]) * (np.linspace(0, 1, 10) ** 2 * rng.uniform(0, 0.7))[:, None]
            shade = rng.uniform(0.7, 0.95) * (0.4 + 0.6 * depth) * self._light(t, u)
            tile = int(rng.choice((*WISPY, *MEDIUM)))
            out.append(
                Strand(
                    points,
                    normals,
                    rng.uniform(0.008, 0.016),
                    tile,
                    shade,
                    span=(0.4, 1.0),
                    root_width=0.2,
                    tip_width=0.4,
                    layer="wisps",
                )
            )
        return out

    def _tendrils(self, rng: np.random.Generator, count: int) -> list[Strand]:
        """A few hairs that have come loose before the uncovered ear."""
        side = self.sides[0].side if self.look.part_x > 0 else self.sides[1].side
        out = []
        for _ in range(count):
            share = np.linspace(0, 1, 14)
            azimuth = np.radians(
                rng.uniform(70, 80) + rng.uniform(-6, 3) * share + 2.5 * np.sin(share * rng.uniform(2, 4))
            )
            elevation = np.radians(rng.uniform(-2, 8) - rng.uniform(22, 52) * share)
            points = self.skull.at(azimuth * side, elevation, 0.001 + 0.004 * smoothstep(0, 0.5, share))
            normals = unit(points - self.skull.centre)
            shade = np.full(14, rng.uniform(0.6, 0.8))
            out.append(
                Strand(
                    points,
                    normals,
                    rng.uniform(0.003, 0.006),
                    FLYAWAY[0],
                    shade,
                    span=(0.15, 1.0),
                    tip_width=0.4,
                    layer="wisps",
                )
            )
        return out

    def _strays(self, rng: np.random.Generator, sheet: Sheet, count: int) -> list[Strand]:
        """Single hairs that stand off the hull."""
        out = []
        for _ in range(count):
            u, start = rng.random(), rng.uniform(0.0, 0.5)
            t = np.linspace(start, min(1.0, start + rng.uniform(0.2, 0.5)), 20)
            share = (t - start) / (t[-1] - start)
            lift = 0.9 + rng.uniform(0.05, 0.40) * np.sin(share * np.pi * rng.uniform(0.6, 1.0))
            points, normals = sheet.at(u + rng.normal(0, 0.03) * share, t, lift)
            points = points + rng.normal(0, 0.004, 3) * share[:, None] ** 2
            shade = np.full(len(t), rng.uniform(0.8, 1.0))
            out.append(
                Strand(
                    points,
                    normals,
                    rng.uniform(0.005, 0.010),
                    FLYAWAY[0],
                    shade,
                    turn=rng.uniform(-0.8, 0.8),
                    segments=1.5,
                    layer="wisps",
                )
            )
        return out

    def _baby(self, rng: np.random.Generator, count: int) -> list[Strand]:
        """Short fine hair along the hairline, so that no line is seen."""
        out = []
        part = np.degrees(np.arctan2(self.look.part_x * 0.073, 0.066))
        for k in range(count):
            azimuth = -96 + 192 * (k + rng.random()) / count
            sheet = self.sides[0] if azimuth > part else self.sides[1]
            angle = np.radians(azimuth)
            above = rng.uniform(-0.0015, 0.004)
            height = float(self._edge(angle)) + above - self.skull.centre[1]
            reach = float(self.skull.radius(angle, np.arcsin(np.clip(height / 0.08, -1, 1))))
            root = self.skull.at(angle, np.arcsin(np.clip(height / reach, -1, 1)), 0.0006)
            u, t0 = (float(value[0]) for value in sheet.nearest(root[None]))
            length = rng.uniform(0.014, 0.030)
            t = np.linspace(t0, min(t0 + length / sheet.length_m, 1), 10)
            line, _ = sheet.at(np.full(10, u), t, np.linspace(0, 0.3, 10))
            share = np.linspace(0, 1, 10)[:, None]
            points = line + (root - line[0]) * (1 - 0.6 * share**1.5)
            points = points - np.array([0.0, rng.uniform(-0.003, 0.003), 0.0]) * share**1.7
            points = self.skull.lifted(points, 0.001 + 0.0025 * share[:, 0])
            outward = unit(points - self.skull.centre)
            shade = np.full(10, rng.uniform(0.6, 0.9))
            fuller = k % 2 and abs(azimuth - part) > 9
            out.append(
                Strand(
                    points,
                    outward,
                    rng.uniform(0.003, 0.006),
                    FINE[0] if fuller else FLYAWAY[0],
                    shade,
                    root_width=0.9,
                    tip_width=0.5,
                    layer="wisps",
                )
            )
        return out


_CUTS: dict[Level, tuple[float, int, tuple[int, int]]] = {
    # segment length, quads across a card, grid of the layer beneath
    "low": (0.028, 1, (20, 14)),
    "medium": (0.022, 1, (24, 18)),
    "high": (0.019, 2, (36, 26)),
}


def grown(body: Body, look: HairLook, level: Level) -> tuple[list[Part], list[Strand], tuple[float, int]]:
    """The layer beneath, the strands, and the cards' (segment length in metres, quads across)."""
    hair = Lob(body, look)
    segment_m, columns, grid = _CUTS[level]
    return (
        [under_sheet(sheet, *grid, depth=0.35, shade=0.5) for sheet in hair.sides],
        hair.strands(level),
        (segment_m, columns),
    )
