"""Few meshes out of many parts: what looks alike is drawn at once."""

from __future__ import annotations

import numpy as np

from figure import measures, palette, shade, stature
from figure.anatomy import Figure
from figure.shapes import NAMES, Targets
from mesh.part import Array, Part, joined
from mesh.surface import Surface

MESHES: dict[str, tuple[str, ...]] = {
    "HeadMesh": ("PipFace", "PipBrows", "PipLashes", "PipMouth", "PipHands"),
    "EyesMesh": ("PipEyes",),
    "OutfitMesh": ("PipCloth",),
    "TrimMesh": ("PipTrim", "PipHair"),
}
_COAT = {"KHR_materials_clearcoat": {"clearcoatFactor": 0.6, "clearcoatRoughnessFactor": 0.08}}
SURFACES = {
    "HeadMesh": Surface("Skin", "skin", 0.60),
    "EyesMesh": Surface("Eyes", "eye", 0.30, extensions=_COAT),
    "OutfitMesh": Surface("Jacket", "cloth", 0.85, colour=(*palette.JACKET, 1.0)),
    "TrimMesh": Surface("Trim", "plain", 0.58),
}


def merged(figure: Figure, targets: Targets, leave_out: tuple[str, ...] = ()) -> dict[str, Part]:
    """Mesh → part of the finished figure, with its targets. Parts named in `leave_out` are not in it."""
    colours = shade.shaded(figure)
    out = {}
    for name, members in MESHES.items():
        inside = [member for member in members if member not in leave_out]
        pieces = [figure.parts[member] for member in inside]
        whole = joined(pieces)
        whole.colours = np.concatenate([colours[member] for member in inside])
        whole.positions = stature.placed(whole.positions)
        whole.targets = _targets(inside, pieces, targets)
        out[name] = whole
    return out


def _targets(names: list[str], pieces: list[Part], targets: Targets) -> dict[str, Array]:
    """The targets of a mesh, in the order of the file."""
    found = [target for target in NAMES if any(target in targets.get(name, {}) for name in names)]
    return {
        target: np.concatenate(
            [
                targets.get(name, {}).get(target, np.zeros((piece.size, 3)))
                for name, piece in zip(names, pieces, strict=True)
            ]
        )
        * measures.SCALE
        for target in found
    }
