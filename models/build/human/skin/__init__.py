"""The skin of head, neck, chest and hands: meshes with targets, one material that both share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from human.body import Body
from human.eyes.look import BrowLook
from human.skin import atlas, paint
from human.skin.features import Hairline
from human.skin.look import SkinLook
from human.skin.part import Normals, skin_part
from human.skin.refine import around_lips, refined
from human.skin.regions import regions
from mesh.part import Array, Part
from mesh.surface import Surface

__all__ = ["SkinLook", "build"]


def build(
    body: Body,
    targets: dict[str, Array],
    look: SkinLook,
    covered: NDArray[np.bool_] | None = None,
    *,
    brows: BrowLook | None = None,
    hairline: Hairline | None = None,
    weights: dict[str, Array] | None = None,
    texels: int = 2048,
    fine_lips: bool = True,
) -> dict[str, tuple[Part, Surface]]:
    """HeadMesh (with every target), HandsMesh and, where clothes leave them bare, LegsMesh.

    `targets` displace all 19158 source vertices; `covered` (19158,) marks those under clothes; `brows` tint the skin
    below them; the scalp is painted inside `hairline` (signed distance of points, positive where hair grows);
    `weights` are shares of bones over the source's vertices (without them all follows Head). Images are `texels`
    wide. `fine_lips` cuts the faces around the lips once more. Each part's mark `source` holds the source vertex of
    every vertex, -1 for those between.
    """
    chosen = regions(body, covered)
    rows = body.skin_faces[chosen.faces]
    quads = body.mesh.quads[rows]
    uv = atlas.corner_uv(body, chosen.faces, chosen.charts)
    islands = body.skin_islands[chosen.faces]
    material = paint.surface(
        body, quads, uv, body.mesh.uv[body.mesh.uv_quads[rows]], islands, look, brows, hairline, texels
    )
    faces = refined(body, quads, uv, fine_lips & around_lips(body, quads))
    normals = Normals(body)
    out: dict[str, tuple[Part, Surface]] = {}
    for name, mine in (("HeadMesh", chosen.head), ("HandsMesh", chosen.hands), ("LegsMesh", chosen.legs)):
        if mine.any():
            moves = targets if name == "HeadMesh" else {}
            out[name] = (skin_part(body, faces, mine[faces.origin], normals, moves, weights), material)
    return out
