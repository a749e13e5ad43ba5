"""Images of the eye: iris and sclera in polar coordinates, and normals that hollow the iris under its cornea."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from human.eyes.eyeball import IRIS_SHARE
from human.eyes.look import Colour, EyeLook
from mesh.surface import Image

Layer = NDArray[np.float32]


def eye_colour(look: EyeLook, size: int) -> Image:
    """Colour (size, size, 3); the gaze is in the middle, up is up."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    x, y = (x + 0.5) / size * 2 - 1, (y + 0.5) / size * 2 - 1
    reach, turn = np.hypot(x, y), np.arctan2(y, x)
    share = reach / IRIS_SHARE
    rng = np.random.default_rng(look.seed)
    white = _sclera(look, reach, rng, size)
    iris = _iris(look, share, turn, rng)
    inside = _step(1.045, 0.965, share)[..., None]
    return np.asarray(np.clip((white + (iris - white) * inside) * 255 + 0.5, 0, 255), np.uint8)


def iris_normals(size: int, pupil: float) -> Image:
    """Normals (size, size, 3): the iris is a shallow bowl, so that it is lit from the side away from the light."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    x, y = (x + 0.5) / size * 2 - 1, 1 - (y + 0.5) / size * 2
    reach = np.hypot(x, y)
    share = reach / IRIS_SHARE
    lean = 0.6 * _step(pupil * 0.8, 0.75, share) * _step(1.02, 0.93, share) / np.maximum(reach, 1e-3)
    normal = np.stack([-lean * x, -lean * y, np.ones_like(x)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    return np.asarray(np.clip((normal * 0.5 + 0.5) * 255 + 0.5, 0, 255), np.uint8)


def _step(start: float, end: float, values: Layer) -> Layer:
    t = np.clip((values - start) / (end - start), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def _towards(colour: Layer, other: Colour, amount: Layer) -> Layer:
    return np.asarray(colour + (np.asarray(other, np.float32) - colour) * np.clip(amount, 0, 1)[..., None])


def _sclera(look: EyeLook, reach: Layer, rng: np.random.Generator, size: int) -> Layer:
    """Off-white, warmer and darker away from the iris, with a few fine veins."""
    out = np.tile(np.asarray(look.sclera, np.float32), (size, size, 1))
    cloud = cv2.GaussianBlur(rng.random((size, size)).astype(np.float32), (0, 0), size / 40)
    cloud = (cloud - cloud.mean()) / cloud.std()
    out *= (1 + 0.010 * cloud)[..., None]
    out = _towards(out, (0.80, 0.62, 0.56), 0.55 * _step(0.66, 0.98, reach))
    out = _towards(out, (0.55, 0.60, 0.68), 0.16 * _step(0.63, 0.55, reach))  # bluish next to the iris
    lines = np.zeros((size, size), np.uint8)
    for _ in range(46):
        turn = rng.random() * 2 * np.pi
        at = np.array([np.cos(turn), np.sin(turn)]) * 0.98
        along, path = -at, [at.copy()]
        for _ in range(26):
            along = 0.7 * (along + rng.normal(0, 0.30, 2)) - 0.3 * at / np.linalg.norm(at)
            along /= np.linalg.norm(along)
            at = at + along * 0.014
            path.append(at.copy())
            if np.linalg.norm(at) < 0.66:
                break
        points = np.array([(point + 1) / 2 * size * 16 for point in path]).astype(np.int32)
        cv2.polylines(lines, [points], False, int(50 + 90 * rng.random()), 1, cv2.LINE_AA, 4)
    veins = cv2.GaussianBlur(lines.astype(np.float32) / 255, (0, 0), size / 640)
    return _towards(out, (0.74, 0.34, 0.30), 0.34 * veins * _step(0.66, 0.85, reach))


def _iris(look: EyeLook, share: Layer, turn: Layer, rng: np.random.Generator) -> Layer:
    """Fibres that run outwards, a lighter collarette around the pupil, a dark ring at the edge."""
    fine, coarse = _fibres(share, turn, rng, 2.0, 30.0), _fibres(share, turn, rng, 9.0, 16.0)
    crypts = np.clip(_fibres(share, turn, rng, 22.0, 9.0) - 0.9, 0, 1.5)
    collar, fibre, ring = (np.asarray(colour, np.float32) for colour in look.iris)
    edge = look.pupil + 0.20 + 0.025 * coarse
    outwards = _step(0.0, 0.16, share - edge)[..., None]
    out = collar * (1 - outwards) + fibre * outwards
    out = out * (1 + 0.26 * fine + 0.16 * coarse)[..., None]
    out = out * (1 - 0.30 * crypts * _step(0.45, 0.6, share))[..., None]
    rim = np.exp(-(((share - edge) / 0.055) ** 2))
    out = _towards(out, tuple(np.minimum(collar * 1.45, 1)), 0.45 * rim * (1 + 0.5 * fine))
    # light through the cornea gathers in the lower half
    lower = np.clip(np.sin(turn), -1, 1) * _step(look.pupil, 0.62, share)
    out = out * (1 + 0.34 * lower)[..., None]
    out = _towards(out, tuple(ring), 0.86 * _step(0.76, 1.0, share + 0.015 * coarse))
    ragged = look.pupil + 0.010 * fine
    return _towards(out, (0.022, 0.016, 0.016), _step(0.035, -0.02, share - ragged))


def _fibres(share: Layer, turn: Layer, rng: np.random.Generator, width: float, length: float) -> Layer:
    """Noise streaked along the radius: deviations about 0 with a spread of 1."""
    rows, columns = 160, 1440
    noise = np.tile(rng.random((rows, columns)).astype(np.float32), (1, 3))
    noise = cv2.GaussianBlur(noise, (0, 0), sigmaX=width, sigmaY=length)[:, columns : 2 * columns]
    noise = (noise - noise.mean()) / noise.std()
    column = ((turn / (2 * np.pi) + 0.5) * columns).astype(np.float32)
    row = np.clip(share, 0, 1).astype(np.float32) * (rows - 1)
    return np.asarray(cv2.remap(noise, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))
