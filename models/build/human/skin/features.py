"""What stands out on the skin: lips, lids with their make-up, nails, the roots of brows and of the hair."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from human.eyes.brows import tint
from human.eyes.look import BrowLook
from human.skin.canvas import Canvas, mixed
from human.skin.look import SkinLook
from human.skin.noise import Field, rough_field, smooth_field, step
from mesh.part import Array

Hairline = Callable[[Array], Array]  # points (n, 3) → signed distance (n,) from the hair's edge, positive inside


class Features:
    """Masks (n,) 0–1 of a canvas; colour, shine and relief are painted from the same ones."""

    def __init__(self, canvas: Canvas, look: SkinLook, brows: BrowLook | None, hairline: Hairline | None) -> None:
        self.canvas, self.look, self.brows, self.hairline = canvas, look, brows, hairline

    @cached_property
    def lips(self) -> Field:
        """The red of the lips, with a soft border."""
        mask = self.canvas.mask("lips") * self.canvas.head
        ragged = 0.10 * rough_field(self.canvas.at, 0.0022, 2, 61)
        return step(0.12, 0.85, mask + ragged * (mask > 0.02))

    @cached_property
    def lip_crease(self) -> Field:
        """Fine lines across the lips, -1…1, fading towards the corners."""
        distance, along = self.canvas.lip_line
        line = np.zeros(self.canvas.count, np.float32)
        on = self.lips > 0.01
        at = self.canvas.at[on]
        phase = along[on] * 46 + 1.6 * smooth_field(at, 0.004, 67)
        forks = smooth_field(at * np.array([1, 0.35, 0.35], np.float32), 0.0011, 71)
        line[on] = (0.55 * np.sin(2 * np.pi * phase) + 0.9 * forks) * step(0.95, 0.6, along[on])
        return line * (0.35 + 0.65 * step(0.0, 0.004, distance))

    @cached_property
    def nails(self) -> Field:
        """Fingernails."""
        return self.canvas.mask("fingernails") * self.canvas.hand

    @cached_property
    def _on_upper_lid(self) -> Field:
        """1 above the line between the corners of the eye."""
        canvas = self.canvas
        distance, share = canvas.upper_lid
        edge = canvas.lids.upper_front.points(canvas.body.points, np.linspace(0, 1, 240))
        height = canvas.at[:, 1] - edge[(share * 239).astype(int), 1]
        return step(-0.0012, 0.0004, height) * (distance < 0.5) * canvas.head

    @cached_property
    def liner(self) -> Field:
        """A line along the roots of the upper lashes, growing outwards."""
        distance, share = self.canvas.upper_lid
        width = 0.0008 + 0.0013 * np.clip(share, 0, 1) ** 1.5
        return (
            step(1.5, 0.6, distance / width)
            * step(0.0, 0.16, share)
            * step(1.0, 0.975, share)
            * (self.canvas.head | self.canvas.socket)
        )

    @cached_property
    def lower_liner(self) -> Field:
        """The shadow at the roots of the lower lashes."""
        distance, share = self.canvas.lower_lid
        return np.exp(-((distance / 0.0008) ** 2)) * step(0.15, 0.7, share) * self.canvas.head

    @cached_property
    def shadow(self) -> Field:
        """Eye shadow between lashes and crease, strongest outside."""
        distance, share = self.canvas.upper_lid
        return step(0.011, 0.0, distance) * (0.45 + 0.55 * step(0.2, 0.9, share)) * self._on_upper_lid

    @cached_property
    def crease(self) -> Field:
        """The fold of the upper lid, a fine line that leaves the edge of the lid from the inner corner outwards."""
        distance, share = self.canvas.upper_lid
        above = 0.0008 + 0.0022 * np.clip(share / 0.5, 0, 1) ** 0.8
        line = np.exp(-(((distance - above) / 0.00055) ** 2))
        return line * step(0.02, 0.2, share) * step(1.0, 0.9, share) * self._on_upper_lid

    @cached_property
    def scalp(self) -> Field:
        """Skin under hair, fading over fine hairs at its edge."""
        canvas = self.canvas
        out = np.zeros(canvas.count, np.float32)
        if self.hairline is None:
            return out
        on = np.flatnonzero(
            canvas.head & ((canvas.at[:, 2] < 0.09) | (canvas.at[:, 1] > canvas.marks.left_eye[1] + 0.03))
        )
        depth = self.hairline(canvas.at[on].astype(float)).astype(np.float32)
        out[on] = depth > 0
        edge = np.abs(depth) < 0.016
        on, depth = on[edge], depth[edge]
        at = canvas.at[on]
        depth += 0.003 * rough_field(at, 0.010, 2, 79)
        depth += 0.0028 * smooth_field(at * np.array([1, 0.16, 0.4], np.float32), 0.0010, 83)
        out[on] = step(-0.0035, 0.008, depth) ** 1.3
        return out * (1 - np.clip(2.0 * canvas.ear, 0, 1))

    @cached_property
    def brow(self) -> Field:
        """The skin under the brows' hairs."""
        if self.brows is None:
            return np.zeros(self.canvas.count, np.float32)
        out = np.zeros(self.canvas.count, np.float32)
        eye = self.canvas.marks.left_eye
        near = np.flatnonzero(self.canvas.head & (np.abs(self.canvas.at[:, 1] - eye[1] - 0.02) < 0.025))
        out[near] = tint(self.canvas.body, self.brows, self.canvas.at[near])
        return out


def made_up(colour: Field, features: Features) -> Field:
    """`colour` (n, 3) with lips, lids, nails, brows and scalp painted on, in place."""
    canvas, look = features.canvas, features.look
    mixed(colour, look.shadow, look.shadow_strength * features.shadow)
    mixed(colour, look.shade, 0.5 * look.lid_crease * features.crease)
    _lips(colour, features)
    mixed(colour, look.nail, 0.8 * features.nails)
    if features.brows is not None:
        mixed(colour, features.brows.colour, look.brow_tint * features.brow)
    ring = canvas.lids.upper.points(canvas.body.points, np.array([0.0]))[0]
    mixed(colour, (0.80, 0.47, 0.43), 0.6 * canvas.blob(ring, (0.0025, 0.0020, 0.004)) * canvas.head)
    mixed(colour, (0.14, 0.085, 0.075), look.liner * features.liner)
    mixed(colour, (0.34, 0.20, 0.17), 0.55 * look.liner * features.lower_liner)
    mixed(colour, look.scalp, 0.97 * features.scalp)
    return colour


def _lips(colour: Field, features: Features) -> None:
    look, lips = features.look, features.lips
    on = np.flatnonzero(lips > 0.003)
    distance, along = (field[on] for field in features.canvas.lip_line)
    red = np.tile(np.asarray(look.lip, np.float32), (len(on), 1))
    mixed(red, look.lip_inside, 0.80 * step(0.0016, 0.0002, distance) + 0.25 * step(0.6, 1.0, along))
    red *= (1 + 0.035 * features.lip_crease[on] + 0.03 * rough_field(features.canvas.at[on], 0.004, 2, 91))[:, None]
    skin = colour[on]
    colour[on] = mixed(skin, red, look.lip_strength * lips[on])
