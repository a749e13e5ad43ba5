"""The skin around the left eye: rings of vertices from the rim of the lids out to the face, hugging the eyeball."""

from __future__ import annotations

from functools import cache

import numpy as np

from figure import measures, palette, surface
from figure.curves import smoothstep
from mesh.part import Array

COLUMNS = 24
# Ring → its size relative to the opening. The rim (-1) has the margin's outline but lies inside the eyeball.
RINGS = {-1: 1.0, 0: 1.0, 1: 1.11, 2: 1.24, 3: 1.44}
OPENING = np.array(measures.EYE_OPENING)


@cache
def centre_z() -> float:
    """Z of the eyeball's centre: the ball stands `EYE_BULGE` before the face at the centre of the opening."""
    point = np.array([measures.EYE_OPENING])
    return float(surface.with_features(surface.from_front(point))[0, 2] + measures.EYE_BULGE - measures.EYE_RADIUS)


def ball_centre() -> Array:
    """Centre (3,) of the left eyeball."""
    return np.array([measures.EYE_CENTRE_X, measures.EYE_OPENING[1], centre_z()])


def outline(scale: float) -> Array:
    """(COLUMNS, 2) points round the opening, from its own-left corner over the top; column i faces column -i."""
    angle = np.arange(COLUMNS) * (2 * np.pi / COLUMNS)
    sin, cos = np.sin(angle), np.cos(angle)
    height = np.where(sin >= 0, measures.EYE_UPPER_HEIGHT, measures.EYE_LOWER_HEIGHT)
    rounder = np.sign(sin) * np.abs(sin) ** 0.9
    return OPENING + scale * np.stack([measures.EYE_HALF_WIDTH * cos, height * rounder], axis=1)


def openness(xy: Array) -> Array:
    """How many times the opening's size a point (n, 2) lies from its centre."""
    rel = xy - OPENING
    height = np.where(rel[:, 1] >= 0, measures.EYE_UPPER_HEIGHT, measures.EYE_LOWER_HEIGHT)
    return np.asarray(np.hypot(rel[:, 0] / measures.EYE_HALF_WIDTH, rel[:, 1] / height))


def ball_z(xy: Array, over: float | Array) -> Array:
    """Z of a sphere `over` metres larger than the eyeball; far below the face outside its outline."""
    rel = xy - ball_centre()[:2]
    inside = (measures.EYE_RADIUS + over) ** 2 - (rel**2).sum(axis=1)
    return np.where(inside > 0, centre_z() + np.sqrt(np.maximum(inside, 0.0)), -1.0)


def hug(points: Array) -> Array:
    """Skin points (n, 3) pulled on to the eyeball near the opening and kept off it everywhere."""
    out = points.copy()
    grip = smoothstep(1.42, 1.0, openness(points[:, :2]))
    ball = ball_z(points[:, :2], measures.LID_THICKNESS)
    wrapped = np.where(ball > 0, points[:, 2] + (ball - points[:, 2]) * grip, points[:, 2])
    out[:, 2] = np.where(points[:, 2] > 0, np.maximum(wrapped, ball), points[:, 2])  # the back of the head stays behind
    return out


def ring_points(ring: int) -> Array:
    """(COLUMNS, 3) positions of one ring of the left eye."""
    xy = outline(RINGS[ring])
    if ring < 0:
        return np.column_stack([xy, ball_z(xy, -0.0022)])
    points = surface.with_features(surface.from_front(xy))
    if ring <= 1:  # cheeks and nose must not shift the margins sideways, or the lids would not meet
        points[:, :2] = xy
    return hug(points)


def ring_colours(ring: int) -> Array:
    """(COLUMNS, 3) sRGB: lashes on the upper margin, a faint line on the lower one."""
    upper = smoothstep(-0.15, 0.25, np.sin(np.arange(COLUMNS) * (2 * np.pi / COLUMNS)))[:, None]
    skin, shade = np.array(palette.SKIN), np.array(palette.SKIN_SHADE)
    if ring <= 0:
        return np.array(palette.LASH) * upper + np.array(palette.LOWER_LID) * (1 - upper)
    if ring == 1:
        return (0.35 * shade + 0.65 * skin) * upper + skin * (1 - upper)
    return np.tile(skin, (COLUMNS, 1))
