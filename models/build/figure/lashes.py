"""The upper lashes: one dark tapering line along the margin of each upper lid, with a small wing outside."""

from __future__ import annotations

import numpy as np

from figure import eye_rings, palette
from mesh.part import Part, grid_triangles, joined

_COLUMNS = np.arange(eye_rings.COLUMNS // 2 + 1)  # of the margin, from the outer corner over the top to the inner one
_SECTION = ((-0.0008, 0.0010), (0.30, 0.0030), (1.0, 0.0012))  # (metres below, then share of the height; forward)


def _left() -> Part:
    margin = eye_rings.ring_points(0)[_COLUMNS]
    share = _COLUMNS / _COLUMNS[-1]
    height = 0.0006 + 0.0046 * np.sin(np.pi * np.clip(share * 0.90 + 0.10, 0, 1)) ** 0.8 * (1 - 0.55 * share)
    away = margin[:, :2] - eye_rings.OPENING
    away = away / np.linalg.norm(away, axis=1, keepdims=True)
    rows = []
    for reach, forward in _SECTION:
        step = np.full(len(share), reach) if reach < 0 else reach * height
        row = margin.copy()
        row[:, :2] += away * step[:, None]
        row[:, 2] += forward * (0.35 + 0.65 * height / height.max())
        rows.append(row)
    wing = np.array([0.0052, 0.0030, -0.0020])
    for row, size in zip(rows, (0.75, 1.0, 1.15), strict=True):
        row[0] += wing * size
    columns = len(share)
    part = Part(np.concatenate(rows), grid_triangles(3, columns)[:, ::-1], np.tile(palette.LASH, (3 * columns, 1)))
    part.marks["eye"] = np.ones(part.size)
    part.marks["column"] = np.tile(_COLUMNS.astype(float), 3)
    return part.bound_to("Head")


def build() -> Part:
    """Both lash lines. Marks: `eye` +1 own left, -1 right; `column` of the lid's margin that carries the vertex."""
    left = _left()
    right = left.mirrored()
    right.marks["eye"] = -right.marks["eye"]
    return joined([left, right])
