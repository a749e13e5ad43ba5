"""Where the hair begins on the skin.

For whoever paints the scalp:

    inside = hairline(body, look.hair)        # once a person
    metres = inside(points)                   # (n, 3) → (n,), positive where hair grows

The value is about the distance to the hair's edge along the skin. Ears count as outside. A natural transition darkens
the skin from 0 at −2 mm to the hair's dark colour at +8 mm, mixed with fine strokes along the direction of growth.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.interpolate import PchipInterpolator

from human.body import Body
from human.hair.look import HairLook
from human.hair.skull import Skull
from mesh.part import Array

_EAR_M = 0.006


def edge(skull: Skull, look: HairLook) -> Callable[[Array], Array]:
    """Azimuth in radians, of either sign → height (metres, absolute) of the hair's edge on the skin."""
    degrees, heights = np.array(look.hairline, float).T
    curve = PchipInterpolator(degrees, heights * skull.height_m + skull.centre[1])
    return lambda azimuth: np.asarray(curve(np.abs(np.degrees(azimuth))))


def hairline(body: Body, look: HairLook, skull: Skull | None = None) -> Callable[[Array], Array]:
    """A function of points (n, 3) in metres: signed distance (n,) from the hair's edge, positive inside the hair."""
    shape = skull or Skull(body)
    height = edge(shape, look)
    step = np.radians(1.0)

    def signed(points: Array) -> Array:
        azimuth, elevation, distance = shape.angles(points)
        slope = (height(azimuth + step) - height(azimuth - step)) / (2 * step * 0.08)
        inside = (points[..., 1] - height(azimuth)) / np.sqrt(1 + slope**2)
        ear = np.degrees(np.abs(azimuth))
        stands_out = np.where((ear > 84) & (ear < 130) & (elevation < 0.1), distance, 0) - shape.radius(
            azimuth, elevation
        )
        return np.asarray(np.minimum(inside, _EAR_M - stands_out))

    return signed
