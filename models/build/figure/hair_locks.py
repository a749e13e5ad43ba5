"""Locks of hair: tapering strands that follow the head, like those of a moulded toy."""

from __future__ import annotations

import numpy as np

from figure import surface
from figure.hair_colour import tinted
from figure.loft import curve, loft
from mesh.part import Array, Part
from motion.turn import unit

_TILT = np.radians(18.0)  # the crown lies this far behind the top
CROWN = np.array([0.0, np.cos(_TILT), -np.sin(_TILT)])
AHEAD = np.array([0.0, np.sin(_TILT), np.cos(_TILT)])
LEFT = np.array([1.0, 0.0, 0.0])


def aim(turn_deg: Array, angle_deg: Array) -> Array:
    """Unit directions (n, 3) from the head's middle: `angle` from the crown, `turn` from ahead to the own left."""
    turn, angle = np.radians(turn_deg), np.radians(angle_deg)
    flat = np.outer(np.sin(angle) * np.cos(turn), AHEAD) + np.outer(np.sin(angle) * np.sin(turn), LEFT)
    return np.asarray(np.outer(np.cos(angle), CROWN) + flat)


def lock(
    path: tuple[tuple[float, float, float], ...],
    width: float,
    thick: float,
    *,
    rows: int = 8,
    columns: int = 6,
    root: float = 0.62,
    widest: float = 0.40,
    tip: float = 0.06,
) -> Part:
    """A lock through `path`, rows of (turn degrees, angle degrees, lift mm over the head).

    `width` and `thick` are its greatest half axes in metres, `root` and `tip` its shares of them at the ends.
    """
    line = curve(np.array(path), rows, ends=0.35)
    out = aim(line[:, 0], line[:, 1])
    centres = surface.from_direction(out) + out * line[:, 2:] * 0.001
    share = np.linspace(0.0, 1.0, rows)
    grow = root + (1 - root) * np.sin(np.pi / 2 * np.clip(share / widest, 0, 1))
    fall = np.sqrt(np.clip(1 - np.clip((share - widest) / (1 - widest), 0, 1) ** 2.0, 0.0, 1.0))
    size = grow * (tip + (1 - tip) * fall)
    tangent = unit(np.gradient(centres, axis=0))
    part = loft(centres, width * size, thick * size, np.cross(tangent, out), columns)
    part.colours = tinted(part.positions)
    return part
