"""The colour of bare skin: its base, and the zones where blood, shade or hair roots tint it."""

from __future__ import annotations

import numpy as np

from human.skin.canvas import Canvas, mixed
from human.skin.look import SkinLook
from human.skin.noise import Field, cells, rough_field, smooth_field, step

_COOL = (0.60, 0.56, 0.58)
_VEIN = (0.62, 0.60, 0.66)
_TAN = (0.62, 0.42, 0.32)
_CAVITY = (0.47, 0.17, 0.18)
_DEEP_CAVITY = (0.13, 0.035, 0.045)
_SOCKET = (0.80, 0.57, 0.53)


def bare(canvas: Canvas, look: SkinLook) -> Field:
    """Skin (n, 3), sRGB 0–1, without make-up, lips or scalp."""
    colour = np.tile(np.asarray(look.base, np.float32), (canvas.count, 1))
    _mottle(colour, canvas)
    _flush(colour, canvas, look)
    _shade(colour, canvas, look)
    _freckle(colour, canvas, look)
    _hands(colour, canvas, look)
    if look.stubble:
        mixed(colour, _COOL, look.stubble * _beard(canvas) * (0.85 + 0.3 * smooth_field(canvas.at, 0.0016, 23)))
    mixed(colour, _SOCKET, 0.9 * canvas.socket.astype(np.float32))
    _cavity(colour, canvas)
    return colour


def _mottle(colour: Field, canvas: Canvas) -> None:
    """Skin is never one colour: patches of redness and of lightness at several sizes."""
    wide = rough_field(canvas.at, 0.035, 2, 5)
    middle = rough_field(canvas.at, 0.009, 2, 11)
    fine = smooth_field(canvas.at, 0.0021, 17)
    light = 1 + 0.010 * wide + 0.010 * middle + 0.009 * fine
    colour *= light[:, None]
    red = 0.008 * wide + 0.010 * middle + 0.004 * fine
    colour += red[:, None] * np.array([0.7, -0.8, -0.6], np.float32)


def _flush(colour: Field, canvas: Canvas, look: SkinLook) -> None:
    marks, flush = canvas.marks, look.flush
    eye, nose, mouth = marks.left_eye, marks.nose, marks.mouth
    cheek = canvas.blob((eye[0] + 0.017, eye[1] - 0.036, eye[2] + 0.004), (0.023, 0.018, 0.045))
    apple = canvas.blob((eye[0] + 0.008, eye[1] - 0.030, eye[2] + 0.006), (0.040, 0.026, 0.06))
    uneven = 1 + 0.25 * rough_field(canvas.at, 0.006, 2, 31)
    mixed(colour, flush, (look.blush * cheek + 0.10 * apple) * uneven * canvas.head)
    tip = canvas.blob(nose, (0.014, 0.011, 0.016))
    wings = canvas.blob((0.013, nose[1] - 0.006, nose[2] - 0.014), (0.006, 0.008, 0.010))
    mixed(colour, flush, (0.20 * tip + 0.26 * wings) * canvas.head)
    mixed(colour, flush, 0.10 * canvas.blob((0, marks.chin_y + 0.011, mouth[2] - 0.008), (0.018, 0.012, 0.03)))
    mixed(colour, flush, 0.30 * canvas.ear)
    mixed(colour, flush, 0.10 * canvas.blob((0.0, mouth[1] + 0.010, mouth[2]), (0.012, 0.006, 0.02)) * canvas.head)


