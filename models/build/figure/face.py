"""The skin of the head: rings about eyes and mouth, a triangulated face between them; one half and its mirror image."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from figure import eye_rings, measures, mouth_rings, palette, surface
from figure.curves import bump, smoothstep
from figure.delaunay import triangulate
from figure.hair_cover import hidden
from mesh.part import Array, Part, Triangles, grid_triangles

NO_RING = 99.0
_EDGE = np.radians(132.0)  # the skin ends here, under the hair and inside the neck


def _fill_points(taken: Array) -> Array:
    """Flat chart points of the half face that lie clear of the rings and of the points already `taken` (n, 2)."""
    circles = [(0.0, 1)]
    angle = 0.0
    while angle < _EDGE - 1e-9:
        step = np.radians(6.2 if angle < np.radians(62) else 10.5)
        angle = min(angle + step, _EDGE)
        if _EDGE - angle < step / 2:
            angle = float(_EDGE)
        circles.append((angle, max(round(np.pi * min(angle, np.radians(80)) / step), 3)))
    points = []
    for radius, count in circles:
        if count == 1:
            points.append(np.zeros((1, 2)))
            continue
        turn = np.pi * np.arange(count + 1) / count - np.pi / 2
        xy = radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        xy[[0, -1], 0] = 0.0
        points.append(xy)
    flat = np.concatenate(points)
    world = surface.from_chart(flat)
    front = world[:, 2] > 0.02
    inside_eye = front & (eye_rings.openness(world[:, :2]) < max(eye_rings.RINGS.values()) * 1.06)
    outer = mouth_rings.ring_points(5)
    half = np.array([outer[:, 0].max(), (outer[:, 1].max() - outer[:, 1].min()) / 2])
    middle = np.array([0.0, (outer[:, 1].max() + outer[:, 1].min()) / 2])
    inside_mouth = front & (np.hypot(*(((world[:, :2] - middle) / half).T)) < 1.06)
    gap = np.linalg.norm(flat[:, None] - taken[None], axis=2).min(axis=1)
    spacing = np.where(np.hypot(*flat.T) < np.radians(65), np.radians(3.4), np.radians(5.0))
    clear: Array = flat[~inside_eye & ~inside_mouth & (gap > spacing)]
    return clear


def _inside(points: Array, outline: Array) -> NDArray[np.bool_]:
    """Which `points` (n, 2) lie within the closed `outline` (m, 2)."""
    x, y = points[:, :1], points[:, 1:]
    ax, ay = outline.T
    bx, by = np.roll(outline, -1, axis=0).T
    level = np.where(by == ay, 1.0, by - ay)
    crosses = ((ay > y) != (by > y)) & (x < ax + (bx - ax) * (y - ay) / level)
    return np.asarray(crosses.sum(axis=1) % 2 == 1)


def _nose_points() -> Array:
    """(n, 2) front coordinates of closely set points on the left half of the nose."""
    points = [np.array([measures.NOSE])]
    for radius, count in ((0.0036, 4), (0.0072, 6), (0.0108, 8)):
        turn = np.pi * np.arange(count + 1) / count - np.pi / 2
        ring = np.array(measures.NOSE) + radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)
        ring[[0, -1], 0] = 0.0
        points.append(ring)
    return np.concatenate(points)


class _Sheet:
    """Collects vertices with their marks, and triangles, for the left half."""

    def __init__(self) -> None:
        self.positions: list[Array] = []
        self.colours: list[Array] = []
        self.marks: list[Array] = []
        self.triangles: list[Triangles] = []
        self.count = 0

    def add(self, positions: Array, colours: Array, marks: Array) -> int:
        first = self.count
        self.positions.append(positions)
        self.colours.append(colours)
        self.marks.append(marks)
        self.count += len(positions)
        return first


MARKS = ("lip_ring", "lip_column", "lip_side", "eye", "eye_ring", "eye_column")


def _marks(count: int, **given: float | Array) -> Array:
    table = {
        "lip_ring": NO_RING,
        "lip_column": -1.0,
        "lip_side": 0.0,
        "eye": 0.0,
        "eye_ring": NO_RING,
        "eye_column": -1.0,
    }
    columns = [np.broadcast_to(np.asarray(given.get(name, table[name]), dtype=float), (count,)) for name in MARKS]
    return np.stack(columns, axis=1)


def _add_mouth(sheet: _Sheet) -> int:
    columns = mouth_rings.COLUMNS
    first = sheet.count
    for ring in (*reversed(mouth_rings.WALL_RINGS), *mouth_rings.SKIN_RINGS):
        marks = _marks(
            columns, lip_ring=float(ring), lip_column=np.arange(columns, dtype=float), lip_side=mouth_rings.SIDE
        )
        sheet.add(mouth_rings.ring_points(ring), mouth_rings.ring_colours(ring), marks)
    rings = len(mouth_rings.WALL_RINGS) + len(mouth_rings.SKIN_RINGS)
    sheet.triangles.append(grid_triangles(rings, columns, first=first))
    back = sheet.add(mouth_rings.throat()[None], np.array([palette.THROAT]), _marks(1, lip_ring=-5.0))
    sheet.triangles.append(np.array([(first + j + 1, first + j, back) for j in range(columns - 1)]))
    return first + (rings - 1) * columns


def _add_eye(sheet: _Sheet) -> int:
    columns = eye_rings.COLUMNS
    first = sheet.count
    for ring in sorted(eye_rings.RINGS):
        marks = _marks(columns, eye=1.0, eye_ring=float(ring), eye_column=np.arange(columns, dtype=float))
        sheet.add(eye_rings.ring_points(ring), eye_rings.ring_colours(ring), marks)
    sheet.triangles.append(grid_triangles(len(eye_rings.RINGS), columns, closed=True, first=first)[:, ::-1])
    return first + (len(eye_rings.RINGS) - 1) * columns


def _half() -> Part:
    sheet = _Sheet()
    mouth = _add_mouth(sheet)
    eye = _add_eye(sheet)
    mouth_xy = mouth_rings.ring_points(5)[:, :2]
    eye_xy = eye_rings.outline(max(eye_rings.RINGS.values()))
    front_xy = np.concatenate([mouth_xy, eye_xy, _nose_points()])
    ring_uv = surface.chart(surface.from_front(front_xy))
    ring_uv[np.abs(front_xy[:, 0]) < 1e-9, 0] = 0.0
    flat = np.concatenate([ring_uv, _fill_points(ring_uv)])

    loose = flat[len(mouth_xy) + len(eye_xy) :]
    positions = surface.from_chart(loose)
    positions[np.abs(loose[:, 0]) < 1e-9, 0] = 0.0
    positions = eye_rings.hug(surface.with_features(positions))
    first = sheet.add(positions, np.tile(palette.SKIN, (len(loose), 1)), _marks(len(loose)))

    number = np.concatenate(
        [mouth + np.arange(len(mouth_xy)), eye + np.arange(len(eye_xy)), first + np.arange(len(loose))]
    )
    fill = triangulate(flat)
    middle = flat[fill].mean(axis=1)
    in_hole = _inside(middle, flat[: len(mouth_xy)])
    in_hole |= _inside(middle, flat[len(mouth_xy) : len(mouth_xy) + len(eye_xy)])
    side, other = flat[fill[:, 1]] - flat[fill[:, 0]], flat[fill[:, 2]] - flat[fill[:, 0]]
    area = side[:, 0] * other[:, 1] - side[:, 1] * other[:, 0]
    sheet.triangles.append(number[fill[~in_hole & (area > 1e-9)]])

    marks = np.concatenate(sheet.marks)
    return Part(
        np.concatenate(sheet.positions),
        np.concatenate(sheet.triangles),
        np.concatenate(sheet.colours),
        marks={name: marks[:, column] for column, name in enumerate(MARKS)},
    )


def _whole(half: Part) -> Part:
    """The half and its mirror image, sharing the vertices on x = 0."""
    seam = np.abs(half.positions[:, 0]) < 1e-9
    half.positions[seam, 0] = 0.0
    other = half.mirrored()
    twin = np.where(seam, np.arange(half.size), half.size + np.cumsum(~seam) - 1)
    marks = {}
    for name in MARKS:
        sign = -1.0 if name == "eye" else 1.0
        marks[name] = np.concatenate([half.marks[name], sign * other.marks[name][~seam]])
    return Part(
        np.concatenate([half.positions, other.positions[~seam]]),
        np.concatenate([half.triangles, twin[other.triangles]]),
        np.concatenate([half.colours, other.colours[~seam]]),
        marks=marks,
    )


def _bare(face: Part) -> Part:
    """The face without what is under the hair and never seen."""
    under = hidden(face.positions)
    triangles = face.triangles[~under[face.triangles].all(axis=1)]
    used = np.unique(triangles)
    number = np.full(face.size, -1)
    number[used] = np.arange(len(used))
    marks = {name: mark[used] for name, mark in face.marks.items()}
    return Part(face.positions[used], number[triangles], face.colours[used], marks=marks)


def _below(side: Array) -> Array:
    """The jaw's share by side of the mouth alone: round, so that the mouth opens as an ellipse; 0.4 at the corners."""
    return np.where(side < 0, 0.4 - 0.6 * side, 0.4 * np.clip(1.0 - side, 0.0, 1.0) ** 2)


