"""What a person's skin looks like: every choice about it that is not code."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class SkinLook:
    """Colours are sRGB 0–1, amounts 0–1."""

    base: Colour
    flush: Colour  # where blood shines through: cheeks, nose, ears, fingers
    shade: Colour  # eye sockets, folds
    lip: Colour
    lip_inside: Colour
    lip_strength: float
    lip_gloss: float
    blush: float
    liner: float  # line along the upper lashes
    shadow: Colour  # on the upper lid
    shadow_strength: float
    lid_crease: float
    stubble: float
    freckles: float
    pores: float
    scalp: Colour
    nail: Colour
    brow_tint: float
    seed: int = 1
