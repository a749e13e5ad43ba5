"""How rough the skin is: oily on the nose and forehead, wet on the lips, dull on the scalp."""

from __future__ import annotations

import numpy as np

from human.skin.canvas import Canvas
from human.skin.features import Features
from human.skin.noise import Field, rough_field, smooth_field, step


def roughness(canvas: Canvas, features: Features, height: Field) -> Field:
    """Roughness (n,) 0–1."""
    marks, look = canvas.marks, features.look
    eye, nose = marks.left_eye, marks.nose
    out = 0.53 + 0.035 * rough_field(canvas.at, 0.007, 2, 131) + 0.03 * smooth_field(canvas.at, 0.0016, 137)
    middle = np.exp(-((canvas.across / 0.022) ** 2)) * step(eye[1] + 0.012, eye[1] + 0.05, canvas.at[:, 1])
    bridge = canvas.blob((0.0, nose[1] + 0.014, nose[2] - 0.01), (0.008, 0.020, 0.02))
    tip = canvas.blob(nose, (0.011, 0.010, 0.014))
    cheekbone = canvas.blob((eye[0] + 0.014, eye[1] - 0.022, eye[2] + 0.004), (0.020, 0.010, 0.03))
    out -= (0.07 * middle + 0.08 * bridge + 0.11 * tip + 0.06 * cheekbone) * canvas.head
    out -= 0.05 * features.shadow
    out += 900 * np.clip(-height, 0, 0.00006) * canvas.head  # pores are matt
    wet = 0.46 - 0.20 * look.lip_gloss + 0.04 * features.lip_crease
    out += (wet - out) * features.lips
    out += (0.30 - out) * features.nails
    out += (0.80 - out) * features.scalp
    out += 0.15 * look.liner * features.liner
    out[canvas.cavity] = 0.45
    out[canvas.socket] = 0.30
    return np.asarray(np.clip(out, 0.12, 1), np.float32)
