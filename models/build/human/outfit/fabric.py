"""The materials of an outfit: twill wool, cotton, silk, leather and a badge, drawn as small tiles of their weave."""

from __future__ import annotations

import functools

import numpy as np

from human.outfit.look import Colour, OutfitLook
from mesh.part import Array
from mesh.surface import Image, Surface, Texture

_PIXELS = 256
TILE_M = {"wool": 0.060, "cotton": 0.040, "silk": 0.050}  # length of cloth that one tile covers


def _noise(rng: np.random.Generator, sharpness: float, lean: tuple[float, float] = (1.0, 1.0)) -> Array:
    """Seamless noise (p, p) of unit spread; `sharpness` in waves a tile, `lean` stretches it across or along."""
    across, down = np.meshgrid(np.fft.fftfreq(_PIXELS) * _PIXELS, np.fft.fftfreq(_PIXELS) * _PIXELS)
    reach = np.exp(-((across * lean[0]) ** 2 + (down * lean[1]) ** 2) / (2 * sharpness**2))
    values = np.real(np.fft.ifft2(np.fft.fft2(rng.normal(size=(_PIXELS, _PIXELS))) * reach))
    return np.asarray((values - values.mean()) / values.std())


def _normals(height: Array) -> Image:
    """A normal map, green up, of a seamless relief whose unit is a pixel."""
    right = (np.roll(height, -1, axis=1) - np.roll(height, 1, axis=1)) / 2
    down = (np.roll(height, -1, axis=0) - np.roll(height, 1, axis=0)) / 2
    vectors = np.stack([-right, down, np.ones_like(height)], axis=2)
    vectors /= np.linalg.norm(vectors, axis=2, keepdims=True)
    return np.asarray(np.round((vectors * 0.5 + 0.5) * 255), np.uint8)


@functools.cache
def weave(kind: str) -> Texture:
    """The tile of a cloth: `wool` (2/1 twill), `cotton` (plain weave) or `silk` (fine satin with soft creases)."""
    rng = np.random.default_rng({"wool": 11, "cotton": 12, "silk": 13}[kind])
    row, column = np.mgrid[0:_PIXELS, 0:_PIXELS] * (2 * np.pi / _PIXELS)
    if kind == "wool":
        rib = np.sin(28 * (row + column) + 0.5 * _noise(rng, 9))
        yarn = np.sin(56 * column + 0.4 * _noise(rng, 12))
        height = 0.85 * rib + 0.35 * yarn * (rib > -0.3) + 0.55 * _noise(rng, 40) + 0.3 * _noise(rng, 7)
    elif kind == "cotton":
        height = (
            0.55 * np.sin(32 * column) * np.sin(32 * row)
            + 0.35 * _noise(rng, 30, (1.0, 4.0))
            + 0.35 * _noise(rng, 30, (4.0, 1.0))
        )
    else:
        height = 0.25 * np.sin(48 * (column + 2 * row)) + 1.6 * _noise(rng, 4, (1.0, 2.2)) + 0.15 * _noise(rng, 40)
    return Texture(f"{kind}_weave", _normals(height * 0.55), colour=False, share=0.5)


def _sheen(colour: Colour, amount: float, roughness: float) -> dict[str, object]:
    tint = [round(float(amount * (0.35 + 0.65 * channel)), 4) for channel in colour]
    return {"KHR_materials_sheen": {"sheenColorFactor": tint, "sheenRoughnessFactor": roughness}}


def suit(look: OutfitLook) -> Surface:
    """Worsted wool of jacket and trousers."""
    return Surface(
        "Suit", "cloth", 0.86, (*look.jacket, 1.0), normal_map=weave("wool"), normal_scale=0.55, double_sided=True,
        extensions=_sheen((0.55, 0.6, 0.75), 0.16, 0.45),
    )  # fmt: skip


def shirt(look: OutfitLook) -> Surface:
    """Fine cotton."""
    return Surface(
        "Shirt", "cloth", 0.78, (*look.shirt, 1.0), normal_map=weave("cotton"), normal_scale=0.30, double_sided=True,
        extensions=_sheen(look.shirt, 0.10, 0.6),
    )  # fmt: skip


def neckwear(look: OutfitLook) -> Surface:
    """Silk, smoother and with a gleam."""
    return Surface(
        "Neckwear", "cloth", 0.42, (*look.neckwear_colour, 1.0), normal_map=weave("silk"), normal_scale=0.35,
        double_sided=True, extensions=_sheen((0.9, 0.85, 0.85), 0.18, 0.30),
    )  # fmt: skip


def trim() -> Surface:
    """Leather shoes and buttons; their colours are the vertices'."""
    return Surface("Trim", "plain", 0.36)


def badge() -> Surface:
    """A name badge: brushed white with an abstract mark and two grey lines instead of a name."""
    height, width = 96, 256
    row, column = np.mgrid[0:height, 0:width]
    image = np.full((height, width, 3), 246.0)
    image -= 7.0 * (row / height)[..., None]

    def fill(mask: Array, colour: tuple[int, int, int]) -> None:
        image[mask] = colour

    ring = np.hypot(column - 48, row - 48)
    fill((ring < 30) & (ring > 19), (38, 84, 140))
    fill((np.hypot(column - 58, row - 40) < 13), (38, 84, 140))
    fill((np.hypot(column - 48, row - 48) < 8), (214, 160, 70))
    fill((column > 96) & (column < 226) & (row > 28) & (row < 43), (52, 60, 76))
    fill((column > 96) & (column < 190) & (row > 57) & (row < 66), (150, 157, 168))
    texture = Texture("badge", np.asarray(np.round(image), np.uint8), clamp=True, share=0.25)
    return Surface("Badge", "plain", 0.28, colour_map=texture)
