"""How a mesh looks: colour, roughness and the images that vary them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Kind = Literal["skin", "eye", "eye_shell", "hair", "cloth", "lash", "brow", "teeth", "tongue", "plain"]


@dataclass(frozen=True)
class Texture:
    """An image (h, w, 3 or 4) of bytes. `clamp` keeps it from repeating; `share` scales its size within a level.

    A normal map has green up. `colour` says whether it holds sRGB colours or plain numbers.
    """

    name: str
    pixels: Image
    colour: bool = True
    clamp: bool = False
    share: float = 1.0


@dataclass(frozen=True)
class Surface:
    """A material. `colour` is sRGB 0–1 with alpha and multiplies image and vertex colours."""

    name: str
    kind: Kind
    roughness: float
    colour: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    colour_map: Texture | None = None
    normal_map: Texture | None = None
    normal_scale: float = 1.0
    orm_map: Texture | None = None  # red occlusion, green roughness, blue metalness
    occlusion_strength: float = 1.0
    alpha: Literal["OPAQUE", "MASK", "BLEND"] = "OPAQUE"
    alpha_cutoff: float = 0.5
    double_sided: bool = False
    extensions: dict[str, Any] = field(default_factory=dict)  # further glTF material extensions, as in the file
    told: dict[str, Any] = field(default_factory=dict)  # what else visavis is told of it beside the kind
