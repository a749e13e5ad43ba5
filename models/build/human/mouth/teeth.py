"""Two rows of teeth in their gums, sized as an adult's and drawn in the face's own arch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from human.mouth.place import Mouth
from mesh.part import Array, Part, grid_triangles, joined

AROUND = 8
# Crown widths, heights and depths in metres from the middle to the first molar (means of adults).
UPPER = ((8.4, 10.0, 7.0), (6.6, 9.0, 6.2), (7.5, 9.8, 8.0), (7.0, 8.4, 9.0), (6.7, 7.9, 9.0), (9.8, 7.5, 10.5))
LOWER = ((5.3, 8.8, 5.8), (5.8, 9.0, 6.2), (6.7, 9.8, 7.6), (7.0, 8.6, 7.8), (7.1, 8.0, 8.2), (10.6, 7.6, 10.0))
MILLIMETRE = 0.001
ENAMEL = np.array([0.925, 0.900, 0.850])
EDGE = np.array([0.885, 0.880, 0.862])
NECK = np.array([0.880, 0.815, 0.715])
GUM = np.array([0.74, 0.40, 0.40])
# Rows of a crown: share of the way from the neck to the edge, width, depth, how far the front stands out.
INCISOR = ((-0.12, 0.76, 0.92, -0.10), (0.15, 0.84, 0.86, 0.00), (0.50, 0.95, 0.66, 0.03), (0.85, 1.0, 0.42, 0.0),
           (0.98, 0.95, 0.24, -0.05))  # fmt: skip
CANINE = ((-0.12, 0.78, 0.95, -0.10), (0.15, 0.88, 0.92, 0.02), (0.50, 1.0, 0.80, 0.05), (0.80, 0.88, 0.56, 0.02),
          (1.0, 0.42, 0.24, -0.08))  # fmt: skip
MOLAR = ((-0.12, 0.84, 0.86, -0.08), (0.15, 0.92, 0.96, 0.00), (0.50, 1.0, 1.0, 0.02), (0.85, 0.96, 0.84, -0.03),
         (0.97, 0.78, 0.56, -0.10))  # fmt: skip


@dataclass(frozen=True)
class Arch:
    """An ellipse's front half in a horizontal plane: `x = half_width·sin a`, `z = front − depth·(1 − cos a)`."""

    edge: Array
    half_width: float
    depth: float

    def at(self, angle: Array) -> tuple[Array, Array]:
        """Points (k, 3) on the teeth's fronts at the height of their edges, and outward directions (k, 3)."""
        sine, cosine = np.sin(angle), np.cos(angle)
        flat = np.zeros_like(angle)
        points = self.edge + np.stack([self.half_width * sine, flat, -self.depth * (1 - cosine)], axis=1)
        out = np.stack([sine / self.half_width, flat, cosine / self.depth], axis=1)
        return points, out / np.linalg.norm(out, axis=1, keepdims=True)

    def angles(self, lengths: Array) -> Array:
        """Angles at given lengths of arc from the middle."""
        angle = np.linspace(0, 1.5, 400)
        points, _ = self.at(angle)
        run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        return np.asarray(np.interp(lengths, run, angle))


def row(mouth: Mouth, *, upper: bool) -> Part:
    """A row of twelve teeth with its gum. Colours darken towards the throat."""
    sizes = np.array(UPPER if upper else LOWER) * MILLIMETRE * mouth.size
    inwards = 0.0 if upper else 0.0024 * mouth.size
    edge = mouth.upper_edge if upper else mouth.lower_edge
    arch = Arch(edge, mouth.half_width - inwards, mouth.depth - inwards)
    ends = np.concatenate([[0.0], np.cumsum(sizes[:, 0])])
    centres = arch.angles(0.5 * (ends[1:] + ends[:-1]))
    seeds = np.random.default_rng(11 if upper else 12)
    pieces = []
    for side in (1, -1):
        for number, size in enumerate(sizes):
            crown = _crown(number, size, upper)
            turn = seeds.normal(0, 0.025)
            shift = seeds.normal(0, 0.00012, 3) * mouth.size
            place, out = arch.at(side * centres[number : number + 1])
            angle = np.arctan2(out[0, 0], out[0, 2]) + turn
            crown.positions = crown.positions @ _turn(angle).T + place[0] + shift
            pieces.append(crown)
    pieces.append(_gum(arch, mouth, sizes, ends, upper))
    part = joined(pieces)
    part.normals = None
    far = np.clip((edge[2] - 0.004 - part.positions[:, 2]) / (0.030 * mouth.size), 0, 1)
    part.colours = part.colours * (1 - 0.80 * far**0.8)[:, None]
    return part


