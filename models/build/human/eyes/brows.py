"""Brows: strips on the skin that carry hairs, and the tint of the skin under them."""

from __future__ import annotations

import cv2
import numpy as np
import trimesh
from scipy.interpolate import PchipInterpolator

from human.body import HEAD, Body
from human.eyes.eyeball import Level
from human.eyes.look import BrowLook
from mesh.part import Array, Part, grid_triangles, on_grid, vertex_normals
from mesh.surface import Image

_MARGIN = 1.9  # the strip's half height over the brow's own
_LIFT_M = 0.0004
_STILL_M = 2e-5
_GRID = {"high": (26, 6), "medium": (20, 5), "low": (14, 4)}


def brows(body: Body, targets: dict[str, Array], look: BrowLook, level: Level) -> Part:
    """Both brows as one part, every vertex tied to a spot of the skin."""
    columns, rows = _GRID[level]
    along = np.linspace(0, 1, columns)
    centre, normal, half = _line(look, along)
    across = np.linspace(1, -1, rows)
    flat = centre[:, None] + normal[:, None] * (half[:, None] * _MARGIN * across[None])[..., None]
    quads = body.island_quads(HEAD)
    faces = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    skin = trimesh.Trimesh(body.points, faces, process=False)
    up = vertex_normals(body.points, faces)
    pieces = []
    for eye, sign in ((body.centre("joint-l-eye"), 1.0), (body.centre("joint-r-eye"), -1.0)):
        at = flat.reshape(-1, 2) * [sign, 1] + eye[:2]
        origin = np.column_stack([at, np.full(len(at), 0.5)])
        spot, ray, face = skin.ray.intersects_location(origin, np.tile([0.0, 0.0, -1.0], (len(at), 1)), False)
        if len(ray) != len(at):
            raise ValueError(
                f"{len(at) - len(ray)} of the brow's {len(at)} points lie beside the head; see BrowLook.line"
            )
        spot, face = spot[np.argsort(ray)], face[np.argsort(ray)]
        ids = faces[face]
        share = trimesh.triangles.points_to_barycentric(body.points[ids], spot)
        out = np.einsum("nc,ncd->nd", share, up[ids])
        out /= np.linalg.norm(out, axis=1, keepdims=True)
        triangles = grid_triangles(columns, rows)
        pieces.append((spot + out * _LIFT_M, out, triangles if sign > 0 else triangles[:, ::-1], ids, share))
    uv = np.stack(np.meshgrid(along, 0.5 - 0.5 * across, indexing="ij"), axis=-1).reshape(-1, 2)
    count = columns * rows
    part = Part(
        np.concatenate([piece[0] for piece in pieces]),
        np.concatenate([pieces[0][2], pieces[1][2] + count]),
        np.ones((2 * count, 3)),
        normals=np.concatenate([piece[1] for piece in pieces]),
        uv=np.concatenate([uv, uv]),
    ).bound_to("Head")
    ids, share = (np.concatenate([piece[field] for piece in pieces]) for field in (3, 4))
    for name, move in targets.items():
        delta = on_grid(np.einsum("nc,ncd->nd", share, move[ids]))
        if np.abs(delta).max() > _STILL_M:
            part.targets[name] = delta
    return part


def tint(body: Body, look: BrowLook, at: Array) -> Array:
    """How much (n,) of points (n, 3) on the face lies under a brow, softly."""
    eye = body.centre("joint-l-eye")
    x, y = np.abs(at[:, 0]) - eye[0], at[:, 1] - eye[1]
    knots = np.array(look.line)
    line = PchipInterpolator(knots[:, 0], knots[:, 1])
    half = PchipInterpolator(knots[:, 0], np.array(look.half_m))
    span = knots[-1, 0] - knots[0, 0]
    share = np.clip((x - knots[0, 0]) / span, 0, 1)
    inside = (x > knots[0, 0] - 0.002) & (x < knots[-1, 0] + 0.001) & (at[:, 2] > eye[2] - 0.01)
    clipped = np.clip(x, knots[0, 0], knots[-1, 0])
    away = (y - line(clipped)) / np.maximum(half(clipped), 0.0006)
    ends = np.clip(share / 0.18, 0, 1) ** 1.5 * np.clip((1 - share) / 0.08, 0, 1)
    return np.asarray(np.exp(-(np.minimum(np.abs(away), 6) ** 2)) * inside * ends)


