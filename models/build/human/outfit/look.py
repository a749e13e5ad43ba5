"""What a person wears: every choice about an outfit that is not code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class OutfitLook:
    """Colours sRGB 0–1, lengths metres. Heights of the cut (`button_y` …) are shares of the way from hips to neck.

    `over` is the side whose front lies on top (women's jackets close right over left). `neckwear` goes with the
    shirt: a tie, or a knotted silk scarf. `buttons` counts those of the jacket's front. `badge_x` is a share of
    half the shoulders' width, unless the lapel is in its way. `shoulder_pad_m` is how far the sleeve heads stand beyond
    the shoulders' ends. The choices are the colours that a page offers besides these.
    """

    jacket: Colour = (0.114, 0.145, 0.224)
    shirt: Colour = (0.955, 0.955, 0.960)
    neckwear_colour: Colour = (0.52, 0.13, 0.18)
    shoes: Colour = (0.095, 0.085, 0.085)
    button_colour: Colour = (0.075, 0.080, 0.115)
    over: Literal["Left", "Right"] = "Right"
    neckwear: Literal["tie", "scarf"] = "scarf"
    buttons: int = 1
    button_y: float = 0.385
    hem_y: float = -0.085
    badge_x: float = 0.82
    badge_y: float = 0.665
    chest_ease_m: float = 0.009
    waist_ease_m: float = 0.012
    hem_ease_m: float = 0.013
    sleeve_ease_m: float = 0.0065
    shoulder_slope: float = 0.37
    shoulder_pad_m: float = 0.011
    lapel_m: float = 0.060
    cutaway_m: float = 0.045
    trouser_hem_m: float = 0.069
    outfit_choices: tuple[str, ...] = ("#33363d", "#5a1a2b", "#1f3d34", "#9aa0a8", "#1f6f8b", "#6b4a3a")
    neckwear_choices: tuple[str, ...] = ("#1f3a6e", "#b8862f", "#2f6b57", "#7d7f8a", "#c46a7a")


WOMAN = OutfitLook()
MAN = OutfitLook(
    jacket=(0.235, 0.245, 0.285),
    neckwear_colour=(0.14, 0.22, 0.42),
    over="Left",
    neckwear="tie",
    buttons=2,
    button_y=0.42,
    hem_y=-0.16,
    badge_x=0.80,
    badge_y=0.80,
    chest_ease_m=0.013,
    waist_ease_m=0.014,
    hem_ease_m=0.014,
    sleeve_ease_m=0.007,
    shoulder_slope=0.37,
    shoulder_pad_m=0.013,
    lapel_m=0.072,
    trouser_hem_m=0.076,
    outfit_choices=("#1d2645", "#5a1a2b", "#1f3d34", "#8d939b", "#2d5f7a", "#5b4638"),
    neckwear_choices=("#7d2231", "#b8862f", "#2f6b57", "#7d7f8a", "#262626"),
)
