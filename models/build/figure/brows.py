"""The eyebrows: soft tapering strokes that lie on the face."""

from __future__ import annotations

import numpy as np

from figure import measures, palette, surface
from mesh.part import Array, Part, grid_triangles, joined

_ROWS, _COLUMNS = 7, 6
_ARCH = ((0.0, -0.0006), (0.35, 0.0026), (0.65, 0.0022), (1.0, -0.0030))  # along → height


def _along() -> Array:
    """(rows,) places along the brow from 0 to 1, closer together at its ends."""
    return np.asarray((1.0 - np.cos(np.linspace(0.0, np.pi, _ROWS))) / 2)


def _spine() -> Array:
    """(rows, 3) the middle line of the left brow, on the skin."""
    along = _along()
    x = measures.BROW_INNER + (measures.BROW_OUTER - measures.BROW_INNER) * along
    fit = np.polyfit([a for a, _ in _ARCH], [h for _, h in _ARCH], 3)
    y = measures.BROW_Y + np.polyval(fit, along)
    return surface.with_features(surface.from_front(np.stack([x, y], axis=1)))


def _left() -> Part:
    spine = _spine()
    along = _along()
    tangent = np.gradient(spine, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    outward = spine - np.array([0.0, 1.620, 0.0])
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    upward = np.cross(outward, tangent)
    swell = np.sqrt(np.clip(1 - (2 * along - 1) ** 4, 0.0, 1.0)) * (1.0 - 0.50 * along**1.6)
    swell[[0, -1]] = 0.10, 0.06
    turn = np.arange(_COLUMNS) * (2 * np.pi / _COLUMNS)
    rings = [
        spine[row]
        + outward[row] * 0.0006
        + swell[row] * (np.outer(np.cos(turn), upward[row]) * 0.0038 + np.outer(np.sin(turn), outward[row]) * 0.0026)
        for row in range(_ROWS)
    ]
    part = Part(
        np.concatenate(rings),
        grid_triangles(_ROWS, _COLUMNS, closed=True),
        np.tile(palette.BROW, (_ROWS * _COLUMNS, 1)),
    )
    part.marks["eye"] = np.ones(part.size)
    return part.bound_to("Head")


def build() -> Part:
    """Both brows; mark `eye` is +1 on the own left, -1 on the right."""
    left = _left()
    right = left.mirrored()
    right.marks["eye"] = -right.marks["eye"]
    return joined([left, right])
