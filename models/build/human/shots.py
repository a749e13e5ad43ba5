"""Camera shots of a person, from where the face and the joints are."""

from __future__ import annotations

from typing import Any

import numpy as np

from human.person import Person
from mesh.part import Array


def shots(person: Person, points: Array) -> dict[str, dict[str, Any]]:
    """Shot → target and visible height in metres; `points` (n, 3) are all vertices in the rest pose."""
    marks, at = person.body.landmarks(), person.skeleton.at
    top, bottom = float(points[:, 1].max()), float(points[:, 1].min())
    depth = float(marks.skull[2])
    head = top - marks.chin_y
    spans = {
        "full": (bottom - 0.05, top + 0.07),
        "mid": (float(at["Hips"][1]) - 0.02, top + 0.10),
        "upper": (float(np.mean([at["Spine1"][1], at["Spine2"][1]])), top + 0.07),
        "head": (marks.chin_y - 0.30 * head, top + 0.18 * head),
    }
    return {
        shot: {"target": [0.0, round((low + high) / 2, 3), round(depth, 3)], "height_m": round(high - low, 3)}
        for shot, (low, high) in spans.items()
    }
