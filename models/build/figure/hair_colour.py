"""Colours of the hair: darker roots and undersides, a warm band of light round the head."""

from __future__ import annotations

import numpy as np

from figure import measures, palette
from figure.curves import smoothstep
from mesh.part import Array


def tinted(points: Array) -> Array:
    """(n, 3) sRGB of the hair at `points` (n, 3)."""
    x, y, z = (points - np.array(measures.HEAD_CENTRE)).T
    rise = y + 0.22 * z
    band = np.exp(-(((rise - 0.078) / 0.017) ** 2)) * (0.75 + 0.25 * np.cos(9 * np.arctan2(x, z)))
    low = smoothstep(0.03, -0.09, y)
    colour = np.array(palette.HAIR) * (1 - low[:, None]) + np.array(palette.HAIR_DARK) * low[:, None]
    light = (0.62 * band)[:, None]
    return np.asarray(colour * (1 - light) + np.array(palette.HAIR_LIGHT) * light)