def jaw_share(positions: Array, side: Array) -> Array:
    """How much of the jaw's motion each point follows, 0–1, given its side of the mouth (+1 above … -1 below)."""
    below = _below(side)
    depth = smoothstep(-0.050, 0.040, positions[:, 2])
    height = smoothstep(1.600, 1.550, positions[:, 1])
    return np.asarray(below * depth * height)


def build() -> Part:
    """The skin with its marks (see `MARKS`, and `side`: +1 above the mouth … -1 below) and bone weights."""
    face = _bare(_whole(_half()))
    x, y, _ = face.positions.T
    rise = y - (measures.MOUTH_Y + 0.002)
    around = rise / np.maximum(np.hypot(np.abs(x) * 0.85, rise), 1e-9)
    lips = face.marks["lip_ring"]
    near = smoothstep(2.0, 5.0, lips) * (lips != NO_RING) + (lips == NO_RING)
    side = np.where(lips <= 5, face.marks["lip_side"] * (1 - near) + around * near, around)
    side[lips == -5.0] = 0.0
    face.marks["side"] = side
    wall = (lips < 0) & (lips != -5.0)
    jaw = jaw_share(face.positions, side)
    jaw[wall] = _below(side[wall])
    jaw[lips == -5.0] = 0.4
    face.weights = {"Head": 1.0 - jaw, "Jaw": jaw}
    _blush(face)
    return face


def _blush(face: Part) -> None:
    x, y, z = face.positions.T
    plain = (face.marks["lip_ring"] >= 3) & (face.marks["eye_ring"] >= 2)
    cheek = bump(np.hypot(np.abs(x) - 0.0600, (y - 1.5480) * 1.35), 0.0190) * (z > 0)
    nose = bump(np.hypot(x, y - measures.NOSE[1] + 0.004), 0.0120) * (z > 0)
    amount = (np.clip(0.46 * cheek + 0.32 * nose, 0, 1) * plain)[:, None]
    face.colours = face.colours * (1 - amount) + np.array(palette.BLUSH) * amount
