"""The morph targets of the figure, in the order of the file: 52 of ARKit, then 15 visemes."""

from __future__ import annotations

import numpy as np

from figure import shapes_eyes, shapes_mouth, shapes_visemes
from figure.anatomy import Figure
from figure.stature import on_grid
from mesh.part import Array

SMALLEST = 1.5e-4  # metres; what moves less at weight 1 does not move
Targets = dict[str, dict[str, Array]]

ARKIT = (
    "eyeBlinkLeft", "eyeLookDownLeft", "eyeLookInLeft", "eyeLookOutLeft", "eyeLookUpLeft", "eyeSquintLeft",
    "eyeWideLeft", "eyeBlinkRight", "eyeLookDownRight", "eyeLookInRight", "eyeLookOutRight", "eyeLookUpRight",
    "eyeSquintRight", "eyeWideRight", "jawForward", "jawLeft", "jawRight", "jawOpen", "mouthClose", "mouthFunnel",
    "mouthPucker", "mouthLeft", "mouthRight", "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft",
    "mouthFrownRight", "mouthDimpleLeft", "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight",
    "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "mouthPressLeft", "mouthPressRight",
    "mouthLowerDownLeft", "mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight", "browDownLeft",
    "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight", "cheekPuff", "cheekSquintLeft",
    "cheekSquintRight", "noseSneerLeft", "noseSneerRight", "tongueOut",
)  # fmt: skip
_SOUNDS = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")
VISEMES = tuple(f"viseme_{name}" for name in _SOUNDS)
NAMES = (*ARKIT, *VISEMES)


def build(figure: Figure) -> Targets:
    """Mesh → target → displacements (n, 3) metres. A mesh has only the targets that move it; the face has them all."""
    units = {**shapes_eyes.build(figure), **shapes_mouth.build(figure)}
    units |= shapes_visemes.build(figure, units)
    out: Targets = {}
    for name in NAMES:
        for mesh, delta in units[name].items():
            counts = np.abs(delta).max(axis=1) >= SMALLEST
            if mesh == "PipFace":  # margins that meet must not lose the last step to each other
                counts |= (np.abs(figure.fields.ring) <= 1) | (figure.fields.eye_ring <= 0)
            kept = on_grid(np.where(counts[:, None], delta, 0.0))
            if kept.any():
                out.setdefault(mesh, {})[name] = kept
    return out
