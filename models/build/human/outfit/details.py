"""Small things on the clothes: buttons, pocket flaps, the name badge."""

from __future__ import annotations

import numpy as np

from human.outfit.cloth import Cloth, joined
from human.outfit.fronts import Fronts
from human.outfit.sheet import Front, made, sheet, weights_under
from mesh.part import Array, grid_triangles

_BUTTON = np.array([[0.0, 0.60], [0.50, 0.60], [0.66, 0.95], [0.86, 1.0], [0.98, 0.7], [1.0, 0.0]])  # radius, height


def _frame(normal: Array, up: Array) -> Array:
    """Columns (3, 3): right, up, out."""
    right = np.cross(up, normal)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(normal, right), normal], axis=1)


def button(at: Array, normal: Array, radius_m: float, under: Cloth, around: int = 14) -> Cloth:
    """A round button with a raised edge, lying at `at` (3,)."""
    angle = np.linspace(0, 2 * np.pi, around, endpoint=False)
    radius = np.repeat(_BUTTON[:, 0], around)
    turn = np.tile(angle, len(_BUTTON))
    high = 0.30 * np.repeat(_BUTTON[:, 1], around)
    disc = np.stack([radius * np.cos(turn), radius * np.sin(turn), high], axis=1)
    points = at + (disc * radius_m) @ _frame(normal, np.array([0.0, 1.0, 0.0])).T
    triangles = grid_triangles(len(_BUTTON), around, closed=True)
    table = np.repeat(weights_under(at[None], under), len(points), axis=0)
    return made(points, triangles[:, ::-1], table, disc[:, :2] * radius_m)


def jacket_buttons(fronts: Fronts) -> Cloth:
    """Those of the front and three at each cuff."""
    look, out = fronts.cut.look, []
    for number in range(look.buttons):
        xy = np.array([0.0, fronts.button_y - 0.014 - 0.105 * number])
        out.append(button(fronts.front.at(xy, 0.0045), fronts.front.normal(xy), 0.0105, fronts.trunk))
    body, along = fronts.body, fronts.cut.along_arm(fronts.body)
    for side in (1.0, -1.0):
        for number in range(3):
            ring = (
                (fronts.sleeve > 0.05)
                & (np.abs(along - (1.90 - 0.055 * number)) < 0.05)
                & (body.points[:, 0] * side > 0)
            )
            ids = np.flatnonzero(ring)
            facing = body.normals[ids] @ np.array([side * 0.80, 0.0, -0.60])
            near = ids[facing > 0.9]
            if not len(near):
                near = ids[facing.argmax() : facing.argmax() + 1]
            normal = body.normals[near].mean(axis=0)
            normal /= np.linalg.norm(normal)
            out.append(button(body.points[near].mean(axis=0) + normal * 0.001, normal, 0.0065, body, 10))
    return joined(out)


def shirt_buttons(seen: Front, shirt: Cloth, top_y: float, end_y: float) -> Cloth:
    """Down the middle of a shirt, 7 cm apart."""
    places = [np.array([0.0, y]) for y in np.arange(top_y, end_y, -0.062)]
    return joined([button(seen.at(xy, 0.003), seen.normal(xy), 0.0050, shirt, 10) for xy in places])


def flaps(fronts: Fronts) -> Cloth:
    """Pocket flaps at the hips, and a welt on the chest where a tie is worn."""
    cut = fronts.cut
    outer = cut.mannequin.at["LeftUpLeg"][0]
    y = cut.waist - 0.42 * (cut.waist - cut.hem)
    start, end = np.array([outer * 0.60, y]), np.array([outer * 1.36, y - 0.006])
    out = [_patch(fronts, side, start, end, 0.045, rounded=True) for side in (1.0, -1.0)]
    if cut.look.neckwear == "tie":
        chest = cut.height(0.735)
        out.append(
            _patch(
                fronts,
                1.0,
                np.array([outer * 0.88, chest]),
                np.array([outer * 1.58, chest + 0.011]),
                0.021,
                rounded=False,
            )
        )
    return joined(out)


def _patch(fronts: Fronts, side: float, start: Array, end: Array, depth_m: float, *, rounded: bool) -> Cloth:
    """A strip that hangs `depth_m` down from the line between two places (2,) of the left front."""
    u, v = np.linspace(0.0, 1.0, 11), np.linspace(0.0, 1.0, 5)
    corner = np.clip((np.abs(u - 0.5) - 0.36) / 0.14, 0.0, 1.0) ** 2 * 0.28 * rounded
    xy = (
        start
        + (end - start) * u[None, :, None]
        - np.array([0.0, depth_m]) * v[:, None, None] * (1 - corner)[None, :, None]
    )
    lift = 0.0025 + 0.0020 * v[:, None] + np.zeros((1, len(u)))
    lift[0] = 0.0008
    return sheet(fronts.front.at(xy * np.array([side, 1.0]), lift), fronts.trunk, flip=side > 0).rimmed(0.0026)


def badge(fronts: Fronts, place: Array) -> Cloth:
    """A plate 62 by 21 mm on the left chest; its coordinates are the picture's, not metres."""
    width, height, thick, radius = 0.062, 0.0215, 0.0022, 0.0034
    angle = np.radians(np.concatenate([90 * quarter + np.linspace(0, 90, 5) for quarter in range(4)]))
    corner = np.repeat([[1, 1], [-1, 1], [-1, -1], [1, -1]], 5, axis=0) * [width / 2 - radius, height / 2 - radius]
    ring = corner + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    inner = ring * (1 - 0.0007 / np.abs([width / 2, height / 2]))
    count = len(ring)
    disc = np.concatenate(
        [
            [[0.0, 0.0, thick]],
            np.c_[inner, np.full(count, thick)],
            np.c_[ring, np.full(count, thick * 0.7)],
            np.c_[ring, np.full(count, -0.002)],
        ]
    )
    after = np.roll(np.arange(count), -1)
    triangles = [np.stack([np.zeros(count, int), 1 + np.arange(count), 1 + after], axis=1)]
    for row in range(2):
        a, b = 1 + row * count + np.arange(count), 1 + row * count + after
        triangles += [np.stack([a, a + count, b + count], axis=1), np.stack([a, b + count, b], axis=1)]
    normal = fronts.front.normal(place)
    normal = normal + np.array([0.0, 0.0, 0.55])
    normal /= np.linalg.norm(normal)
    at = fronts.front.at(place, 0.0095)
    points = at + disc @ _frame(normal, np.array([0.0, 1.0, 0.0])).T
    table = np.repeat(weights_under(at[None], fronts.trunk, 8), len(points), axis=0)
    picture = np.stack([disc[:, 0] / width + 0.5, 0.5 - disc[:, 1] / height], axis=1)
    return made(points, np.concatenate(triangles), table, picture)
