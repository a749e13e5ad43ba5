"""The ears: an outline with a rolled edge and a bowl."""

from __future__ import annotations

import numpy as np

from figure import palette
from mesh.part import Part, grid_triangles, joined

_COLUMNS = 14
_CENTRE = np.array([0.0955, 1.5850, -0.0120])
_OUTWARD, _FORWARD = np.radians(20.0), 0.0185
# (size of the outline, height out of the head, how much of the bowl's colour)
_RINGS = ((1.02, -0.0100, 0.0), (1.08, 0.0030, 0.0), (1.00, 0.0085, 0.0), (0.84, 0.0088, 0.1), (0.66, 0.0058, 0.9))


def _left() -> Part:
    turn = np.arange(_COLUMNS) * (2 * np.pi / _COLUMNS)
    up = 0.0265 * np.sin(turn) * np.where(np.sin(turn) > 0, 1.0, 0.95)
    forward = _FORWARD * np.cos(turn) * (1 + 0.16 * np.sin(turn))
    ahead = np.array([-np.sin(_OUTWARD), 0.0, np.cos(_OUTWARD)]) * -1.0
    out = np.array([np.cos(_OUTWARD), 0.0, np.sin(_OUTWARD)])
    lean = np.array([0.0, 0.99, -0.12])
    rows, colours = [], []
    skin, bowl = np.array(palette.SKIN), 0.55 * np.array(palette.SKIN_SHADE) + 0.45 * np.array(palette.BLUSH)
    for size, height, depth in _RINGS:
        rows.append(_CENTRE + np.outer(up * size, lean) + np.outer(forward * size, ahead) + out * height)
        warm = skin * 0.75 + np.array(palette.BLUSH) * 0.25
        colours.append(np.tile(warm * (1 - depth) + bowl * depth, (_COLUMNS, 1)))
    rows.append((_CENTRE + out * 0.0042)[None])
    colours.append(bowl[None])
    last = len(_RINGS) * _COLUMNS
    fan = [(last - _COLUMNS + c, last - _COLUMNS + (c + 1) % _COLUMNS, last) for c in range(_COLUMNS)]
    triangles = np.concatenate([grid_triangles(len(_RINGS), _COLUMNS, closed=True), np.array(fan)])
    return Part(np.concatenate(rows), triangles, np.concatenate(colours)).bound_to("Head")


def build() -> Part:
    """Both ears."""
    left = _left()
    return joined([left, left.mirrored()])
