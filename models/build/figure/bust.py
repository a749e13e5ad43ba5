"""Neck, collar and shoulders: rings of ellipses stacked along Y."""

from __future__ import annotations

import numpy as np

from figure import palette
from figure.curves import smoothstep
from figure.palette import Colour
from mesh.part import Part, grid_triangles, joined

# (height, half width, half depth, middle z)
_NECK = ((1.5350, 0.0400, 0.0400, -0.012), (1.4950, 0.0405, 0.0410, -0.012), (1.4550, 0.0430, 0.0440, -0.013),
         (1.4200, 0.0470, 0.0480, -0.014))  # fmt: skip
_COLLAR = ((1.4480, 0.0485, 0.0490, -0.014), (1.4620, 0.0510, 0.0515, -0.014), (1.4660, 0.0560, 0.0565, -0.014),
           (1.4610, 0.0620, 0.0620, -0.014), (1.4490, 0.0650, 0.0645, -0.014),
           (1.4390, 0.0620, 0.0620, -0.014))  # fmt: skip
_SHIRT = ((1.4480, 0.0540, 0.0540, -0.015), (1.4460, 0.0680, 0.0630, -0.015), (1.4370, 0.0920, 0.0700, -0.015),
          (1.4190, 0.1170, 0.0770, -0.014), (1.3930, 0.1370, 0.0830, -0.013), (1.3580, 0.1500, 0.0870, -0.012),
          (1.3180, 0.1530, 0.0890, -0.012), (1.2830, 0.1440, 0.0840, -0.012), (1.2620, 0.1230, 0.0700, -0.012),
          (1.2530, 0.0900, 0.0480, -0.012), (1.2500, 0.0300, 0.0160, -0.012))  # fmt: skip


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


def shirt() -> Part:
    """Collar and shoulders; follow `Spine`, the collar half of it `Neck`."""
    collar = _stack(_COLLAR, 20, palette.COLLAR, palette.COLLAR)
    collar.weights = {"Spine": np.full(collar.size, 0.6), "Neck": np.full(collar.size, 0.4)}
    return joined([collar, _stack(_SHIRT, 20, palette.SHIRT, palette.SHIRT_SHADE).bound_to("Spine")])
