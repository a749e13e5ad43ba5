"""The edges of lips and lids as points, for a file's extras: whoever reads a mesh finds its vertices by them."""

from __future__ import annotations

import numpy as np

from human.body import Body
from human.correct.lids import lid_of
from human.correct.lips import mouth_edge


def edges(body: Body) -> dict[str, list[list[float]]]:
    """Edge → points [x, y, z] at rest in metres, from the figure's right (−x) to its left, corners included.

    `upper_lip`, `lower_lip`, and `upper` and `lower` of `left_…_lid` and `right_…_lid`. Points and not numbers,
    because levels of detail and compression renumber vertices.
    """
    mouth = mouth_edge(body)
    chains = {"upper_lip": mouth.upper, "lower_lip": mouth.lower}
    for side in ("Left", "Right"):
        margin = lid_of(body, side).margin
        chains[f"{side.lower()}_upper_lid"] = margin.upper
        chains[f"{side.lower()}_lower_lid"] = margin.lower
    return {name: np.round(body.points[chain], 5).tolist() for name, chain in chains.items()}
