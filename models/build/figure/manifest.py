"""The manifest of the figure: what a player of the model needs to know before it loads it."""

from __future__ import annotations

from typing import Any

import numpy as np

from figure import measures
from figure.anatomy import Figure
from figure.shapes import Targets

SHOTS: dict[str, tuple[tuple[float, float, float], float]] = {
    "full": ((0.0, 1.505, 0.0), 0.620),
    "mid": ((0.0, 1.535, 0.0), 0.520),
    "upper": ((0.0, 1.565, 0.0), 0.440),
    "head": ((0.0, 1.605, 0.0), 0.330),
}
"""Shot → (point looked at, visible height there), metres."""


def describe(figure: Figure, targets: Targets, sizes: dict[str, int]) -> dict[str, Any]:
    """The manifest; `sizes` gives the bytes of every file written."""
    names = list(dict.fromkeys(name for shapes in targets.values() for name in shapes))
    return {
        "name": "pip",
        "title": "Pip",
        "title_zh": "皮皮",
        "description": "A small cartoon figure of our own, light enough for tests and for weak machines.",
        "licence": "CC0-1.0",
        "sources": ["models/build/figure in this repository; no outside data"],
        "files": {
            "draco": "pip.glb",
            "meshopt": "pip_meshopt.glb",
            "clips": ["movement.glb", "mouth.glb"],
            "variants": ["pip_jaw.glb", "pip_still.glb"],
        },
        "size_bytes": sizes["pip.glb"],
        "triangles": sum(len(part.triangles) for part in figure.parts.values()),
        "morph_targets": names,
        "bones": list(figure.bones),
        "clips": {"idle": ["idle"], "mouth": ["mouth"], "gestures": ["nod"]},
        "camera": {shot: {"target": list(target), "height_m": height} for shot, (target, height) in SHOTS.items()},
        "default_shot": "upper",
        "gains": {},
        "jaw_bone": "Jaw",
        "jaw_open_deg": round(float(np.degrees(measures.JAW_OPEN)), 3),
    }
