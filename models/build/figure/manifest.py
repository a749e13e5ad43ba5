"""The manifest of the figure: what a player of the model needs to know before it loads it."""

from __future__ import annotations

from typing import Any

import numpy as np

from figure import measures, merge, palette, sprout
from figure.assemble import Assembly
from motion import library, mouth

SHOTS: dict[str, tuple[tuple[float, float, float], float]] = {
    "full": ((0.0, 0.665, 0.0), 1.480),
    "mid": ((0.0, 0.855, 0.0), 1.120),
    "upper": ((0.0, 0.975, 0.0), 0.880),
    "head": ((0.0, 1.065, 0.0), 0.640),
}
"""Shot → (point looked at, visible height there), metres."""


def describe(assembly: Assembly, sizes: dict[str, int]) -> dict[str, Any]:
    """The manifest; `sizes` gives the bytes of every file written."""
    names = list(dict.fromkeys(name for part in assembly.meshes.values() for name in part.targets))
    triangles = sum(len(part.triangles) for part in assembly.meshes.values())
    level = {
        "draco": "pip.glb",
        "meshopt": "pip_meshopt.glb",
        "triangles": triangles,
        "draco_bytes": sizes["pip.glb"],
        "meshopt_bytes": sizes["pip_meshopt.glb"],
        "texture_memory_bytes": 0,
    }
    return {
        "name": "pip",
        "title": "Pip",
        "title_zh": "皮皮",
        "description": "A small helper with a sprout on its head: a stylised figure, light enough for weak machines.",
        "licence": "CC0-1.0",
        "sources": ["models/build/figure in this repository; no outside data"],
        "files": {
            "draco": "pip.glb",
            "meshopt": "pip_meshopt.glb",
            "levels": dict.fromkeys(("low", "medium", "high"), level),
            "separate_clips": ["movement.glb", "mouth.glb"],
            "variants": ["pip_jaw.glb", "pip_still.glb"],
        },
        "size_bytes": sizes["pip.glb"],
        "triangles": triangles,
        "morph_targets": names,
        "bones": list(assembly.bones),
        "clips": {
            "idle": list(library.IDLES),
            "mouth": [speech.name for speech in mouth.SPEECHES],
            "gestures": list(library.GESTURES),
            "listening": ["listening"],
            "thinking": ["thinking"],
        },
        "camera": {shot: {"target": list(target), "height_m": height} for shot, (target, height) in SHOTS.items()},
        "default_shot": "upper",
        "tints": [
            {
                "name": "outfit",
                "title": "Outfit",
                "title_zh": "服装",
                "materials": [merge.SURFACES["OutfitMesh"].name],
                "default": palette.JACKETS[0],
                "choices": list(palette.JACKETS),
            }
        ],
        "springs": [{"bones": list(sprout.BONES), "stiffness": 0.4, "drag": 0.18, "gravity": 0.0, "radius_m": 0.04}],
        "gains": {},
        "jaw_bone": "Jaw",
        "jaw_open_deg": round(float(np.degrees(measures.JAW_OPEN)), 3),
    }
