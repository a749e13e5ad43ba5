"""Lashes: ribbons along the lids' edges that turn with the lids, and the image with their hairs."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from human.body import Body
from human.eyes.eyeball import Level
from human.eyes.follow import follow, turned
from human.eyes.look import EyeLook
from human.eyes.margins import SIDES, Margin, lids
from mesh.part import Array, Part, grid_triangles, joined
from mesh.surface import Image

_UPPER_END, _LOWER_START = 0.66, 0.70  # rows of the image that the two kinds share
_GRID = {"high": (26, 6), "medium": (22, 5), "low": (14, 4)}


@dataclass(frozen=True)
class _Row:
    """One lid's lashes: where along the lid, how long, from which angle over the horizon to which (degrees)."""

    start: float
    end: float
    length_m: float
    lengths: tuple[float, ...]  # shares of it at the start, a third, two thirds and the end
    rise: tuple[float, float]
    fan: tuple[float, float]  # degrees outwards at the inner and at the outer end
    rows: tuple[float, float]


def lashes(body: Body, targets: dict[str, Array], look: EyeLook, level: Level) -> Part:
    """The lashes of both eyes as one part."""
    upper = _Row(
        0.05, 1.0, look.upper_lash_m, (0.5, 0.92, 1.0, 0.82), (4, 20 + 62 * look.curl), (-14, 42), (0.0, _UPPER_END)
    )
    lower = _Row(0.22, 0.99, look.lower_lash_m, (0.5, 0.85, 1.0, 0.8), (-22, -52), (-8, 38), (_LOWER_START, 1.0))
    pieces = []
    for side in SIDES:
        edges = lids(body, side)
        pieces += [_ribbon(body, targets, edges.upper_front, side, upper, level)]
        pieces += [_ribbon(body, targets, edges.lower_front, side, lower, level)]
    out = joined(pieces).bound_to("Head")
    for name in dict.fromkeys(name for piece in pieces for name in piece.targets):
        out.targets[name] = np.concatenate([piece.targets.get(name, np.zeros((piece.size, 3))) for piece in pieces])
    return out


def _ribbon(body: Body, targets: dict[str, Array], edge: Margin, side: str, row: _Row, level: Level) -> Part:
    columns, rows = _GRID[level]
    share, along = np.linspace(row.start, row.end, columns), np.linspace(0, 1, rows)
    sign = 1.0 if side == "Left" else -1.0
    eye = body.centre("joint-l-eye" if side == "Left" else "joint-r-eye")
    length = row.length_m * np.interp(share, [0, 0.33, 0.7, 1], row.lengths)
    rise = np.radians(row.rise[0] + (row.rise[1] - row.rise[0]) * along)
    fan = np.radians(np.interp(share, [0, 1], row.fan)) * sign
    step = np.stack([np.zeros(rows), np.sin(rise), np.cos(rise)], axis=1) / (rows - 1)
    path = np.concatenate([np.zeros((1, 3)), np.cumsum(0.5 * (step[1:] + step[:-1]), axis=0)])
    offset = path[None] * length[:, None, None]  # (columns, rows, 3)
    offset[..., 0] = offset[..., 2] * np.tan(fan)[:, None]
    root = edge.mix(share)

    def place(points: Array) -> Array:
        now, rest = root @ points[edge.ids], root @ body.points[edge.ids]
        lifted = now + 0.00025 * (now - eye) / np.linalg.norm(now - eye, axis=1, keepdims=True)
        before, after = np.repeat(rest - eye, rows, axis=0), np.repeat(now - eye, rows, axis=0)
        swung = turned(offset.reshape(-1, 3), before, after)
        return np.asarray(np.repeat(lifted, rows, axis=0) + swung)

    uv = np.stack(np.meshgrid(np.linspace(0, 1, columns), along, indexing="ij"), axis=-1).reshape(-1, 2)
    uv[:, 1] = row.rows[0] + (row.rows[1] - row.rows[0]) * (0.01 + 0.98 * uv[:, 1])
    triangles = grid_triangles(columns, rows)
    if sign < 0:
        triangles = triangles[:, ::-1]
    count = columns * rows
    normals = np.tile([0.0, 0.30, 0.954], (count, 1))
    part = Part(place(body.points), triangles, np.ones((count, 3)), normals=normals, uv=uv)
    return follow(part, body, targets, place)


def lash_image(look: EyeLook, width: int, height: int) -> Image:
    """Hairs (height, width, 4) from roots at the top of each band to tips, in clumps of two to four."""
    scale = 3
    alpha = np.zeros((height * scale, width * scale), np.uint8)
    rng = np.random.default_rng(look.seed)
    split, start = int(_UPPER_END * height * scale), int(_LOWER_START * height * scale)
    _hairs(alpha[:split], look.upper_lashes, 4.8 * look.lash_thickness * scale, rng, clumps=True)
    _hairs(alpha[start:], look.lower_lashes, 1.8 * look.lash_thickness * scale, rng, clumps=False)
    root = int(0.10 * split)
    alpha[:root] = np.maximum(alpha[:root], np.linspace(240, 60, root).astype(np.uint8)[:, None])
    small = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_AREA)
    colour = np.tile((np.array(look.lash) * 255).astype(np.uint8), (height, width, 1))
    return np.dstack([colour, small])


def _hairs(band: Image, count: int, thick: float, rng: np.random.Generator, *, clumps: bool) -> None:
    height, width = band.shape
    roots: list[tuple[float, float, float]] = []
    while len(roots) < count:
        middle = (len(roots) + 0.5) / count + rng.normal(0, 0.25 / count)
        many = int(rng.integers(2, 5)) if clumps else 1
        for hair in range(many):
            root = middle + (hair - (many - 1) / 2) * 0.9 / count
            tip = middle + (hair - (many - 1) / 2) * 0.45 / count + rng.normal(0, 0.35 / count)
            roots.append((root, tip, 0.74 + 0.26 * rng.random() - 0.10 * abs(hair - (many - 1) / 2)))
    for root, tip, length in roots:
        steps = 16
        share = np.linspace(0, 1, steps)
        x = root + (tip - root) * share**0.8
        y = share * length * 0.97
        points = np.stack([x * width, y * height], axis=1) * 8
        for k in range(steps - 1):
            ends = points[k : k + 2].astype(int)
            line = max(1, round(thick * (1 - share[k]) ** 0.6))
            cv2.line(band, tuple(ends[0].tolist()), tuple(ends[1].tolist()), 255, line, cv2.LINE_AA, 3)
