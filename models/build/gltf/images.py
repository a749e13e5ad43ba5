"""Images for the file: WebP in the size of a level, and a small JPEG or PNG for readers that know no WebP."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image as Picture

from mesh.surface import Image, Texture

FALLBACK_PX = 128
COLOUR_QUALITY = 86
DATA_QUALITY = 80  # normal maps and roughness: their errors show less


@dataclass(frozen=True)
class Encoded:
    """An image in both forms; `memory_bytes` is what it takes on the GPU with its smaller copies."""

    webp: bytes
    fallback: bytes
    fallback_type: str
    width: int
    height: int

    @property
    def memory_bytes(self) -> int:
        """Four bytes a pixel, a third more for the mip levels."""
        return self.width * self.height * 16 // 3


def resized(pixels: Image, edge_px: int) -> Image:
    """The image with its longer edge at most `edge_px`; colours of see-through pixels do not bleed in."""
    import cv2

    height, width = pixels.shape[:2]
    scale = edge_px / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if pixels.shape[2] == 3:
        return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    alpha = pixels[..., 3:].astype(np.float32) / 255
    plain = cv2.resize(pixels[..., :3].astype(np.float32), size, interpolation=cv2.INTER_AREA)
    seen = cv2.resize(pixels[..., :3] * alpha, size, interpolation=cv2.INTER_AREA)
    share = cv2.resize(alpha[..., 0], size, interpolation=cv2.INTER_AREA)[..., None]
    colour = np.where(share > 1e-3, seen / np.maximum(share, 1e-3), plain)
    return np.round(np.concatenate([colour, share * 255], axis=-1)).clip(0, 255).astype(np.uint8)


def encoded(texture: Texture, size_px: int, quality: int | None = None) -> Encoded:
    """The texture for a level whose full textures are `size_px` wide. `quality` 0–100 is WebP's."""
    if texture.pixels.ndim != 3 or texture.pixels.shape[2] not in (3, 4) or texture.pixels.dtype != np.uint8:
        raise ValueError(
            f"texture {texture.name!r} is {texture.pixels.dtype} {texture.pixels.shape}, not bytes (h, w, 3|4)"
        )
    pixels = resized(texture.pixels, max(4, round(size_px * texture.share)))
    wanted = (COLOUR_QUALITY if texture.colour else DATA_QUALITY) if quality is None else quality
    out = io.BytesIO()
    Picture.fromarray(pixels).save(out, "WEBP", quality=wanted, alpha_quality=90, method=6, exact=pixels.shape[2] == 4)
    small, kind = _fallback(resized(texture.pixels, FALLBACK_PX))
    return Encoded(out.getvalue(), small, kind, pixels.shape[1], pixels.shape[0])


def _fallback(pixels: Image) -> tuple[bytes, str]:
    out, picture = io.BytesIO(), Picture.fromarray(pixels)
    if pixels.shape[2] == 3:
        picture.save(out, "JPEG", quality=72, optimize=True)
        return out.getvalue(), "image/jpeg"
    picture.quantize(64, method=Picture.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue(), "image/png"
