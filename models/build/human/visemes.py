"""Every morph target of a head: the 52 units as corrected and 15 visemes, over all vertices of the base mesh.

A viseme is a recipe over units, then the lips' edge brought to the opening and width that the sound has, then the
tongue. Openings and widths come from how the sounds are made, sizes from looking; they are the same on every face.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from human.body import Body
from human.correct.lips import Lips, calm_corners, edge_shape
from human.mouth import place, tongue
from human.shape import moved
from mesh.part import Array


@dataclass(frozen=True)
class Viseme:
    """`units` as unit → share, a name without a side meaning both; `opening_m` between the lips' edges in the middle,
    `width` of the lips' edge against rest (None leaves what the units give); `tongue` names a shape in `mouth.tongue`.
    """

    units: dict[str, float] = field(default_factory=dict)
    opening_m: float | None = None
    width: float | None = None
    tongue: str = "flat"
    roundness: float = 0.0  # how far the corners are half-way up the opening
    biting: bool = False  # the lower lip against the upper teeth


VISEMES: dict[str, Viseme] = {
    "sil": Viseme(),
    "PP": Viseme({"mouthPress": 0.26, "mouthRollLower": 0.36, "mouthRollUpper": 0.30, "mouthPucker": 0.14}, 0.0, 0.98),
    "FF": Viseme(
        {"jawOpen": 0.05, "mouthRollLower": 0.45, "mouthUpperUp": 0.42, "mouthShrugUpper": 0.10, "mouthStretch": 0.1},
        width=1.01,
        biting=True,
    ),
    "TH": Viseme(
        {"jawOpen": 0.16, "mouthUpperUp": 0.22, "mouthLowerDown": 0.30, "mouthStretch": 0.06}, 0.0062, 1.02, "between"
    ),
    "DD": Viseme(
        {"jawOpen": 0.12, "mouthUpperUp": 0.24, "mouthLowerDown": 0.40, "mouthStretch": 0.10}, 0.0056, 1.03, "ridge"
    ),
    "kk": Viseme(
        {"jawOpen": 0.17, "mouthUpperUp": 0.22, "mouthLowerDown": 0.35, "mouthStretch": 0.12}, 0.0064, 1.03, "back"
    ),
    "CH": Viseme(
        {"jawOpen": 0.05, "mouthFunnel": 0.62, "mouthPucker": 0.22, "mouthLowerDown": 0.25, "mouthUpperUp": 0.30},
        0.0068, 0.84, "blade", 0.6,
    ),
    "SS": Viseme(
        {"jawOpen": 0.03, "mouthStretch": 0.30, "mouthSmile": 0.16, "mouthLowerDown": 0.60, "mouthUpperUp": 0.38},
        0.0052, 1.07, "blade",
    ),
    "nn": Viseme(
        {"jawOpen": 0.10, "mouthUpperUp": 0.22, "mouthLowerDown": 0.38, "mouthStretch": 0.06}, 0.0050, 1.02, "ridge"
    ),
    "RR": Viseme(
        {"jawOpen": 0.10, "mouthFunnel": 0.40, "mouthPucker": 0.25, "mouthLowerDown": 0.15, "mouthUpperUp": 0.10},
        0.0056, 0.86, "bunched", 0.6,
    ),
    "aa": Viseme(
        {"jawOpen": 0.42, "mouthLowerDown": 0.30, "mouthUpperUp": 0.32, "mouthStretch": 0.06}, 0.0145, 1.0, "low"
    ),
    "E": Viseme(
        {"jawOpen": 0.19, "mouthSmile": 0.22, "mouthStretch": 0.24, "mouthLowerDown": 0.42, "mouthUpperUp": 0.40},
        0.0088, 1.07, "middle",
    ),
    "I": Viseme(
        {"jawOpen": 0.07, "mouthSmile": 0.34, "mouthStretch": 0.22, "mouthLowerDown": 0.50, "mouthUpperUp": 0.42},
        0.0060, 1.12, "front",
    ),
    "O": Viseme(
        {"jawOpen": 0.24, "mouthFunnel": 0.60, "mouthPucker": 0.32, "mouthUpperUp": 0.12}, 0.0112, 0.74, "round", 0.7
    ),
    "U": Viseme({"jawOpen": 0.08, "mouthPucker": 0.95, "mouthFunnel": 0.12}, 0.0036, 0.62, "round", 0.5),
}  # fmt: skip

TONGUE_OUT = {"jawOpen": 0.34, "mouthLowerDownLeft": 0.25, "mouthLowerDownRight": 0.25}


def targets(body: Body) -> dict[str, Array]:
    """Morph target → displacements (19158, 3) in metres: ARKit's 52 and `viseme_sil` to `viseme_U`.

    `body` must have gone through `correct.corrected`.
    """
    edge, mouth = Lips(body), place.mouth(body)
    out = {name: unit.copy() for name, unit in body.units.items()}
    out["tongueOut"] = moved(out["tongueOut"], body.units, TONGUE_OUT)
    lower = edge.ring.lower[len(edge.ring.lower) // 2]
    out["tongueOut"] += tongue.out(body, out["tongueOut"], body.points[lower] + out["tongueOut"][lower])
    for name, viseme in VISEMES.items():
        out[f"viseme_{name}"] = _viseme(body, edge, mouth, viseme)
    return out


def both_sides(shares: dict[str, float], units: dict[str, Array]) -> dict[str, float]:
    """Shares with a name that stands for two sides written as those two."""
    return {
        full: share
        for name, share in shares.items()
        for full in ([name] if name in units else [f"{name}Left", f"{name}Right"])
    }


def _viseme(body: Body, edge: Lips, mouth: place.Mouth, viseme: Viseme) -> Array:
    out = moved(np.zeros_like(body.points), body.units, both_sides(viseme.units, body.units))
    if not viseme.units:
        return out
    bite = mouth.upper_edge + np.array([0.0, 0.0002, 0.0004]) if viseme.biting else None
    out += edge_shape(body.points, edge, out, viseme.opening_m, viseme.width, viseme.roundness, bite)
    if viseme.opening_m == 0:
        out += calm_corners(body.points, edge, out)
    out += tongue.shaped(body, mouth, out, viseme.tongue)
    return out
