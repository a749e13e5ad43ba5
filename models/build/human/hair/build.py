"""Hair of a body at a level of detail."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from human.body import Body
from human.hair import crop, lob
from human.hair.look import HairLook, Level
from human.hair.ribbons import ribbons
from human.hair.springs import weights
from human.hair.strands import Layer
from human.hair.surface import surfaces
from mesh.part import Part
from mesh.surface import Surface

_MESHES: dict[Layer, str] = {"under": "HairUnderMesh", "hair": "HairMesh", "wisps": "HairWispsMesh"}


def build(body: Body, look: HairLook, level: Level) -> dict[str, tuple[Part, Surface]]:
    """`HairUnderMesh`, `HairMesh`, `HairWispsMesh` with their surfaces; weights over Head and `springs.bones`.

    The wisps soften the edges; they are few, blended, and to be drawn after skin and hair.
    """
    beneath, strands, (segment_m, columns) = (lob if look.style == "lob" else crop).grown(body, look, level)
    shown = surfaces(look, level)
    out: dict[str, tuple[Part, Surface]] = {}
    for layer, name in _MESHES.items():
        cards = [strand for strand in strands if strand.layer == layer]
        pieces = [*beneath] if layer == "under" else []
        if cards:
            pieces.append(ribbons(cards, segment_m, columns if layer == "hair" else 1, least=2))
        part = _together(pieces)
        part.weights = weights(part.positions, body, look)
        out[name] = (part, shown[layer])
    return out


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
