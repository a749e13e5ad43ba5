"""The sprout on the crown that gives pip its name: a stem and two leaves that sway."""

from __future__ import annotations

import numpy as np

from figure import palette, surface
from figure.curves import smoothstep
from figure.hair_locks import CROWN
from figure.loft import curve, loft
from mesh.part import Array, Part, joined
from motion.skeleton import Bones

BONES = ("HairSprout1", "HairSprout2")
_STEM = np.array([(0.0, 0.0, 0.0), (0.0030, 0.0130, 0.0010), (0.0015, 0.0270, 0.0050)])
_FACE = np.array([0.0, 0.62, -0.78])  # across a leaf, so that it faces up and forward


def foot() -> Array:
    """(3,) where the stem leaves the hair."""
    return np.asarray(surface.from_direction(CROWN[None])[0] + np.array([0.0, 0.0080, 0.0060]))


def bones() -> Bones:
    """Two joints, at the stem's foot and at the leaves."""
    low, high = foot(), foot() + _STEM[-1]
    first, second = BONES
    return {
        first: ("Head", (float(low[0]), float(low[1]), float(low[2]))),
        second: (first, (float(high[0]), float(high[1]), float(high[2]))),
    }


def _leaf(side: float, length: float, rise: float) -> Part:
    """A leaf to one side (+1 own left, -1 right), `rise` metres up at its middle."""
    share = np.linspace(0.0, 1.0, 6)
    wide = 0.0145 * np.sin(np.pi * share**0.80) ** 0.85 + 0.0012
    bend = rise * np.sin(share * np.pi * 0.72)
    centres = foot() + _STEM[-1] + np.stack([side * length * share, bend, 0.004 * share], axis=1)
    part = loft(centres, wide, 0.0016 + 0.10 * wide, _FACE, 6)
    edge = np.abs(np.cos(part.marks["around"]))[:, None]
    part.colours = np.array(palette.LEAF_DARK) * (1 - edge) * 0.6 + np.array(palette.LEAF) * (0.4 + 0.6 * edge)
    part.weights = {BONES[1]: np.ones(part.size)}
    return part


def build() -> Part:
    """Stem and leaves."""
    centres = foot() + curve(_STEM, 4)
    stem = loft(
        centres,
        np.linspace(0.0034, 0.0024, 4),
        np.linspace(0.0034, 0.0024, 4),
        np.array([1.0, 0.0, 0.0]),
        6,
        caps="none",
    )
    stem.colours = np.tile(palette.LEAF_DARK, (stem.size, 1))
    upper = smoothstep(0.3, 1.0, stem.marks["along"])
    stem.weights = {BONES[0]: 1 - upper, BONES[1]: upper}
    return joined([stem, _leaf(1.0, 0.046, 0.0200), _leaf(-1.0, 0.036, 0.0240)])
