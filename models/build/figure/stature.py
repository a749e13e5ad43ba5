"""From the space the head is modelled in to the finished figure: larger, standing on y = 0."""

from __future__ import annotations

import numpy as np

from figure import measures
from mesh import part
from mesh.part import Array
from motion.figure import Ellipsoid, Figure
from motion.skeleton import Bones


def placed(points: Array) -> Array:
    """Points (n, 3) or (3,) of the finished figure."""
    return np.asarray((points - np.array([0.0, measures.FLOOR, 0.0])) * measures.SCALE)


def grown(bones: Bones) -> Bones:
    """The joints of the finished figure."""
    out: Bones = {}
    for name, (parent, place) in bones.items():
        x, y, z = (round(float(value), 6) for value in placed(np.array(place)))
        out[name] = (parent, (x, y, z))
    return out


def on_grid(displacements: Array) -> Array:
    """Displacements rounded so that, when the figure is finished, they are whole steps of a morph target."""
    return np.asarray(part.on_grid(displacements * measures.SCALE) / measures.SCALE)


def _solid(bone: str, centre: tuple[float, float, float], radii: tuple[float, float, float]) -> Ellipsoid:
    x, y, z = placed(np.array(centre))
    a, b, c = (radius * measures.SCALE for radius in radii)
    return Ellipsoid(bone, (float(x), float(y), float(z)), (a, b, c))


def room() -> Figure:
    """How much room the finished figure takes up, for its clips."""
    x, y, z = placed(np.array([0.0, 1.487, 0.075]))
    return Figure(
        head=_solid("Head", (0.0, 1.625, -0.015), (0.135, 0.140, 0.130)),
        chest=_solid("Spine2", (0.0, 1.390, -0.013), (0.088, 0.075, 0.067)),
        belly=_solid("Hips", (0.0, 1.250, -0.011), (0.101, 0.078, 0.083)),
        hip_half_width=0.1005 * measures.SCALE,
        chin=(float(x), float(y), float(z)),
        palm=0.014 * measures.SCALE,
    )
