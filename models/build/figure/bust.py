"""The neck: rings of ellipses stacked along Y."""

from __future__ import annotations

import numpy as np

from figure import palette
from figure.curves import smoothstep
from figure.palette import Colour
from mesh.part import Part, grid_triangles

# (height, half width, half depth, middle z)
_NECK = ((1.5350, 0.0360, 0.0360, -0.012), (1.4950, 0.0360, 0.0370, -0.012), (1.4600, 0.0370, 0.0380, -0.013),
         (1.4300, 0.0400, 0.0400, -0.014))  # fmt: skip


def _stack(rows: tuple[tuple[float, float, float, float], ...], columns: int, high: Colour, low: Colour) -> Part:
    turn = np.arange(columns) * (2 * np.pi / columns)
    cos, sin = np.cos(turn), np.sin(turn)
    rings, colours = [], []
    for height, width, depth, middle in rows:
        squash = 2.0 / 2.3
        x = width * np.sign(cos) * np.abs(cos) ** squash
        z = middle + depth * np.sign(sin) * np.abs(sin) ** squash
        rings.append(np.stack([x, np.full(columns, height), z], axis=1))
        fall = (rows[0][0] - height) / (rows[0][0] - rows[-1][0])
        colours.append(np.tile(np.array(high) * (1 - fall) + np.array(low) * fall, (columns, 1)))
    return Part(np.concatenate(rings), grid_triangles(len(rows), columns, closed=True), np.concatenate(colours))


def neck() -> Part:
    """The neck, skin; bends between `Neck` and `Head`."""
    part = _stack(_NECK, 18, palette.SKIN_SHADE, palette.SKIN)
    head = smoothstep(1.430, 1.510, part.positions[:, 1])
    part.weights = {"Head": head, "Neck": (1 - head)}
    return part
