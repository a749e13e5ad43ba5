"""The fine shape of the skin as a normal map: pores, creases, knuckles, nails, at their real sizes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from human.skin.canvas import Canvas
from human.skin.features import Features
from human.skin.noise import Field, cells, rough_field, smooth_field, step

_STEEPEST = 0.7


def heights(canvas: Canvas, features: Features) -> Field:
    """Height (n,) in metres of the skin over its mesh."""
    look = features.look
    out = np.zeros(canvas.count, np.float32)
    skin = ~(canvas.cavity | canvas.socket)
    bare = np.flatnonzero(skin & (features.scalp < 0.9) & (canvas.at[:, 2] > 0.0))
    at, face = canvas.at[bare], canvas.head[bare]
    out[bare] += 0.00003 * rough_field(at, 0.0024, 2, 101)
    # a net of fine furrows, and on the face pores of which some are wide
    out[bare] -= 0.000022 * step(0.2, 0.75, cells(at, 0.00165, 107)[0])
    away, number = cells(at[face], 0.00135, 103)
    zone = _pore_zone(canvas)[bare][face]
    pit = np.exp(-((away / (0.26 + 0.16 * number)) ** 2)) * (0.35 + 0.65 * number)
    depth = np.zeros(len(bare), np.float32)
    depth[face] = pit * (0.35 + 0.65 * zone)
    out[bare] -= 0.00017 * look.pores * depth
    out *= 1 - features.lips
    out += 0.00007 * features.lip_crease * features.lips
    out -= 0.00012 * look.lid_crease * features.crease
    out += _under_eye(canvas) + _knuckles(canvas)
    out += 0.00022 * features.nails
    return out * skin


def _pore_zone(canvas: Canvas) -> Field:
    """Where pores are wide: nose, inner cheeks, forehead."""
    marks = canvas.marks
    nose = canvas.blob((0.0, marks.nose[1], marks.nose[2] - 0.008), (0.018, 0.016, 0.03))
    cheek = canvas.blob((0.026, marks.nose[1] + 0.004, marks.nose[2] - 0.022), (0.018, 0.016, 0.03))
    brow = canvas.blob((0.0, marks.left_eye[1] + 0.035, marks.nose[2] - 0.02), (0.035, 0.02, 0.04))
    return np.asarray(np.clip(nose + 0.8 * cheek + 0.5 * brow, 0, 1))


def _under_eye(canvas: Canvas) -> Field:
    distance, share = canvas.lower_lid
    zone = np.exp(-(((distance - 0.006) / 0.004) ** 2)) * step(0.05, 0.3, share)
    out = np.zeros(canvas.count, np.float32)
    on = np.flatnonzero(zone * canvas.head > 0.02)
    lines = smooth_field(canvas.at[on] * np.array([0.25, 1.0, 0.5], np.float32), 0.0011, 113)
    out[on] = 0.00003 * lines * zone[on]
    return out


def _knuckles(canvas: Canvas) -> Field:
    """Creases across the fingers' joints."""
    out = np.zeros(canvas.count, np.float32)
    body = canvas.body
    for finger in range(1, 6):
        chain = [body.centre(f"joint-l-finger-{finger}-{joint}") for joint in range(1, 5)]
        for joint in (1, 2):
            bone = chain[joint + 1] - chain[joint - 1]
            bone /= np.linalg.norm(bone)
            near = canvas.blob(chain[joint], (0.009, 0.009, 0.009)) * canvas.hand
            on = np.flatnonzero(near > 0.05)
            mirrored = canvas.at[on] * np.stack([np.sign(canvas.at[on, 0]), np.ones(len(on)), np.ones(len(on))], axis=1)
            along = ((mirrored - chain[joint]) @ bone).astype(np.float32)
            wavy = along + 0.0008 * smooth_field(canvas.at[on], 0.004, 127)
            out[on] += 0.00006 * np.sin(2 * np.pi * wavy / 0.0019) * np.exp(-((along / 0.0035) ** 2)) * near[on]
    return out


def normal_image(canvas: Canvas, height: Field) -> NDArray[np.float32]:
    """Tangent-space normals (size, size, 3), unit length, green towards the top of the image."""
    texels = canvas.texels
    field, at = texels.image(height), texels.image(canvas.at)
    inside = texels.flat_image(np.ones(canvas.count, np.float32)).astype(np.uint8)
    inside = cv2.erode(inside, np.ones((5, 5), np.uint8))
    slopes = []
    for axis in (1, 0):
        rise = np.gradient(field, axis=axis)
        run = np.linalg.norm(np.gradient(at, axis=axis), axis=-1)
        known = (inside > 0) & (run < 0.005)
        slopes.append(np.clip(np.where(known, rise / np.maximum(run, 1e-6), 0), -_STEEPEST, _STEEPEST))
    out = np.stack([-slopes[0], slopes[1], np.ones_like(field)], axis=-1)
    return np.asarray(out / np.linalg.norm(out, axis=-1, keepdims=True), np.float32)
