"""The hair: a bob with a swept fringe, and the sprout on top."""

from __future__ import annotations

import numpy as np

from figure import sprout, surface
from figure.curves import smoothstep
from figure.hair_colour import tinted
from figure.hair_cover import edge_deg
from figure.hair_locks import CROWN, aim, lock
from mesh.part import Part, grid_triangles, joined

_ROWS, _COLUMNS = 9, 48
_CLUMP_DEG = 22.5  # width of one clump of the bob
# Locks as in `hair_locks.lock`: path, half width, half thickness (mm).
Path = tuple[tuple[float, float, float], ...]
_FRINGE: tuple[tuple[Path, float, float], ...] = (
    (((30, 20, 9), (12, 44, 19), (-12, 66, 18), (-34, 82, 8)), 27, 11),
    (((30, 16, 9), (-4, 40, 21), (-36, 63, 20), (-64, 85, 9)), 32, 12),
    (((30, 24, 8), (24, 48, 17), (10, 68, 15), (-8, 83, 7)), 23, 9),
    (((26, 18, 9), (36, 46, 19), (42, 68, 17), (52, 86, 8)), 28, 11),
    (((-16, 16, 8), (-52, 44, 19), (-78, 68, 19), (-86, 96, 13), (-76, 118, 6)), 30, 12),
    (((30, 14, 8), (58, 44, 19), (76, 68, 19), (85, 96, 13), (76, 118, 6)), 30, 12),
)


def _cap() -> Part:
    turn = -180.0 + np.arange(_COLUMNS) * (360.0 / _COLUMNS)
    edge = edge_deg(turn)
    clump = np.abs(np.sin(np.radians(turn / _CLUMP_DEG * 180.0)))  # 0 between two clumps, 1 in the middle of one
    back = smoothstep(60.0, 95.0, np.abs(turn))
    edge = edge + back * (3.5 * clump - 2.0)
    shares = np.concatenate([np.linspace(0.08, 0.95, _ROWS - 2) ** 0.9, [1.0, 0.97]])
    lifts = np.concatenate([np.full(_ROWS - 2, 1.0), [0.72, -0.1]])
    rows = []
    for share, lift in zip(shares, lifts, strict=True):
        out = aim(turn, edge * share)
        low = float(smoothstep(0.30, 0.85, np.array(share)))
        thick = 0.0130 + back * (0.0075 * np.sin(np.pi * 0.75 * share) + 0.0055 * low * np.sqrt(clump))
        rows.append(surface.from_direction(out) + out * (thick * lift)[:, None])
    top = surface.from_direction(CROWN[None]) + CROWN * 0.0135
    positions = np.concatenate([*rows, top])
    last = _ROWS * _COLUMNS
    fan = [(c, (c + 1) % _COLUMNS, last) for c in range(_COLUMNS)]
    triangles = np.concatenate([grid_triangles(_ROWS, _COLUMNS, closed=True)[:, ::-1], np.array(fan)])
    part = Part(positions, triangles, tinted(positions))
    groove = np.append(np.tile(back * (1 - clump), _ROWS) * np.repeat(smoothstep(0.2, 0.8, shares), _COLUMNS), 0.0)
    part.colours = part.colours * (1 - 0.30 * groove[:, None])
    return part


def _locks() -> list[Part]:
    return [lock(path, width / 1000, thick / 1000, rows=10) for path, width, thick in _FRINGE]


def build() -> Part:
    """Cap and locks, which follow the head, and the sprout."""
    return joined([joined([_cap(), *_locks()]).bound_to("Head"), sprout.build()])
