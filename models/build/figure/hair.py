"""The hair: a cap with a side parting and a swept fringe, and the sprout that gives pip its name."""

from __future__ import annotations

import numpy as np

from figure import palette, surface
from figure.curves import smoothstep
from mesh.part import Array, Part, grid_triangles, joined

_ROWS, _COLUMNS = 11, 44
_TILT = np.radians(20.0)  # the crown lies this far behind the top
_PARTING = np.radians(24.0)
# Turn from straight ahead towards the own left (degrees) → angle from the crown to the edge of the hair (degrees).
_EDGE = (
    (-180, 121), (-150, 119), (-125, 112), (-108, 96), (-92, 94), (-80, 101), (-68, 96), (-52, 82), (-36, 77),
    (-18, 71), (0, 64), (14, 57.5), (24, 55), (34, 60), (46, 71), (58, 83), (70, 96), (80, 101), (92, 94), (108, 96),
    (125, 112), (150, 119), (180, 121),
)  # fmt: skip


def _frame() -> tuple[Array, Array, Array]:
    """Crown direction, the direction at right angles to it that faces front, and the own left."""
    crown = np.array([0.0, np.cos(_TILT), -np.sin(_TILT)])
    ahead = np.array([0.0, np.sin(_TILT), np.cos(_TILT)])
    return crown, ahead, np.array([1.0, 0.0, 0.0])


def _thickness(share: float, turn: Array) -> Array:
    """Height of the hair over the head, metres; `share` 0 at the crown … 1 at the edge."""
    at = np.full(len(turn), share)
    front = np.exp(-((turn / np.radians(75.0)) ** 2))
    body = 0.0125 + 0.0035 * front * share
    swoop = 0.0075 * np.exp(-(((turn + np.radians(12.0)) / np.radians(34.0)) ** 2)) * smoothstep(0.15, 0.75, at)
    groove = -0.0075 * np.exp(-(((turn - _PARTING) / np.radians(7.0)) ** 2)) * smoothstep(0.05, 0.45, at)
    strand = 0.0019 * np.sin(13 * turn + 3.2 * share) * smoothstep(0.10, 0.55, at)
    return np.asarray(body + swoop + groove + strand)


def _cap() -> Part:
    crown, ahead, left = _frame()
    turn = np.asarray(-np.pi + np.arange(_COLUMNS) * (2 * np.pi / _COLUMNS), dtype=np.float64)
    edge = np.radians(np.interp(np.degrees(turn), [d for d, _ in _EDGE], [e for _, e in _EDGE]))
    fringe = np.exp(-(((turn + np.radians(20.0)) / np.radians(45.0)) ** 2))
    edge = edge + np.radians(2.6) * np.abs(np.sin(4.5 * (turn - _PARTING))) * fringe
    shares = np.concatenate([np.linspace(0.04, 0.97, _ROWS - 2) ** 0.92, [1.0, 0.985]])
    lifts = np.concatenate([np.ones(_ROWS - 2), [0.55, -0.35]])
    rows, colours = [], []
    for share, lift in zip(shares, lifts, strict=True):
        angle = edge * share
        aim = np.outer(np.cos(angle), crown) + np.outer(np.sin(angle) * np.cos(turn), ahead)
        aim = aim + np.outer(np.sin(angle) * np.sin(turn), left)
        base = surface.from_direction(aim)
        rows.append(base + aim * (_thickness(float(share), turn) * lift)[:, None])
        shine = 0.5 + 0.5 * np.sin(13 * turn + 3.2 * share + 0.6)
        band = np.exp(-(((share - 0.55) / 0.22) ** 2))
        tint = (0.20 * shine + 0.42 * band * shine)[:, None]
        colours.append(np.array(palette.HAIR) * (1 - tint) + np.array(palette.HAIR_LIGHT) * tint)
    top = surface.from_direction(crown[None]) + crown * 0.0125
    positions = np.concatenate([*rows, top])
    last = _ROWS * _COLUMNS
    fan = [(c, (c + 1) % _COLUMNS, last) for c in range(_COLUMNS)]
    triangles = np.concatenate([grid_triangles(_ROWS, _COLUMNS, closed=True)[:, ::-1], np.array(fan)])
    return Part(positions, triangles, np.concatenate([*colours, np.array([palette.HAIR])]))


def _leaf(direction: float, length: float) -> Part:
    """A leaf that leaves the stem to one side (+1 own left, -1 right), cupped, solid."""
    rows, half = 6, 3
    share = np.linspace(0.0, 1.0, rows)
    width = 0.0095 * np.sin(np.pi * share**0.8) ** 0.9 + 0.0006
    x = direction * length * share
    y = 0.016 * np.sin(share * np.pi * 0.62)
    front, back = [], []
    for row in range(rows):
        for step in np.linspace(-1.0, 1.0, 2 * half - 1):
            cup = 0.0045 * step**2 * np.sin(np.pi * share[row])
            front.append((x[row], y[row] + cup + 0.0014 * (1 - step**2), width[row] * step))
            back.append((x[row], y[row] + cup - 0.0014, width[row] * step))
    columns = 2 * half - 1
    sheet = grid_triangles(rows, columns)
    under = sheet[:, ::-1] + rows * columns
    positions = np.array(front + back)
    triangles = np.concatenate([sheet, under])
    if direction > 0:
        triangles = triangles[:, ::-1]
    vein = np.tile(np.abs(np.linspace(-1.0, 1.0, columns)), 2 * rows)[:, None]
    colours = np.array(palette.LEAF_DARK) * (1 - vein) + np.array(palette.LEAF) * vein
    return Part(positions, triangles[:, ::-1], colours)


def _sprout() -> Part:
    foot = surface.from_direction(_frame()[0][None])[0] + np.array([0.0, 0.008, 0.004])
    columns, rows = 6, 5
    turn = np.arange(columns) * (2 * np.pi / columns)
    rings = []
    for share in np.linspace(0.0, 1.0, rows):
        middle = foot + np.array([0.003 * np.sin(share * 2.0), 0.026 * share, 0.004 * share])
        radius = 0.0026 - 0.0008 * share
        rings.append(middle + radius * np.stack([np.cos(turn), 0 * turn, np.sin(turn)], axis=1))
    tip = rings[-1].mean(axis=0)
    stem = Part(
        np.concatenate(rings),
        grid_triangles(rows, columns, closed=True)[:, ::-1],
        np.tile(palette.LEAF_DARK, (rows * columns, 1)),
    )
    leaves = [_leaf(1.0, 0.030), _leaf(-1.0, 0.024)]
    for leaf in leaves:
        leaf.positions = leaf.positions + tip - np.array([0.0, 0.0012, 0.0])
    return joined([stem, *leaves])


def build() -> Part:
    """Cap and sprout, both following the head."""
    return joined([_cap(), _sprout()]).bound_to("Head")
