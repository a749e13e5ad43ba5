"""Hair of a body at a level of detail."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from human.body import Body
from human.hair import crop, lob
from human.hair.look import HairLook, Level
from human.hair.ribbons import ribbons
from human.hair.springs import weights
from human.hair.surface import surfaces
from mesh.part import Part
from mesh.surface import Surface


def build(body: Body, look: HairLook, level: Level) -> dict[str, tuple[Part, Surface]]:
    """`HairMesh` and `HairWispsMesh` with their surfaces; weights over Head and the bones of `springs.bones`.

    The wisps soften the edges; they are few, blended, and to be drawn after skin and hair.
    """
    beneath, strands, (segment_m, columns) = (lob if look.style == "lob" else crop).grown(body, look, level)
    cards = [strand for strand in strands if not strand.soft]
    wisps = [strand for strand in strands if strand.soft]
    solid = _together([*beneath, ribbons(cards, segment_m, columns, least=2)])
    soft = ribbons(wisps, segment_m, 1, least=3)
    hair, blended = surfaces(look, level)
    for part in (solid, soft):
        part.weights = weights(part.positions, body, look)
    return {"HairMesh": (solid, hair), "HairWispsMesh": (soft, blended)}


def _together(pieces: Iterable[Part]) -> Part:
    parts = list(pieces)
    starts = np.cumsum([0] + [part.size for part in parts])
    normals, uv, tangents = (
        np.concatenate([table for part in parts if (table := getattr(part, name)) is not None])
        for name in ("normals", "uv", "tangents")
    )
    return Part(
        np.concatenate([part.positions for part in parts]),
        np.concatenate([part.triangles + start for part, start in zip(parts, starts, strict=False)]),
        np.concatenate([part.colours for part in parts]),
        normals=normals,
        uv=uv,
        tangents=tangents,
    )
