"""Morph targets of the fifteen visemes, as recipes over the mouth's other targets, with a place for the tongue."""

from __future__ import annotations

from figure.anatomy import Figure
from figure.shapes_eyes import SIDES, Shape
from figure.shapes_mouth import jaw, merge, seal, tongue

# viseme → (jaw share, {target or pair of targets: weight}, {tongue motion: metres or share})
Recipe = tuple[float, dict[str, float], dict[str, float]]
RECIPES: dict[str, Recipe] = {
    "sil": (0.0, {"mouthFrown": 0.16, "mouthShrugUpper": 0.10}, {}),
    "PP": (0.0, {"mouthPress": 0.62, "mouthRollUpper": 0.22, "mouthRollLower": 0.22, "mouthFrown": 0.22,
                 "mouthPucker": 0.14, "cheekPuff": 0.10}, {}),
    "FF": (0.10, {"mouthRollLower": 0.30, "mouthUpperUp": 0.36, "mouthShrugLower": 0.42, "mouthStretch": 0.12}, {}),
    "TH": (0.30, {"mouthUpperUp": 0.35, "mouthLowerDown": 0.30},
           {"tip_up": 0.0098, "out": 0.0285, "thin": 0.50, "droop": 0.0030}),
    "DD": (0.20, {"mouthUpperUp": 0.40, "mouthLowerDown": 0.50, "mouthStretch": 0.20},
           {"tip_up": 0.0066, "thin": 0.20}),
    "kk": (0.36, {"mouthUpperUp": 0.25, "mouthLowerDown": 0.25, "mouthStretch": 0.10},
           {"root_up": 0.0080, "out": -0.0030}),
    "CH": (0.08, {"mouthFunnel": 0.80, "mouthLowerDown": 0.20}, {}),
    "SS": (0.0, {"mouthUpperUp": 0.40, "mouthLowerDown": 0.95, "mouthStretch": 0.55, "mouthSmile": 0.10}, {}),
    "nn": (0.28, {"mouthUpperUp": 0.40, "mouthLowerDown": 0.20, "mouthSmile": 0.10},
           {"tip_up": 0.0088, "thin": 0.25}),
    "RR": (0.24, {"mouthFunnel": 0.45, "mouthPucker": 0.35, "mouthUpperUp": -0.20},
           {"tip_up": 0.0040, "root_up": 0.0040, "out": -0.0040}),
    "aa": (0.95, {"mouthUpperUp": 0.35, "mouthLowerDown": 0.20, "mouthFrown": 0.12}, {}),
    "E": (0.46, {"mouthStretch": 0.50, "mouthSmile": 0.35, "mouthUpperUp": 0.45, "mouthLowerDown": 0.35},
          {"root_up": 0.0020}),
    "I": (0.16, {"mouthSmile": 0.70, "mouthStretch": 0.55, "mouthUpperUp": 0.45, "mouthLowerDown": 0.55},
          {"root_up": 0.0030}),
    "O": (0.58, {"mouthFunnel": 0.70, "mouthPucker": 0.20, "mouthUpperUp": -0.25}, {"out": -0.0030}),
    "U": (0.30, {"mouthPucker": 0.72, "mouthFunnel": 0.25, "mouthUpperUp": -0.35}, {"out": -0.0060}),
}  # fmt: skip
SHUT = ("sil", "PP")


def build(figure: Figure, units: dict[str, Shape]) -> dict[str, Shape]:
    """`viseme_…` → mesh → displacements, from the mouth's `units`. Those in `SHUT` close the lips exactly."""
    out = {}
    for name, (open_share, weights, tongue_motion) in RECIPES.items():
        terms = [(1.0, jaw(figure, open_share))] if open_share else []
        for unit, weight in weights.items():
            names = [unit] if unit in units else [unit + side for side, _ in SIDES]
            terms += [(weight, units[one]) for one in names]
        if tongue_motion:
            terms.append((1.0, tongue(figure, **tongue_motion)))
        shape = merge(*terms)
        if name in SHUT:
            shape["PipFace"] = shape["PipFace"] + seal(figure.fields, shape["PipFace"])
        out[f"viseme_{name}"] = shape
    return out
