"""What the source's face units need on a given face: symmetry, lips and lids that close, no notches, no folds."""

from __future__ import annotations

import numpy as np

from human.body import Body
from human.correct import folds, lids, lips, mirror
from human.shape import moved

__all__ = ["corrected"]

REST = {"mouthSmileLeft": 0.32, "mouthSmileRight": 0.32, "cheekSquintLeft": 0.05, "cheekSquintRight": 0.05}


def corrected(body: Body) -> Body:
    """The same body, corrected in place: symmetric, with a hint of a smile, lips closed, all 52 units usable.

    Afterwards `eyeBlink` 1 shuts an eye, every unit that does not part the lips keeps them shut in any mixture, left
    and right units are mirror images, and `jawOpen` with `mouthClose` of the same weight keeps the lips together.
    """
    partner = mirror.partners(body.source)
    mirror.symmetrise(body, partner)
    folds.soften(body)
    body.points = moved(body.points, body.units, REST)
    edge = lips.Lips(body)
    lips.close_at_rest(body, edge)
    lips.smooth_edges(body, edge)
    lips.keep_closed_with_jaw(body, edge)
    lids.close_lids(body)
    mirror.symmetrise(body, partner)
    body.units = {name: np.where(np.abs(unit) < 2e-6, 0.0, unit) for name, unit in body.units.items()}
    return body