def _shade(colour: Field, canvas: Canvas, look: SkinLook) -> None:
    """Eye sockets, the thin skin under the eyes, around the mouth."""
    marks, head = canvas.marks, canvas.head.astype(np.float32)
    eye = marks.left_eye
    mixed(
        colour, look.shade, 0.22 * canvas.blob((eye[0], eye[1] + 0.003, eye[2] + 0.008), (0.023, 0.014, 0.022)) * head
    )
    mixed(colour, look.shade, 0.18 * canvas.blob((0.011, eye[1] + 0.004, eye[2] + 0.008), (0.005, 0.012, 0.02)) * head)
    below, along = canvas.lower_lid
    under = canvas.at[:, 1] < eye[1] + 0.004
    hollow = (
        np.exp(-(((below - 0.0085) / 0.0035) ** 2)) * np.clip(np.sin(np.pi * np.clip(along * 1.25, 0, 1)), 0, 1) ** 0.7
    )
    mixed(colour, (0.70, 0.52, 0.50), 0.16 * hollow * under * head)
    puff = np.exp(-(((below - 0.0038) / 0.0022) ** 2)) * np.sin(np.pi * np.clip(along, 0, 1))
    mixed(colour, (0.97, 0.84, 0.77), 0.14 * puff * under * head)
    veins = np.exp(-((rough_field(canvas.at, 0.012, 2, 41) / 0.05) ** 2))
    thin = canvas.blob((eye[0] + 0.030, eye[1] + 0.014, eye[2] - 0.012), (0.016, 0.020, 0.03))
    mixed(colour, _VEIN, (0.035 * thin + 0.04 * hollow * under) * veins * head)
    fold = canvas.blob((0.025, marks.mouth[1] - 0.002, marks.mouth[2] - 0.01), (0.006, 0.007, 0.02))
    mixed(colour, look.shade, 0.10 * fold * head)


def _freckle(colour: Field, canvas: Canvas, look: SkinLook) -> None:
    if not look.freckles:
        return
    away, number = cells(canvas.at, 0.0062, look.seed + 50)
    radius = 0.05 + 0.07 * (number * 7.3 % 1)
    spot = step(1.0, 0.35, away / radius) * (number > 0.62)
    mixed(colour, _TAN, look.freckles * spot * (0.3 + 0.7 * (number * 3.1 % 1)) * (canvas.head | canvas.trunk))


def _hands(colour: Field, canvas: Canvas, look: SkinLook) -> None:
    body, warm = canvas.body, np.zeros(canvas.count, np.float32)
    for finger in range(1, 6):
        for joint, (radius, amount) in enumerate(((0.010, 0.16), (0.0075, 0.30), (0.006, 0.22), (0.009, 0.30)), 1):
            centre = body.centre(f"joint-l-finger-{finger}-{joint}")
            warm = np.maximum(warm, amount * canvas.blob(centre, (radius, radius, radius)) * canvas.hand)
    mixed(colour, look.flush, warm)
    mixed(colour, look.flush, 0.06 * canvas.hand)


def _beard(canvas: Canvas) -> Field:
    """Where a man's beard would grow (n,), shaved."""
    marks, at = canvas.marks, canvas.at
    mouth, eye_y = marks.mouth, marks.left_eye[1]
    jaw = step(mouth[1] + 0.006, mouth[1] - 0.016, at[:, 1]) * step(0.02, 0.06, at[:, 2])
    jaw *= step(marks.chin_y - 0.020, marks.chin_y - 0.004, at[:, 1])
    side = step(0.045, 0.062, canvas.across) * step(eye_y - 0.02, eye_y - 0.045, at[:, 1]) * step(0.02, 0.05, at[:, 2])
    lip = canvas.blob((0.0, mouth[1] + 0.013, mouth[2]), (0.024, 0.0065, 0.03))
    bare_spot = canvas.blob((0.012, mouth[1] - 0.012, mouth[2]), (0.008, 0.005, 0.02))
    return np.asarray(
        np.maximum(np.maximum(jaw, 0.7 * side), lip) * (1 - 0.7 * bare_spot) * (1 - canvas.ear) * canvas.head
    )


def _cavity(colour: Field, canvas: Canvas) -> None:
    inside = canvas.cavity
    depth = step(canvas.marks.mouth[2] - 0.004, canvas.marks.mouth[2] - 0.045, canvas.at[inside, 2])[:, None]
    near, deep = np.asarray(_CAVITY, np.float32), np.asarray(_DEEP_CAVITY, np.float32)
    colour[inside] = near + (deep - near) * depth
