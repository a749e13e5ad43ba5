"""What the hair is made of."""

from __future__ import annotations

from dataclasses import replace

from human.hair.look import HairLook, Level
from human.hair.strands import Layer
from human.hair.textures import atlas
from mesh.surface import Surface, Texture

_SIZES: dict[Level, int] = {"low": 512, "medium": 1024, "high": 1024}


def surfaces(look: HairLook, level: Level) -> dict[Layer, Surface]:
    """The hair, cut out of its cards; what lies beneath it, without shine; the wisps at its edges, blended.

    They share their images. Highlights are brownish and drawn out across the hair; the images hold no light.
    """
    colour, normal = atlas(look, _SIZES[level])
    long = look.style == "lob"  # short hair shows its ends, which scatter light
    hair = Surface(
        name="hair",
        kind="hair",
        roughness=0.40 if long else 0.52,
        colour_map=Texture("hair_colour", colour, clamp=True),
        normal_map=None if level == "low" else Texture("hair_normal", normal, colour=False, clamp=True, share=0.5),
        normal_scale=0.45,
        alpha="MASK",
        alpha_cutoff=0.42,
        double_sided=True,
        extensions={
            "KHR_materials_anisotropy": {"anisotropyStrength": 0.65, "anisotropyRotation": 0.0},
            "KHR_materials_specular": {
                "specularFactor": 0.48 if long else 0.35,
                "specularColorFactor": [1.0, 0.86, 0.76],
            },
            "KHR_materials_ior": {"ior": 1.65},
        },
    )
    dull = {"KHR_materials_specular": {"specularFactor": 0.12}}
    under = replace(hair, name="hair_under", normal_map=None, roughness=0.9, extensions=dull)
    wisps = replace(hair, name="hair_wisps", alpha="BLEND", normal_map=None, roughness=0.6, extensions=dull)
    return {"under": under, "hair": hair, "wisps": wisps}
