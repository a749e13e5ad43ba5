"""A person's measures for the movements, taken from the body."""

from __future__ import annotations

import numpy as np

from human.body import Body
from human.skeleton.joints import bones
from mesh.part import Array
from motion.figure import Ellipsoid, Figure


def figure(body: Body, *, cloth_m: float = 0.014, hair_m: float = 0.02) -> Figure:
    """How much room the person takes up; `cloth_m` and `hair_m` are added to what the bare body measures."""
    at = {bone: np.array(place) for bone, (_, place) in bones(body).items()}
    trunk = body.points[np.unique(body.quads("body"))]
    trunk = trunk[np.abs(trunk[:, 0]) < np.abs(at["LeftArm"][0]) * 1.02]
    head = body.points[body.head_ids]
    head = head[head[:, 1] > body.landmarks().chin_y]
    arms = body.points[np.unique(body.quads("body"))]
    hips = arms[(np.abs(arms[:, 1] - at["LeftUpLeg"][1]) < 0.03) & (np.abs(arms[:, 0]) < 0.26)]
    marks = body.landmarks()
    chest_y = 0.45 * at["Spine2"][1] + 0.55 * at["Neck"][1] - 0.03
    belly_y = 0.5 * (at["Spine"][1] + at["Spine1"][1])
    return Figure(
        head=_around("Head", head, hair_m),
        chest=_slice("Spine2", trunk, chest_y - 0.06, 0.16, cloth_m),
        belly=_slice("Hips", trunk, belly_y, 0.18, cloth_m),
        hip_half_width=float(np.abs(hips[:, 0]).max()) + cloth_m,
        chin=(0.0, marks.chin_y, float(marks.mouth[2] - 0.008)),
    )


def _around(bone: str, points: Array, margin: float) -> Ellipsoid:
    low, high = points.min(axis=0), points.max(axis=0)
    centre, half = (low + high) / 2, (high - low) / 2 + margin
    return Ellipsoid(bone, (0.0, float(centre[1]), float(centre[2])), (float(half[0]), float(half[1]), float(half[2])))


def _slice(bone: str, points: Array, y: float, half_height: float, margin: float) -> Ellipsoid:
    """An ellipsoid as wide and deep as the body is at a height."""
    near = points[np.abs(points[:, 1] - y) < 0.05]
    low, high = near.min(axis=0), near.max(axis=0)
    return Ellipsoid(
        bone,
        (0.0, float(y), float((low[2] + high[2]) / 2)),
        (float(high[0]) + margin, half_height, float((high[2] - low[2]) / 2) + margin),
    )