def _line(look: BrowLook, along: Array) -> tuple[Array, Array, Array]:
    """Points (n, 2), unit normals (n, 2) and half heights (n,) at shares 0–1 of the brow."""
    knots = np.array(look.line)
    curve = PchipInterpolator(knots[:, 0], knots[:, 1])
    x = knots[0, 0] + (knots[-1, 0] - knots[0, 0]) * along
    slope = curve.derivative()(x)
    normal = np.stack([-slope, np.ones_like(slope)], axis=1) / np.hypot(slope, 1)[:, None]
    half = np.maximum(PchipInterpolator(knots[:, 0], np.array(look.half_m))(x), 0.0010)
    return np.stack([x, curve(x)], axis=1), normal, half


def brow_image(look: BrowLook, width: int, height: int) -> Image:
    """Hairs (height, width, 4): u runs from the nose outwards, v from the upper edge to the lower."""
    scale = 3
    wide, high = width * scale, height * scale
    knots = np.array(look.line)
    length = knots[-1, 0] - knots[0, 0]
    half = PchipInterpolator(knots[:, 0], np.array(look.half_m))
    rng = np.random.default_rng(look.seed)
    alpha = np.zeros((high, wide), np.float32)
    count = int(620 * look.density)
    order = rng.permutation(count)
    for k in order:
        start = ((k + rng.random()) / count) * 0.965 + (0.03 * rng.random() if k < 0.15 * count else 0)
        side = rng.uniform(-1, 1)
        tall = float(np.maximum(half(knots[0, 0] + start * length), 0.001)) * _MARGIN  # metres from middle to edge
        lean = np.interp(start, [0, 0.07, 0.22, 0.55, 1], [80, 60, 36, 16, -4])
        lean -= side * 13 * min(1.0, start * 2.5) + rng.normal(0, 5)
        reach = np.interp(start, [0, 0.15, 0.6, 1], [0.0052, 0.0068, 0.0066, 0.0040]) * (0.65 + 0.5 * rng.random())
        dark = min(1.0, 0.16 + 4.5 * start) * (0.55 + 0.45 * rng.random())
        thick = (0.85 + 0.5 * rng.random()) * scale
        _hair(alpha, (start, side / _MARGIN), np.radians(lean), reach, (length, tall), dark, thick)
    small = np.clip(cv2.resize(alpha, (width, height), interpolation=cv2.INTER_AREA), 0, 1)
    colour = np.tile((np.array(look.colour) * 255).astype(np.uint8), (height, width, 1))
    return np.dstack([colour, (small * 255 + 0.5).astype(np.uint8)])


def _hair(
    alpha: np.ndarray, start: tuple[float, float], lean: float, reach: float, size: tuple[float, float], dark: float,
    thick: float,
) -> None:  # fmt: skip
    """One hair from `start` (share along, -1…1 across), leaning `lean` from the brow's line, bending outwards."""
    high, wide = alpha.shape
    steps = 9
    x, y = start[0] * size[0], start[1] * size[1]
    points = []
    for k in range(steps):
        points.append((x / size[0] * wide, (0.5 - 0.5 * y / size[1]) * high))
        bend = lean - np.radians(26) * k / steps
        x, y = x + reach / steps * np.cos(bend), y + reach / steps * np.sin(bend)
    for k in range(steps - 1):
        a, b = (tuple(int(value * 8) for value in points[k + j]) for j in (0, 1))
        line = max(1, round(thick * (1 - k / steps) ** 0.8))
        cv2.line(alpha, a, b, dark, line, cv2.LINE_AA, 3)
