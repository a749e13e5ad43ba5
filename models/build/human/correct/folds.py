"""Softens the creases that the source's units make on a face they were not drawn for."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from human.body import HEAD, MOUTH, Body
from human.correct.spread import smoothed, umbrella

# Rounds of smoothing and what the unit is multiplied by; a source unit at 1 is often more than a face can do.
STRENGTH = {
    "mouthSmile": (20, 0.62),
    "mouthPress": (10, 0.9),
    "mouthDimple": (12, 0.85),
    "mouthStretch": (10, 0.95),
    "mouthFrown": (8, 0.9),
    "mouthLeft": (6, 0.9),
    "mouthRight": (6, 0.9),
    "cheekPuff": (6, 0.8),
    "cheekSquint": (8, 0.7),
    "noseSneer": (6, 0.9),
    "jawOpen": (6, 0.9),
    "mouthClose": (6, 0.9),
    "mouthFunnel": (6, 1.0),
    "mouthPucker": (6, 1.0),
    "mouthShrugLower": (4, 0.9),
    "mouthRollUpper": (3, 1.0),
    "mouthRollLower": (3, 1.0),
}


def soften(body: Body) -> None:
    """Smooths and scales the units, in place; lips' edges keep their movement."""
    operator = umbrella(body.island_quads(HEAD, MOUTH), body.points)
    distance = cKDTree(body.points[body.mouth_ring]).query(body.points)[0]
    share = 0.6 * np.clip((distance - 0.003) / 0.008, 0.08, 1)
    for name, unit in body.units.items():
        kind = name if name in STRENGTH else name.removesuffix("Left").removesuffix("Right")
        rounds, scale = STRENGTH.get(kind, (0, 1.0))
        if rounds:
            body.units[name] = scale * smoothed(operator, unit, share, rounds)
