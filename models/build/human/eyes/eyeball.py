"""An eyeball with a corneal bulge, looking along +Z, and its turns as morph targets."""

from __future__ import annotations

from typing import Literal

import numpy as np

from human.body import Body
from human.eyes.margins import Side
from mesh.part import Array, Part, on_grid, vertex_normals

RADIUS_M = 0.0145
BULGE_M = 0.0007  # height of the cornea over the ball
IRIS_SHARE = 0.55  # of the image's half width
_EDGE = 1.75  # radians from the gaze where the ball ends, inside the head
_CONVERGENCE = 1.5  # degrees
_TURNS = {"Up": (-20.0, 0.0), "Down": (22.0, 0.0), "In": (0.0, -22.0), "Out": (0.0, 23.0)}  # degrees about x, y
_RINGS = {"high": (9, 9, 36), "medium": (8, 7, 30), "low": (4, 4, 20)}
Level = Literal["low", "medium", "high"]


def eyeball(body: Body, side: Side, iris_radius_m: float, level: Level) -> Part:
    """One eye, following its bone; targets `eyeLook…` turn it about its middle.

    Coordinates run polar around the gaze: the iris fills `IRIS_SHARE` of the image's half width.
    """
    inner, outer, segments = _RINGS[level]
    iris = float(np.arcsin(iris_radius_m / RADIUS_M))
    angle = np.concatenate([np.linspace(0, iris * 1.12, inner + 1)[1:], np.linspace(iris * 1.12, _EDGE, outer + 1)[1:]])
    turn = 2 * np.pi * np.arange(segments) / segments
    polar, around = (grid.ravel() for grid in np.meshgrid(angle, turn, indexing="ij"))
    polar, around = np.concatenate([[0], polar]), np.concatenate([[0], around])
    ball = np.stack([np.sin(polar) * np.cos(around), np.sin(polar) * np.sin(around), np.cos(polar)], axis=1) * RADIUS_M
    ball[:, 2] += BULGE_M * np.clip(1 - (polar / (iris * 1.12)) ** 2, 0, 1)
    reach = np.where(
        polar < iris, IRIS_SHARE * polar / iris, IRIS_SHARE + (1 - IRIS_SHARE) * (polar - iris) / (_EDGE - iris)
    )
    uv = np.stack([0.5 + 0.5 * reach * np.cos(around), 0.5 - 0.5 * reach * np.sin(around)], axis=1)
    faces = [(0, 1 + k, 1 + (k + 1) % segments) for k in range(segments)]
    for ring in range(len(angle) - 1):
        for k in range(segments):
            a, b = 1 + ring * segments + k, 1 + ring * segments + (k + 1) % segments
            faces += [(a, a + segments, b + segments), (a, b + segments, b)]
    sign = 1 if side == "Left" else -1
    centre = body.centre("joint-l-eye" if side == "Left" else "joint-r-eye")
    ball = ball @ _rotation(0, -_CONVERGENCE * sign).T
    triangles = np.array(faces)
    normals = vertex_normals(ball, triangles)
    part = Part(centre + ball, triangles, np.ones((len(ball), 3)), normals=normals, uv=uv)
    for name, (pitch, yaw) in _TURNS.items():
        turned = _rotation(pitch, yaw * sign)
        part.targets[f"eyeLook{name}{side}"] = on_grid(ball @ turned.T - ball)
        part.target_normals[f"eyeLook{name}{side}"] = normals @ turned.T - normals
    return part.bound_to(f"{side}Eye")


def _rotation(pitch: float, yaw: float) -> Array:
    """Degrees about x, then y: positive pitch looks down, positive yaw to +X."""
    p, y = np.radians([pitch, yaw])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    return np.asarray(about_y @ about_x)
