"""The texels to paint: where each lies in space, and the places on the face that paint refers to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from human.body import HEAD, LEFT_HAND, LEFT_SOCKET, MOUTH, RIGHT_HAND, RIGHT_SOCKET, TRUNK, Body, Landmarks
from human.eyes.margins import Lids, lids
from human.skin.noise import Field
from human.skin.raster import Texels
from mesh.part import Array

_FAR = np.float32(1.0)


@dataclass
class Canvas:
    """Fields over the n covered texels: `at` and `normal` (n, 3), `island` (n,), `source_uv` (n, 2) with v up.

    The face is symmetric but for noise, so what is painted at the left eye is painted at the right one too: `across`
    is |x|. `under_hair` numbers texels of the image that lie deep in the hair and are not painted.
    """

    body: Body
    texels: Texels
    at: Field
    normal: Field
    island: NDArray[np.int64]
    source_uv: Field
    under_hair: NDArray[np.int64]

    @cached_property
    def marks(self) -> Landmarks:
        """Where the face's features are."""
        return self.body.landmarks()

    @cached_property
    def across(self) -> Field:
        """Distance (n,) from the middle plane."""
        return np.abs(self.at[:, 0])

    @cached_property
    def head(self) -> NDArray[np.bool_]:
        """Texels of the head's skin."""
        return np.asarray(self.island == HEAD)

    @cached_property
    def cavity(self) -> NDArray[np.bool_]:
        """Texels inside the mouth."""
        return np.asarray(self.island == MOUTH)

    @cached_property
    def socket(self) -> NDArray[np.bool_]:
        """Texels behind the lids."""
        return np.asarray((self.island == LEFT_SOCKET) | (self.island == RIGHT_SOCKET))

    @cached_property
    def hand(self) -> NDArray[np.bool_]:
        """Texels of the hands."""
        return np.asarray((self.island == LEFT_HAND) | (self.island == RIGHT_HAND))

    @cached_property
    def trunk(self) -> NDArray[np.bool_]:
        """Texels of neck, chest, arms and legs."""
        return np.asarray(self.island == TRUNK)

    @property
    def count(self) -> int:
        """Number of texels."""
        return len(self.at)

    def blob(self, centre: tuple[float, float, float] | Array, radii: tuple[float, float, float]) -> Field:
        """A soft spot (n,), mirrored: 1 at `centre`, 1/e at `radii` (m) from it."""
        out = ((self.across - np.float32(centre[0])) / np.float32(radii[0])) ** 2
        out += ((self.at[:, 1] - np.float32(centre[1])) / np.float32(radii[1])) ** 2
        out += ((self.at[:, 2] - np.float32(centre[2])) / np.float32(radii[2])) ** 2
        return np.asarray(np.exp(-np.minimum(out, 40)))

    def mask(self, name: str) -> Field:
        """One of the source's masks, such as `lips`, softened by a texel, at every texel (n,)."""
        data = np.frombuffer(self.body.source.data(f"textures/mpfb_{name}.jpg"), np.uint8)
        pixels = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
        image = cv2.GaussianBlur(np.asarray(pixels, np.float32) / 255, (0, 0), 1.5)
        height, width = image.shape
        column = self.source_uv[:, 0] * width - 0.5
        row = (1 - self.source_uv[:, 1]) * height - 0.5
        side = 4096  # remap takes images narrower than 32768
        padding = -len(row) % side
        where = [np.pad(field, (0, padding)).reshape(-1, side) for field in (column, row)]
        out = cv2.remap(image, where[0], where[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
        return np.asarray(out.ravel()[: self.count])

    @cached_property
    def lids(self) -> Lids:
        """The left eye's lids."""
        return lids(self.body, "Left")

    @cached_property
    def upper_lid(self) -> tuple[Field, Field]:
        """Distance (n,) from the nearer eye's upper lid edge, and the share of the edge's length there."""
        return self._along(self.lids.upper_front.points(self.body.points, np.linspace(0, 1, 240)), 0.03)

    @cached_property
    def lower_lid(self) -> tuple[Field, Field]:
        """The same for the lower lid."""
        return self._along(self.lids.lower_front.points(self.body.points, np.linspace(0, 1, 240)), 0.03)

    @cached_property
    def lip_line(self) -> tuple[Field, Field]:
        """Distance (n,) from where the lips meet, and the angle around the mouth there."""
        ring = self.body.points[self.body.mouth_ring]
        ring = ring[ring[:, 0] >= -1e-6]
        ring = ring[np.argsort(ring[:, 0])]
        return self._along(ring, 0.03)

    def _along(self, curve: Array, reach_m: float) -> tuple[Field, Field]:
        """Distance to a curve given by points (k, 3) with x > 0, and the share of it passed, both sides alike."""
        low, high = curve.min(axis=0) - reach_m, curve.max(axis=0) + reach_m
        mirrored = self.at.copy()
        mirrored[:, 0] = self.across
        near = np.flatnonzero(((mirrored > low) & (mirrored < high)).all(axis=1) & (self.head | self.socket))
        distance = np.full(self.count, _FAR, np.float32)
        share = np.zeros(self.count, np.float32)
        away, which = cKDTree(curve).query(mirrored[near], workers=1)
        distance[near], share[near] = away, which / (len(curve) - 1)
        return distance, share

    @cached_property
    def ear(self) -> Field:
        """How much (n,) a texel belongs to an ear."""
        return self.mask("ears") * self.head


def mixed(colour: Field, towards: tuple[float, float, float] | Field, amount: Field) -> Field:
    """`colour` (n, 3) moved towards another by `amount` (n,) 0–1, in place."""
    towards = np.asarray(towards, np.float32)
    on = np.flatnonzero(amount > 0.001)
    if 3 * len(on) > len(colour):
        colour += (towards - colour) * np.clip(amount, 0, 1)[:, None]
    elif len(on):
        chosen = towards[on] if towards.ndim == 2 else towards
        colour[on] += (chosen - colour[on]) * np.clip(amount[on], 0, 1)[:, None]
    return colour
