"""The tongue: the helper's, subdivided, and what it does in speech."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from human.body import Body
from human.mouth.place import Mouth
from mesh.loop import subdivided
from mesh.part import Array, Part, vertex_normals

GROUP = "helper-tongue"
PINK = np.array([0.80, 0.45, 0.44])


def _rise(s: Array, start: float, end: float) -> Array:
    u = np.clip((s - start) / (end - start), 0, 1)
    return np.asarray(u * u * (3 - 2 * u))


def _bump(s: Array, middle: float, width: float) -> Array:
    return np.asarray(np.exp(-(((s - middle) / width) ** 2)))


def _lengthwise(points: Array) -> Array:
    """0 at the root of the tongue at rest, 1 at its tip."""
    z = points[:, 2]
    return np.asarray((z - z.min()) / (z.max() - z.min()))


def _reach(goal: Array, start: float) -> Callable[[Array, Array], Array]:
    def move(s: Array, tip: Array) -> Array:
        share = _rise(s, start, 0.97)
        return np.asarray(share[:, None] * (goal - tip) * np.array([0.0, 1.0, 1.0]))

    return move


def _hump(s: Array, middle: float, width: float, up_m: float, forward_m: float = 0.0) -> Array:
    out = np.zeros((len(s), 3))
    out[:, 1] = up_m * _bump(s, middle, width)
    out[:, 2] = forward_m * _rise(s, 0.05, 0.6)
    return out


def _sounded(shape: str, s: Array, tip: Array, mouth: Mouth) -> Array:
    size = mouth.size
    if shape == "ridge":
        return _reach(mouth.ridge + np.array([0, -0.0004, 0]), 0.40)(s, tip)
    if shape == "between":
        goal = mouth.upper_edge + size * np.array([0.0, -0.0010, 0.0016])
        return _reach(goal, 0.25)(s, tip)
    if shape == "blade":
        goal = mouth.ridge + size * np.array([0.0, -0.0040, -0.0005])
        return _reach(goal, 0.35)(s, tip) + _hump(s, 0.78, 0.14, 0.0016 * size)
    shapes = {
        "back": _hump(s, 0.36, 0.22, 0.0075 * size, -0.002 * size),
        "bunched": _hump(s, 0.62, 0.20, 0.0050 * size, -0.005 * size),
        "low": _hump(s, 0.60, 0.40, -0.0015 * size, 0.0005 * size),
        "middle": _hump(s, 0.62, 0.28, 0.0030 * size, 0.0015 * size),
        "front": _hump(s, 0.68, 0.24, 0.0045 * size, 0.0020 * size),
        "round": _hump(s, 0.32, 0.26, 0.0040 * size, -0.0050 * size),
        "flat": np.zeros((len(s), 3)),
    }
    if shape not in shapes:
        raise ValueError(f"no tongue shape {shape!r}")
    return shapes[shape]


def shaped(body: Body, mouth: Mouth, unit: Array, shape: str) -> Array:
    """What to add to a displacement (n, 3) so that the tongue takes a shape; nothing else moves."""
    ids = body.ids(GROUP)
    rest, now = body.points[ids], body.points[ids] + unit[ids]
    s = _lengthwise(rest)
    out = np.zeros_like(unit)
    out[ids] = _sounded(shape, s, _tip_now(rest, now), mouth)
    return out


def _tip_now(rest: Array, now: Array) -> Array:
    front = now[_lengthwise(rest) > 0.94]
    return np.array([0.0, front[:, 1].max(), front[:, 2].max()])


def out(body: Body, unit: Array, lower_lip: Array) -> Array:
    """What to add to `tongueOut` (n, 3) so that the tongue is thin and lies on the lower lip, at `lower_lip` (3,)."""
    ids = body.ids(GROUP)
    rest, now = body.points[ids], body.points[ids] + unit[ids]
    s = _lengthwise(rest)
    at_lip = np.abs(now[:, 2] - lower_lip[2]) < 0.004
    under = now[at_lip, 1].min()
    rise = _rise(s, 0.30, 0.80)
    out = np.zeros_like(unit)
    out[ids, 1] = rise * (lower_lip[1] - 0.0010 - under) - 0.42 * rise * (now[:, 1] - under)
    out[ids, 1] += 0.0012 * _rise(s, 0.84, 1.0)
    out[ids, 2] = 0.0045 * _rise(s, 0.2, 0.9)
    return out


def part(body: Body, targets: dict[str, Array], still_m: float) -> Part:
    """The tongue with the morph targets that move it by more than `still_m`, darker towards the throat."""
    ids = body.ids(GROUP)
    local = np.full(len(body.points), -1)
    local[ids] = np.arange(len(ids))
    quads = local[body.quads(GROUP)]
    coarse = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    rest = body.points[ids]
    s = _lengthwise(rest)
    across = np.abs(rest[:, 0]) / np.abs(rest[:, 0]).max()
    top = _rise(rest[:, 1], np.quantile(rest[:, 1], 0.3), np.quantile(rest[:, 1], 0.8))
    points, triangles, marks = subdivided(rest, coarse, np.stack([s, across, top], axis=1))
    s, across, top = marks.T
    shade = (0.22 + 0.78 * _rise(s, 0.25, 0.92)) * (1 - 0.16 * np.exp(-((across / 0.10) ** 2)) * top)
    shade *= (1 - 0.18 * across**2) * (0.72 + 0.28 * top)
    jaw = 0.35 + 0.65 * _rise(s, 0.0, 0.5)
    normals = vertex_normals(points, triangles)
    made = Part(points, triangles, PINK * shade[:, None], {"Head": 1 - jaw, "Jaw": jaw}, normals=normals)
    nothing = np.zeros((len(ids), 0))
    for name, target in targets.items():
        if np.abs(target[ids]).max() > still_m:
            delta = subdivided(target[ids], coarse, nothing)[0]
            made.targets[name] = delta
            made.target_normals[name] = vertex_normals(points + delta, triangles) - normals
    return made
