"""Where teeth belong in a face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from human.body import Body
from human.correct.lips import mouth_edge
from mesh.part import Array


@dataclass(frozen=True)
class Mouth:
    """Points (3,) in metres: `upper_edge` and `lower_edge` are the front teeth's cutting edges in the middle, on the
    side of the lips. `size` is this face's against a mean adult's; `half_width` and `depth` those of the dental arch.
    """

    lip: Array
    upper_edge: Array
    lower_edge: Array
    size: float
    half_width: float
    depth: float

    @property
    def ridge(self) -> Array:
        """Behind the upper front teeth, where the tongue's tip goes in d, t, n and l."""
        return np.asarray(self.upper_edge + self.size * np.array([0.0, 0.0060, -0.0085]))


def mouth(body: Body) -> Mouth:
    """The mouth of a body whose lips are closed."""
    marks = body.landmarks()
    ring = mouth_edge(body)
    lip = body.points[ring.upper][len(ring.upper) // 2]
    size = (marks.top_y - marks.chin_y) / 0.212
    corner = body.points[ring.corners[1]]
    upper = lip + size * np.array([0.0, -0.0010, -0.0050])
    lower = upper + size * np.array([0.0, 0.0012, -0.0026])
    return Mouth(lip, upper, lower, size, half_width=1.32 * corner[0], depth=0.036 * size)
