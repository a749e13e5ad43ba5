"""The smooth outside of the head, before eyes and mouth are cut into it: a soft union of ellipsoids."""

import numpy as np

from figure import measures
from figure.curves import bump, smoothstep
from mesh.part import Array

# (centre, half axes): skull, cheeks and jaw, chin.
_BLOBS = (
    ((0.0, 1.6360, -0.0100), (0.1080, 0.0960, 0.1040)),
    ((0.0, 1.5640, 0.0080), (0.1010, 0.0640, 0.0860)),
    ((0.0, 1.5130, 0.0500), (0.0360, 0.0200, 0.0300)),
)
_BLEND = 0.022
_CENTRE = np.array(measures.HEAD_CENTRE)


def _outside(points: Array) -> Array:
    """Rough signed distance in metres, negative inside the head."""
    parts = []
    for centre, axes in _BLOBS:
        scaled = np.abs((points - np.array(centre)) / np.array(axes))
        parts.append(((scaled**2.35).sum(axis=-1) ** (1 / 2.35) - 1.0) * min(axes))
    stacked = np.stack(parts)
    return np.asarray(-_BLEND * np.log(np.exp(-stacked / _BLEND).sum(axis=0)) + 0.0055)


def _along(origins: Array, directions: Array, reach: float) -> Array:
    """Where rays from inside leave the head."""
    near, far = np.zeros(len(origins)), np.full(len(origins), reach)
    for _ in range(40):
        middle = (near + far) / 2
        inside = _outside(origins + directions * middle[:, None]) < 0
        near, far = np.where(inside, middle, near), np.where(inside, far, middle)
    return origins + directions * near[:, None]


def from_direction(directions: Array) -> Array:
    """Points of the surface (n, 3) seen from the centre of the head along unit `directions` (n, 3)."""
    return _along(np.broadcast_to(_CENTRE, directions.shape), directions, 0.25)


def from_front(xy: Array) -> Array:
    """Points of the surface (n, 3) with the given x and y, on the front side."""
    origins = np.concatenate([xy, np.zeros((len(xy), 1))], axis=1)
    return _along(origins, np.tile([0.0, 0.0, 1.0], (len(xy), 1)), 0.2)


def with_features(points: Array) -> Array:
    """The points with nose, cheeks and brow ridge raised out of the smooth head."""
    out = points.copy()
    x, y, z = points.T
    front = smoothstep(0.02, 0.06, z)
    nose_x, nose_y = measures.NOSE
    tip = np.exp(-((np.hypot((x - nose_x) * 0.90, y - nose_y) / 0.0092) ** 2.4))
    wings = bump(np.hypot(np.abs(x) - 0.0080, y - (nose_y - 0.0025)), 0.0050)
    bridge = bump(x, 0.0090) * smoothstep(nose_y - 0.005, nose_y + 0.005, y) * smoothstep(1.625, 1.585, y)
    out[:, 2] += front * (0.0105 * tip + 0.0018 * wings + 0.0022 * bridge)
    out[:, 1] += front * 0.0030 * tip
    cheek = front * bump(np.hypot(np.abs(x) - 0.050, (y - 1.557) * 1.1), 0.022)
    out[:, 0] += np.sign(x) * 0.0035 * cheek
    out[:, 2] += 0.0050 * cheek
    muzzle = front * bump(np.hypot(x * 0.8, y - measures.MOUTH_Y), 0.026)
    out[:, 2] += 0.0045 * muzzle
    return out


def chart(points: Array) -> Array:
    """Flat coordinates (n, 2) of surface points: the angle from straight ahead, kept in its direction (radians)."""
    rel = points - _CENTRE
    rel = rel / np.linalg.norm(rel, axis=1, keepdims=True)
    angle = np.arccos(np.clip(rel[:, 2], -1.0, 1.0))
    across = np.maximum(np.hypot(rel[:, 0], rel[:, 1]), 1e-12)
    return np.stack([angle * rel[:, 0] / across, angle * rel[:, 1] / across], axis=1)


def from_chart(uv: Array) -> Array:
    """Surface points (n, 3) for flat coordinates (n, 2): the reverse of `chart`."""
    angle = np.hypot(uv[:, 0], uv[:, 1])
    scale = np.sin(angle) / np.maximum(angle, 1e-12)
    return from_direction(np.stack([uv[:, 0] * scale, uv[:, 1] * scale, np.cos(angle)], axis=1))
