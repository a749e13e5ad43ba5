"""Which faces of the body's skin are built at all, and to which mesh and chart they belong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from human.body import HEAD, LEFT_HAND, LEFT_SOCKET, MOUTH, RIGHT_HAND, RIGHT_SOCKET, TRUNK, Body
from mesh.part import Triangles

LIMB = 9  # a chart beside the source's own: forearms, legs, feet
_CHEST_M = 0.26  # below the eyes
_CHEST_HALF_M = 0.13
_WRIST = 0.8  # share of the forearm
_ARM_M = 0.075  # no skin of an arm is further from the line through elbow and hand


@dataclass(frozen=True)
class Regions:
    """Rows of `body.skin_faces` that are kept (f,), the chart of each, and which of them go to which mesh."""

    faces: Triangles
    charts: Triangles
    head: NDArray[np.bool_]
    hands: NDArray[np.bool_]
    legs: NDArray[np.bool_]


def regions(body: Body, covered: NDArray[np.bool_] | None) -> Regions:
    """What to build. `covered` (19158,) marks vertices that clothes hide; without it, head, neck, chest and hands."""
    islands = body.skin_islands
    quads = body.mesh.quads[body.skin_faces]
    middle = body.points[quads].mean(axis=1)
    eye_y = body.centre("joint-l-eye")[1]
    trunk = islands == TRUNK
    chest = trunk & (middle[:, 1] > eye_y - _CHEST_M) & (np.abs(middle[:, 0]) < _CHEST_HALF_M)
    arm, wrist = _arms(body, middle)
    head = np.isin(islands, (HEAD, MOUTH, LEFT_SOCKET, RIGHT_SOCKET)) | chest
    hands = np.isin(islands, (LEFT_HAND, RIGHT_HAND)) | (trunk & wrist)
    legs = np.zeros(len(islands), bool)
    if covered is not None:
        seen = ~covered[quads].all(axis=1)
        hands = (hands | (trunk & arm)) & seen
        head &= seen | (islands != TRUNK)
        legs = ~head & ~hands & seen & ~chest
    kept = np.flatnonzero(head | hands | legs)
    charts = np.where(trunk & ~chest, LIMB, islands)
    charts[legs] = LIMB
    return Regions(kept, charts[kept], head[kept], hands[kept], legs[kept])


def _arms(body: Body, middle: NDArray[np.float64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Faces (f,) beyond the elbows, and those near the wrists."""
    arm, wrist = np.zeros(len(middle), bool), np.zeros(len(middle), bool)
    for side, sign in (("l", 1), ("r", -1)):
        elbow, hand = body.centre(f"joint-{side}-elbow"), body.centre(f"joint-{side}-hand")
        axis = hand - elbow
        length = float(np.linalg.norm(axis))
        share = (middle - elbow) @ axis / length**2
        aside = np.linalg.norm(middle - elbow - share[:, None] * axis, axis=1)
        out = (aside < _ARM_M) & (middle[:, 0] * sign > 0)
        arm |= out & (share > 0)
        wrist |= out & (share > _WRIST)
    return arm, wrist