def _turn(angle: float) -> Array:
    sine, cosine = np.sin(angle), np.cos(angle)
    return np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])


def _crown(number: int, size: Array, upper: bool) -> Part:
    """A tooth with its edge at y = 0 and its front at z = 0, looking along +z."""
    width, height, depth = size
    rows = INCISOR if number < 2 else CANINE if number == 2 else MOLAR
    around = (np.arange(AROUND) + 0.5) / AROUND * 2 * np.pi
    # A rounded box: corners of the front are square, as on an incisor.
    ring = np.stack([np.sign(np.cos(around)) * np.abs(np.cos(around)) ** 0.55,
                     np.sign(np.sin(around)) * np.abs(np.sin(around)) ** 0.55], axis=1)  # fmt: skip
    points, colours = [], []
    for share, wide, deep, out in rows:
        y = height * (1 - share) * (1 if upper else -1)
        z = -0.5 * depth * deep + out * depth * 0.4
        front = z + ring[:, 1] * 0.5 * depth * deep
        points.append(np.stack([ring[:, 0] * 0.5 * width * wide, np.full(AROUND, y), front], axis=1))
        tone = NECK + (ENAMEL - NECK) * np.clip((share + 0.1) / 0.4, 0, 1)
        tone = tone + (EDGE - tone) * np.clip((share - 0.7) / 0.3, 0, 1) * (number < 3)
        colours.append(np.tile(tone * (1.0, 0.985, 0.955, 0.95, 0.94, 0.93)[number], (AROUND, 1)))
    last = len(rows) * AROUND
    points.append(points[-1].mean(axis=0, keepdims=True))
    colours.append(colours[-1][:1])
    side = grid_triangles(len(rows), AROUND, closed=True)
    cap = np.array([(last - AROUND + k, last - AROUND + (k + 1) % AROUND, last) for k in range(AROUND)])
    triangles = np.concatenate([side, cap])
    # Rows run from neck to edge: downwards above, upwards below.
    return Part(np.concatenate(points), triangles if not upper else triangles[:, ::-1], np.concatenate(colours))


def _gum(arch: Arch, mouth: Mouth, sizes: Array, ends: Array, upper: bool) -> Part:
    """Gum along the necks, reaching between the teeth and rounding over to the back."""
    columns = 6 * 4 + 1
    lengths = np.linspace(-ends[-1], ends[-1], columns)
    angle = np.sign(lengths) * arch.angles(np.abs(lengths))
    place, out = arch.at(angle)
    number = np.clip(np.searchsorted(ends, np.abs(lengths), side="right") - 1, 0, 5)
    within = (np.abs(lengths) - ends[number]) / sizes[number, 0]
    neck = sizes[number, 1] * (0.90 - 0.16 * np.abs(2 * within - 1) ** 1.5)
    up = 1.0 if upper else -1.0
    size = mouth.size
    # Height above the neck and distance from the teeth's fronts, front to back.
    profile = ((-0.0002, -0.0014), (0.0006, 0.0004), (0.0030, 0.0011), (0.0075, 0.0008), (0.0080, -0.0110))
    rows, colours = [], []
    for rise, stand in profile:
        points = place + out * stand * size
        points[:, 1] += up * (neck + rise * size)
        rows.append(points)
        colours.append(np.tile(GUM * (0.96 if rise < 0.001 else 1.0), (columns, 1)))
    triangles = grid_triangles(len(profile), columns)
    return Part(np.concatenate(rows), triangles if upper else triangles[:, ::-1], np.concatenate(colours))
