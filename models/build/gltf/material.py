"""Surfaces as glTF materials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pygltflib as gl

from gltf.attributes import linear
from mesh.surface import Surface, Texture


@dataclass
class Material:
    """A mesh without images: roughness 0–1, vertex colours give the colour. `coat` adds a clear coat (wet, glassy)."""

    name: str
    roughness: float
    coat: float = 0.0


def plain(material: Material) -> gl.Material:
    """A rough dielectric; the colour is the mesh's own."""
    extensions: dict[str, Any] = {}
    if material.coat:
        extensions["KHR_materials_clearcoat"] = {"clearcoatFactor": material.coat, "clearcoatRoughnessFactor": 0.08}
    return gl.Material(
        name=material.name,
        pbrMetallicRoughness=gl.PbrMetallicRoughness(metallicFactor=0.0, roughnessFactor=material.roughness),
        extensions=extensions,
        alphaMode=None,
        alphaCutoff=None,
    )


def from_surface(surface: Surface, images: dict[str, int]) -> gl.Material:
    """`images`: name of each texture → number in the file."""
    colour = [round(float(value), 5) for value in linear(np.array(surface.colour[:3]))] + [surface.colour[3]]
    orm = surface.orm_map
    metal = orm is not None and bool(orm.pixels[..., 2].max() > 0)
    pbr = gl.PbrMetallicRoughness(
        baseColorFactor=None if colour == [1.0] * 4 else colour,
        metallicFactor=1.0 if metal else 0.0,
        roughnessFactor=surface.roughness,
        baseColorTexture=_info(surface.colour_map, images),
        metallicRoughnessTexture=_info(orm, images),
    )
    out = gl.Material(
        name=surface.name,
        pbrMetallicRoughness=pbr,
        alphaMode=None if surface.alpha == "OPAQUE" else surface.alpha,
        alphaCutoff=surface.alpha_cutoff if surface.alpha == "MASK" else None,
        doubleSided=surface.double_sided or None,
        extensions=_with_numbers(surface.extensions, images),
        extras={"visavis": {"kind": surface.kind, **surface.told}},
    )
    if surface.normal_map is not None:
        out.normalTexture = gl.NormalMaterialTexture(index=images[surface.normal_map.name], scale=surface.normal_scale)
    if orm is not None and bool(orm.pixels[..., 0].min() < 255):
        out.occlusionTexture = gl.OcclusionTextureInfo(index=images[orm.name], strength=surface.occlusion_strength)
    return out


def textures(surface: Surface) -> list[Texture]:
    """Every image a surface uses, those within its extensions too."""
    found = [one for one in (surface.colour_map, surface.normal_map, surface.orm_map) if one is not None]

    def inside(value: Any) -> None:
        if isinstance(value, Texture):
            found.append(value)
        elif isinstance(value, dict):
            for item in value.values():
                inside(item)

    inside(surface.extensions)
    return found


def _info(texture: Texture | None, images: dict[str, int]) -> gl.TextureInfo | None:
    return None if texture is None else gl.TextureInfo(index=images[texture.name])


def _with_numbers(value: Any, images: dict[str, int]) -> Any:
    """Extensions with `{"index": …}` in place of every texture."""
    if isinstance(value, Texture):
        return {"index": images[value.name]}
    if isinstance(value, dict):
        return {key: _with_numbers(item, images) for key, item in value.items()}
    return value
