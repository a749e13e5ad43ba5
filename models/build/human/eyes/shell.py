"""A thin film between the lids: the shadow that they throw on the eye, the wet line below, the pink inner corner."""

from __future__ import annotations

import numpy as np

from human.body import Body
from human.eyes.eyeball import BULGE_M, RADIUS_M, Level
from human.eyes.follow import follow
from human.eyes.look import EyeLook
from human.eyes.margins import SIDES, Side, lids
from mesh.part import Array, Part, grid_triangles, joined, vertex_normals
from mesh.surface import Image

_TUCK = 0.07  # how far the film reaches under the lids, of the opening
_CLEAR_M = 0.00012
_ROWS = {"high": (0, 0.05, 0.12, 0.25, 0.45, 0.65, 0.82, 0.93, 1), "medium": (0, 0.06, 0.15, 0.35, 0.65, 0.88, 1),
         "low": (0, 0.08, 0.3, 0.7, 1)}  # fmt: skip
_COLUMNS = {"high": 17, "medium": 13, "low": 9}


def shell(body: Body, targets: dict[str, Array], look: EyeLook, level: Level) -> Part:
    """The films of both eyes as one part: coordinates u from inner to outer corner, v from upper to lower lid."""
    pieces = [_film(body, targets, look, level, side) for side in SIDES]
    out = joined(pieces).bound_to("Head")
    for name in dict.fromkeys(name for piece in pieces for name in piece.targets):
        out.targets[name] = np.concatenate([piece.targets.get(name, np.zeros((piece.size, 3))) for piece in pieces])
    return out


def _film(body: Body, targets: dict[str, Array], look: EyeLook, level: Level, side: Side) -> Part:
    edges, eye = lids(body, side), body.centre("joint-l-eye" if side == "Left" else "joint-r-eye")
    share, down = np.linspace(0, 1, _COLUMNS[level]), np.array(_ROWS[level])
    upper, lower = edges.upper.mix(share), edges.lower.mix(share)
    gap = np.linalg.norm(upper @ body.points[edges.upper.ids] - lower @ body.points[edges.lower.ids], axis=1)
    limbus = np.arcsin(look.iris_radius_m / RADIUS_M) * 1.12 + 0.15

    def place(points: Array) -> Array:
        top, bottom = upper @ points[edges.upper.ids] - eye, lower @ points[edges.lower.ids] - eye
        reach = (down * (1 + 2 * _TUCK) - _TUCK)[None, :, None]
        out = top[:, None] * (1 - reach) + bottom[:, None] * reach
        away = np.linalg.norm(out, axis=2, keepdims=True)
        out = out / away
        room = np.minimum(1, np.linalg.norm(top - bottom, axis=1) / np.maximum(gap, 1e-5))[:, None]
        polar = np.arccos(np.clip(out[..., 2], -1, 1))
        # a turned eye brings its cornea elsewhere, so the film keeps clear of it by a little more than at rest
        least = RADIUS_M + _CLEAR_M + BULGE_M * np.clip(1.25 - (polar / limbus) ** 2, 0, 1) * room
        middle = np.sin(np.pi * np.clip(reach[..., 0], 0, 1)) ** 0.5
        edge = np.minimum(away[..., 0], RADIUS_M + 0.0009)
        radius = np.maximum(least, edge * (1 - middle) + least * middle)
        return np.asarray((eye + out * radius[..., None]).reshape(-1, 3))

    rest = place(body.points)
    triangles = grid_triangles(len(share), len(down))
    if vertex_normals(rest, triangles)[:, 2].mean() < 0:
        triangles = triangles[:, ::-1].copy()
    uv = np.stack(np.meshgrid(share, down, indexing="ij"), axis=-1).reshape(-1, 2)
    direction = rest - eye
    normals = direction / np.linalg.norm(direction, axis=1, keepdims=True)
    return follow(Part(rest, triangles, np.ones((len(rest), 3)), normals=normals, uv=uv), body, targets, place)


def shell_image(look: EyeLook, width: int, height: int) -> Image:
    """Colour and cover (height, width, 4) of the film."""
    v, u = np.mgrid[0:height, 0:width].astype(float)
    u, v = (u + 0.5) / width, ((v + 0.5) / height * (1 + 2 * _TUCK)) - _TUCK
    shade = look.shell_shade * np.exp(-((np.clip(v, 0, None) / 0.26) ** 1.25))
    shade = np.maximum(shade, 0.75 * look.shell_shade * np.exp(-((u / 0.10) ** 2)))
    shade = np.maximum(shade, 0.85 * look.shell_shade * np.exp(-(((1 - u) / 0.13) ** 2)))
    shade = np.maximum(shade, 0.35 * look.shell_shade * np.exp(-((np.clip(1 - v, 0, None) / 0.08) ** 1.4)))
    colour = np.tile(np.array([0.13, 0.065, 0.06]), (height, width, 1))
    cover = shade
    wet = np.exp(-(((v - 0.965) / 0.025) ** 2)) * np.clip((u - 0.1) / 0.1, 0, 1) * np.clip((0.97 - u) / 0.06, 0, 1)
    pink = np.clip(1.5 - np.hypot(u / 0.095, (v - 0.55) / 0.9), 0, 1) ** 0.7
    for tone, amount, strength in (((0.93, 0.80, 0.76), wet, 0.30), ((0.80, 0.55, 0.51), pink, 0.92)):
        total = np.maximum(cover, amount * strength)
        mix = (amount * strength / np.maximum(total, 1e-6))[..., None]
        colour = colour * (1 - mix) + np.array(tone) * mix
        cover = total
    return np.asarray(np.clip(np.dstack([colour, cover]) * 255 + 0.5, 0, 255), np.uint8)
