"""What a person's eyes, lashes and brows look like: every choice about them that is not code."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class EyeLook:
    """Colours are sRGB 0–1. `iris` runs from the collarette over the fibres to the limbal ring."""

    iris: tuple[Colour, Colour, Colour]
    iris_radius_m: float
    pupil: float  # share of the iris' radius
    sclera: Colour
    upper_lash_m: float
    lower_lash_m: float
    upper_lashes: int
    lower_lashes: int
    curl: float  # 0 straight, 1 strongly turned up
    lash_thickness: float
    lash: Colour
    shell_shade: float  # shadow of the lids on the eye
    seed: int = 5


@dataclass(frozen=True)
class BrowLook:
    """Where the brows lie, in metres from the middle of the eye, as knots (across, up) from the nose outwards.

    `half_m` are half the heights of the brow at the same knots.
    """

    line: tuple[tuple[float, float], ...]
    half_m: tuple[float, ...]
    colour: Colour
    density: float
    seed: int = 3
