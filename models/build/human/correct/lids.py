"""Lids that close: both margins meet on one arc in front of the eyeball, and no skin of a closed lid dips into it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from human.body import HEAD, LEFT_SOCKET, RIGHT_SOCKET, Body
from human.correct.rings import Ring, along, ring_of
from human.correct.spread import Spread, smoothed, umbrella
from mesh.part import Array, Triangles

RADIUS_M = 0.016
OVERLAP_M = 0.0004  # the upper margin of a closed eye lies this far below the lower one, and as far in front
CLEAR_M = 0.0008  # from the eyeball to a closed lid
SIDES = {"Left": ("l", LEFT_SOCKET), "Right": ("r", RIGHT_SOCKET)}


@dataclass(frozen=True)
class Lid:
    """One eye: the seam inside the lids, the visible margin one row further out, the eyeball's centre and radius."""

    seam: Ring
    margin: Ring
    centre: Array
    radius_m: float


def lid_of(body: Body, side: str) -> Lid:
    """The lids of `Left` or `Right`."""
    letter, _ = SIDES[side]
    quads = body.island_quads(HEAD)
    seam_ids = body.left_lid_ring if side == "Left" else body.right_lid_ring
    around = np.setdiff1d(quads[np.isin(quads, seam_ids).any(axis=1)], seam_ids)
    centre = body.centre(f"joint-{letter}-eye")
    ball = body.points[body.ids(f"helper-{letter}-eye")]
    radius_m = float(np.median(np.linalg.norm(ball - centre, axis=1)))
    points = body.points
    return Lid(ring_of(seam_ids, quads, points), ring_of(around, quads, points), centre, radius_m)


def ball_radius_m(lid: Lid, points: Array) -> Array:
    """How far the eye reaches in the direction of each point (n,): the ball, and the cornea's bulge ahead."""
    away = points - lid.centre
    aside = np.hypot(away[:, 0], away[:, 1]) / np.maximum(np.linalg.norm(away, axis=1), 1e-9)
    bulge = 0.0010 * np.clip(1 - (aside / 0.62) ** 2, 0, 1)
    return np.asarray(lid.radius_m + np.where(away[:, 2] > 0, bulge, 0.0))


def close_lids(body: Body) -> None:
    """Corrects `eyeBlinkLeft` and `eyeBlinkRight`, in place."""
    for side in SIDES:
        body.units[f"eyeBlink{side}"] = _blink(body, lid_of(body, side), side)


def _blink(body: Body, lid: Lid, side: str) -> Array:
    points, unit = body.points, body.units[f"eyeBlink{side}"]
    letter, socket = SIDES[side]
    operator = umbrella(body.island_quads(HEAD, socket), points)
    near = np.clip(1 - np.linalg.norm(points - lid.centre, axis=1) / 0.04, 0, 1)
    unit = smoothed(operator, unit, 0.6 * near, 4)
    curve = _arc(lid, points)
    driven, wanted = [], []
    for ring, depth in ((lid.margin, 0.0), (lid.seam, 0.0009)):
        for chain, low in ((ring.upper, False), (ring.lower, True)):
            inner = chain[1:-1]
            goal = curve(along(chain, points)[1:-1])
            taper = np.clip((1 - np.abs(along(chain, points)[1:-1])) / 0.15, 0, 1)
            goal[:, 1] += np.where(low, 0.5, -0.5) * OVERLAP_M * taper
            goal = _outside(lid, goal, CLEAR_M + np.where(low, -0.5, 0.5) * OVERLAP_M * taper - depth)
            driven.append(inner)
            wanted.append(goal - points[inner])
        driven.append(ring.corners)
        wanted.append(np.zeros((2, 3)))
    ids, moves = np.concatenate(driven), np.concatenate(wanted)
    spread = Spread(operator, points, ids, RADIUS_M)
    for _ in range(3):
        unit = unit + spread(moves - unit[ids])
        unit = _cleared(body, lid, unit, spread.free)
    unit = unit + spread(moves - unit[ids])
    return _with_lashes(body, lid, unit, letter)


def _arc(lid: Lid, points: Array):  # type: ignore[no-untyped-def]
    """Where a closed eye's margins meet, as a function of the place t on them, before it is put outside the ball."""
    upper, lower = points[lid.margin.upper], points[lid.margin.lower]
    tu, tl = along(lid.margin.upper, points), along(lid.margin.lower, points)
    right, left = points[lid.margin.corners]
    span = lambda t: 0.5 * (1 - t)[:, None] * right + 0.5 * (1 + t)[:, None] * left  # noqa: E731
    t = np.concatenate([tu, tl])
    offset = np.concatenate([upper - span(tu), lower - span(tl)])[:, 0]
    basis = lambda t: np.stack([1 - t**2, t * (1 - t**2)], axis=1)  # noqa: E731
    sideways = np.linalg.lstsq(basis(t), offset, rcond=None)[0]
    drop = np.linalg.lstsq(basis(tl), lower[:, 1] - span(tl)[:, 1], rcond=None)[0]

    def curve(t: Array) -> Array:
        out = span(t)
        out[:, 0] += basis(t) @ sideways
        out[:, 1] += 0.72 * basis(t) @ drop
        return out

    return curve


def _outside(lid: Lid, points: Array, clear_m: Array) -> Array:
    """Points moved along z onto the eye's surface plus `clear_m`; beside the ball they keep a smooth depth."""
    out = points.copy()
    radius = lid.radius_m + 0.0004 + clear_m
    away = out - lid.centre
    inside = np.maximum(radius**2 - away[:, 0] ** 2 - away[:, 1] ** 2, 0)
    front = np.sqrt(inside)
    bulge = 0.0008 * np.clip(1 - (away[:, 0] ** 2 + away[:, 1] ** 2) / 0.0085**2, 0, 1)
    blend = np.clip((0.0125 - np.abs(away[:, 0])) / 0.003, 0, 1)
    z = np.maximum(front, away[:, 2] * 1.0) * (1 - blend) + front * blend + bulge
    out[:, 2] = lid.centre[2] + z
    return out


def _cleared(body: Body, lid: Lid, unit: Array, ids: Triangles) -> Array:
    """The unit with the skin it moves pushed out of the ball."""
    skin = np.intersect1d(ids, body.head_ids)
    moved = skin[np.linalg.norm(unit[skin], axis=1) > 0.0006]
    place = body.points[moved] + unit[moved]
    away = place - lid.centre
    distance = np.linalg.norm(away, axis=1)
    lack = ball_radius_m(lid, place) + CLEAR_M + 0.0003 - distance
    push = np.where((lack > 0) & (away[:, 2] > 0.004), lack, 0.0)
    out = unit.copy()
    out[moved] += away / distance[:, None] * push[:, None]
    return out


def _with_lashes(body: Body, lid: Lid, unit: Array, letter: str) -> Array:
    """The unit with the helper's lash strips following the margins they stand on."""
    source = body.units[f"eyeBlink{'Left' if letter == 'l' else 'Right'}"]
    out = unit.copy()
    for number, chain in ((1, lid.margin.lower), (2, lid.margin.upper)):
        lashes = body.ids(f"helper-{letter}-eyelashes-{number}")
        near = chain[cKDTree(body.points[chain][:, [0]]).query(body.points[lashes][:, [0]])[1]]
        out[lashes] = source[lashes] + (unit[near] - source[near])
    return out
