"""Paints the skin's images: colour, shape and shine, in space, so that no seam of the atlas shows."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from human.body import HEAD, Body
from human.eyes.look import BrowLook
from human.skin import complexion, features, relief, shine
from human.skin.canvas import Canvas
from human.skin.look import SkinLook
from human.skin.noise import Field
from human.skin.occlusion import openness
from human.skin.raster import rasterised
from mesh.part import Array, Triangles, vertex_normals
from mesh.surface import Image, Surface, Texture

_RAYS = 32
_UNDER_HAIR_M = 0.02  # skin further inside the hair than this gets one colour


def surface(
    body: Body,
    quads: Triangles,
    uv: Array,
    source_uv: Array,
    islands: Triangles,
    look: SkinLook,
    brows: BrowLook | None,
    hairline: features.Hairline | None,
    size: int,
) -> Surface:
    """The skin's material with images `size` texels wide.

    `quads` (f, 4) are the painted faces with atlas coordinates `uv` and the source's `source_uv` (f, 4, 2) and
    their source chart `islands` (f,).
    """
    canvas = _canvas(body, quads, uv, source_uv, islands, size, hairline)
    found = features.Features(canvas, look, brows, hairline)
    colour = complexion.bare(canvas, look)
    open_sky = _openness(canvas)
    _tint(colour, canvas, found, open_sky)
    features.made_up(colour, found)
    height = relief.heights(canvas, found)
    rough = shine.roughness(canvas, found, height)
    packed = np.stack([0.35 + 0.65 * open_sky, rough, np.zeros_like(rough)], axis=1)
    return Surface(
        "Skin",
        "skin",
        1.0,
        colour_map=Texture("skin_colour", _bytes(_image(canvas, colour, look.scalp))),
        normal_map=Texture("skin_normal", _bytes(relief.normal_image(canvas, height) * 0.5 + 0.5), colour=False),
        orm_map=Texture("skin_orm", _bytes(_image(canvas, packed, (1.0, 0.8, 0.0))), colour=False, share=0.5),
        occlusion_strength=0.8,
        extensions={"KHR_materials_specular": {"specularFactor": 0.8}},
    )


def _canvas(
    body: Body,
    quads: Triangles,
    uv: Array,
    source_uv: Array,
    islands: Triangles,
    size: int,
    hairline: features.Hairline | None,
) -> Canvas:
    normals = vertex_normals(body.points, halves(body.quads("body")))
    texels = rasterised(halves(uv), size)
    owner = np.concatenate([islands, islands])
    under_hair = np.zeros(0, np.int64)
    if hairline is not None:
        depth = np.full(len(body.points), -1.0)
        depth[body.head_ids] = hairline(body.points[body.head_ids])
        hidden = (depth[halves(quads)] > _UNDER_HAIR_M).all(axis=1) & (owner == HEAD)
        under_hair = texels.index[hidden[texels.triangle]]
        texels = texels.only(~hidden[texels.triangle])
    fields = texels.spread(halves(np.concatenate([body.points[quads], normals[quads], source_uv], axis=2)))
    normal = fields[:, 3:6]
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    at = np.ascontiguousarray(fields[:, :3])
    return Canvas(body, texels, at, normal, owner[texels.triangle], fields[:, 6:8], under_hair)


def halves(quads: NDArray[np.generic]) -> NDArray[np.generic]:
    """Triangles out of quads, or rows of corners (f, 4, …) cut the same way: all first halves, then all second ones."""
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _image(canvas: Canvas, values: Field, under_hair: tuple[float, float, float]) -> Field:
    """The painted image (size, size, 3), one value wherever skin lies deep in the hair."""
    image = canvas.texels.image(values)
    image.reshape(-1, 3)[canvas.under_hair] = under_hair
    return image


def _openness(canvas: Canvas) -> Field:
    """Ambient light (n,), measured on a grid four times as coarse and smoothed."""
    body, texels = canvas.body, canvas.texels
    coarse = texels.size // 4
    row, column = texels.index // texels.size, texels.index % texels.size
    chosen = np.flatnonzero((row % 4 == 1) & (column % 4 == 1))
    faces = halves(np.concatenate([body.quads("body"), body.quads("helper-l-eye"), body.quads("helper-r-eye")]))
    free = openness(canvas.at[chosen].astype(float), canvas.normal[chosen].astype(float), (body.points, faces), _RAYS)
    image = np.zeros((coarse, coarse), np.float32)
    weight = np.zeros((coarse, coarse), np.float32)
    at = np.minimum(row[chosen] // 4, coarse - 1), np.minimum(column[chosen] // 4, coarse - 1)
    image[at], weight[at] = free, 1
    image, weight = (cv2.GaussianBlur(layer, (0, 0), 0.9) for layer in (image, weight))
    smooth = np.where(weight > 1e-3, image / np.maximum(weight, 1e-3), 1).astype(np.float32)
    full = cv2.resize(smooth, (texels.size, texels.size), interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(full.ravel()[texels.index], 0, 1))


def _tint(colour: Field, canvas: Canvas, found: features.Features, open_sky: Field) -> None:
    """Folds get deeper and redder, as light that reaches them has passed through skin."""
    light = np.clip(open_sky * 1.15, 0, 1)
    light = np.maximum(light, 0.85 * found.lips)
    light[canvas.socket] = np.maximum(light[canvas.socket], 0.6)
    light[canvas.cavity] = np.maximum(light[canvas.cavity], 0.5)
    tinted = np.stack([light**0.25, light**0.45, light**0.47], axis=1)
    share = np.where(canvas.cavity, 0.35, 0.8).astype(np.float32)[:, None]
    colour *= 1 - share + share * tinted


def _bytes(values: NDArray[np.float32]) -> Image:
    return np.asarray(np.clip(values * 255 + 0.5, 0, 255), np.uint8)
