"""The images on the cards: locks of different fullness side by side, root above, tip below."""

from __future__ import annotations

import cv2
import numpy as np
from scipy.ndimage import distance_transform_edt

from human.hair.look import HairLook
from mesh.part import Array
from mesh.surface import Image

TILES = 8
COVER, DENSE, MEDIUM, WISPY, FLYAWAY, FINE = (0,), (1, 2, 3), (4,), (6,), (7,), (5,)
# Per tile: number of hairs, where the first of them end, sway, thinnest and thickest hair in pixels of 1024, taper.
_Recipe = tuple[int, float, float, float, float, float]
_LONG: tuple[_Recipe, ...] = (
    (260, 0.94, 0.01, 1.3, 3.2, 0.18),
    (150, 0.84, 0.03, 1.3, 3.2, 0.18),
    (160, 0.86, 0.03, 1.3, 3.2, 0.18),
    (140, 0.82, 0.04, 1.3, 3.2, 0.18),
    (70, 0.76, 0.045, 1.5, 3.4, 0.18),
    (9, 0.40, 0.08, 2.8, 4.6, 0.45),
    (22, 0.60, 0.06, 2.0, 4.2, 0.25),
    (6, 0.45, 0.10, 3.0, 4.5, 0.30),
)
# Cards of short hair are drawn small: some are tufts rather than hairs. The second and the fifth are for the top.
_SHORT: tuple[_Recipe, ...] = (
    (150, 0.94, 0.01, 3.0, 6.0, 0.3),
    (70, 0.66, 0.04, 3.0, 7.5, 0.45),
    (32, 0.38, 0.06, 5.0, 13.0, 0.75),
    (30, 0.34, 0.07, 5.0, 13.0, 0.75),
    (46, 0.56, 0.06, 3.0, 7.0, 0.45),
    (12, 0.35, 0.09, 4.0, 7.0, 0.6),
    (12, 0.40, 0.09, 4.0, 8.0, 0.6),
    (5, 0.40, 0.10, 4.0, 6.0, 0.4),
)


def atlas(look: HairLook, size: int) -> tuple[Image, Image]:
    """Colour with alpha (size, size, 4), and the normal map (size, size, 3)."""
    rng = np.random.default_rng(look.seed)
    recipes = _LONG if look.style == "lob" else _SHORT
    tiles = [_tile(rng, kind, recipe, size // TILES, size) for kind, recipe in enumerate(recipes)]
    cover, tone, height = (np.concatenate([tile[k] for tile in tiles], axis=1) for k in range(3))
    alpha = _bled(cover)
    solid = cover > 0.35
    rows, columns = distance_transform_edt(~solid, return_distances=False, return_indices=True)
    tone, height = tone[rows, columns], height[rows, columns]
    dark, light = np.array(look.dark), np.array(look.light)
    rgb = dark + (light - dark) * tone[..., None]
    colour = np.dstack([rgb, alpha])
    smooth = cv2.GaussianBlur(height, (0, 0), size / 1024)
    slope = np.gradient(smooth, axis=1) * 1.6 * size / 1024
    normal = np.dstack([-slope, np.zeros_like(slope), np.ones_like(slope)])
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return _bytes(colour), _bytes(normal * 0.5 + 0.5)


def _bytes(values: Array) -> Image:
    return np.asarray(np.round(np.clip(values, 0, 1) * 255), np.uint8)


def _bled(cover: Array) -> Array:
    """Alpha whose soft edge is wide enough for minified copies not to lose thin hairs."""
    wide = cv2.GaussianBlur(cover, (0, 0), cover.shape[0] / 1024 * 0.8)
    return np.clip(wide * 1.25, 0, 1)


def _tile(rng: np.random.Generator, kind: int, recipe: _Recipe, width: int, size: int) -> tuple[Array, Array, Array]:
    """Coverage, tone and height (size, width) of one lock."""
    hairs, earliest, drift, thinnest, thickest, taper = recipe
    spread = 1.0 if kind in COVER else 0.9
    cover = np.zeros((size, width), np.float32)
    tone, height = np.zeros_like(cover), np.zeros_like(cover)
    if kind in COVER:
        tone[:], height[:] = 0.30, 0.1
        cover[: int(size * 0.93)] = 1
    locks = (np.arange(3) + rng.uniform(0.2, 0.8, 3)) / 3
    ends = rng.uniform(0.93 if taper < 0.5 else 0.8, 1.0, 3)
    y = np.linspace(0, 1, size)
    for _ in range(hairs):
        start = 0.5 + (rng.uniform(-0.5, 0.5) if kind in COVER else (rng.beta(1.3, 1.3) - 0.5)) * spread
        lock = int(np.argmin(np.abs(locks - start)))
        aside = locks[lock] - start
        gather = aside * rng.uniform(0.3, 0.75) + (0.5 - start) * (0.0 if kind in COVER else 0.30)
        wave = rng.normal(0, drift) * np.sin(y * rng.uniform(2, 5) + rng.uniform(0, 6.28))
        x = (start + gather * y**2.2 + wave - wave[0]) * width
        end = ends[lock] - (1 - earliest) * (0.5 * rng.random() ** 1.6 + 1.6 * abs(aside) * rng.uniform(0.5, 1.2))
        begin = rng.uniform(0, 0.22) if kind in (*FLYAWAY, *FINE) else 0.0
        thick = rng.uniform(thinnest, thickest) * size / 1024
        profile = thick * np.clip((end - y) / taper, 0, 1) ** 0.7 * np.clip((y - begin) / 0.03, 0.4, 1)
        depth = rng.random()
        value = np.clip(0.18 + 0.60 * depth + rng.normal(0, 0.11), 0.03, 1)
        reach = int(np.ceil(thick)) + 2
        rows = np.arange(size)
        on = (y <= end) & (y >= begin)
        for shift in range(-reach, reach + 1):
            column = np.round(x).astype(int) + shift
            away = np.abs(column - x)
            share = np.clip(profile / 2 + 0.5 - away, 0, 1)
            use = on & (share > 0) & (column >= 1) & (column < width - 1)
            r, c, s = rows[use], column[use], share[use]
            cover[r, c] = np.maximum(cover[r, c], s)
            level = depth + 0.3 * s
            top = level >= height[r, c]
            r, c, s = r[top], c[top], s[top]
            height[r, c] = level[top]
            tone[r, c] = value * (0.75 + 0.25 * s)
    return cover, tone, height
