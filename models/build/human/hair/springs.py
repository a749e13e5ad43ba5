"""Bones that let the lengths of the hair sway, and which vertices follow them."""

from __future__ import annotations

from typing import Any

import numpy as np

from human.body import Body
from human.hair.look import HairLook
from human.hair.skull import Skull
from human.hair.strands import smoothstep
from mesh.part import Array

# Bone → azimuth in degrees (figure's left positive); then height and distance from the skull's axis, in skull heights.
_SWAYING = {"Left": 92.0, "Right": -84.0, "Back": 180.0}
_ROOT, _MIDDLE = (-0.45, 1.12), (-1.25, 1.10)


def bones(body: Body, look: HairLook) -> dict[str, tuple[str, tuple[float, float, float]]]:
    """Bone → (parent, place in metres). Short hair has none."""
    out: dict[str, tuple[str, tuple[float, float, float]]] = {}
    if look.style != "lob":
        return out
    skull = Skull(body)
    for name, degrees in _SWAYING.items():
        for number, (height, away) in enumerate((_ROOT, _MIDDLE), start=1):
            parent = "Head" if number == 1 else f"Hair{name}1"
            x, y, z = skull.centre + skull.height_m * _spot(degrees, height, away)
            out[f"Hair{name}{number}"] = (parent, (float(x), float(y), float(z)))
    return out


def _spot(degrees: float, height: float, away: float) -> Array:
    angle = np.radians(degrees)
    return np.array([np.sin(angle) * away, height, np.cos(angle) * away])


def springs(look: HairLook) -> list[dict[str, Any]]:
    """The manifest's entries: which chains sway, and how."""
    if look.style != "lob":
        return []
    return [
        {
            "bones": [f"Hair{name}1", f"Hair{name}2"],
            "stiffness": 0.62,
            "drag": 0.42,
            "gravity": 0.6,
            "radius_m": 0.02,
        }
        for name in _SWAYING
    ]


def weights(points: Array, body: Body, look: HairLook) -> dict[str, Array]:
    """Shares (n,) of Head and the swaying bones: the head holds all above the ears, the lengths follow smoothly."""
    if look.style != "lob":
        return {"Head": np.ones(len(points))}
    skull = Skull(body)
    away = (points - skull.centre) / skull.height_m
    azimuth = np.degrees(np.arctan2(away[:, 0], away[:, 2]))
    first = 0.8 * smoothstep(-0.35, -1.25, away[:, 1])
    second = smoothstep(-1.15, -2.0, away[:, 1])
    near = {name: np.clip(1 - _turned(azimuth, degrees) / 92, 0, 1) for name, degrees in _SWAYING.items()}
    total = np.maximum(sum(near.values()), 1e-6)
    out = {"Head": 1 - first}
    for name, share in near.items():
        out[f"Hair{name}1"] = first * (1 - second) * share / total
        out[f"Hair{name}2"] = first * second * share / total
    return out


def _turned(azimuth: Array, degrees: float) -> Array:
    return np.abs((azimuth - degrees + 180) % 360 - 180)
