"""How far down the hair's cap reaches, and which skin it hides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from figure import measures
from figure.hair_locks import AHEAD, CROWN
from mesh.part import Array

# Turn from straight ahead towards the own left (degrees) → angle from the crown to the edge of the cap (degrees).
_EDGE = (
    (-180, 126), (-150, 127), (-120, 129), (-98, 130), (-84, 127), (-76, 108), (-66, 82), (-48, 66), (-24, 54),
    (0, 46), (24, 40), (48, 60), (66, 82), (76, 108), (84, 127), (98, 130), (120, 129), (150, 127), (180, 126),
)  # fmt: skip
_MARGIN_DEG = 7.0


def edge_deg(turn_deg: Array) -> Array:
    """Angle from the crown to the edge of the cap at a turn (n,) from ahead towards the own left, degrees."""
    return np.asarray(np.interp(turn_deg, [turn for turn, _ in _EDGE], [edge for _, edge in _EDGE]))


def hidden(points: Array) -> NDArray[np.bool_]:
    """Which points (n, 3) of the head are well under the cap, whichever way it is parted."""
    rel = points - np.array(measures.HEAD_CENTRE)
    rel = rel / np.linalg.norm(rel, axis=1, keepdims=True)
    angle = np.degrees(np.arccos(np.clip(rel @ CROWN, -1.0, 1.0)))
    turn = np.degrees(np.arctan2(rel[:, 0], rel @ AHEAD))
    edge = np.minimum(edge_deg(turn), edge_deg(-turn))
    return np.asarray(angle < edge - _MARGIN_DEG)
