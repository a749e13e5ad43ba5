"""A finer mesh where the source is too coarse for a close look: around the lips.

New vertices are fixed mixtures of old ones, so that every shape, bone share and target carries over unchanged, and
old vertices stay where they are. A middle of an edge lies on the curve through its two ends and the next vertices
of the same edge loop (the four-point scheme), so round contours get rounder.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from human.body import Body
from mesh.part import Array, Triangles

_ROWS = 4  # rows of faces to either side of where the lips meet
_Mix = dict[int, float]


@dataclass(frozen=True)
class Refined:
    """`mix` (19158 + new, 19158) makes the vertices; `quads` (f, 4) and `uv` (f, 4, 2) the faces.

    A triangle is a quad whose last two corners are the same. `origin` (f,) is the row of the face it was cut from.
    """

    mix: csr_matrix
    quads: Triangles
    uv: Array
    origin: Triangles


def around_lips(body: Body, quads: Triangles) -> NDArray[np.bool_]:
    """Faces (f,) within a few rows of where the lips meet."""
    reached = np.zeros(len(body.points), bool)
    reached[body.mouth_ring] = True
    for _ in range(_ROWS):
        chosen = reached[quads].any(axis=1)
        reached[quads[chosen]] = True
    return np.asarray(reached[quads].all(axis=1))


def refined(body: Body, quads: Triangles, uv: Array, chosen: NDArray[np.bool_]) -> Refined:
    """Cuts the `chosen` of faces (f, 4) with corner coordinates (f, 4, 2) into four each, their neighbours to match."""
    first = len(body.points)
    neighbours, opposite = _loops(body.quads("body"))
    number: dict[tuple[int, int], int] = {}
    rows: list[_Mix] = []

    def middle(a: int, b: int) -> int:
        edge = (min(a, b), max(a, b))
        if edge not in number:
            number[edge] = first + len(rows)
            rows.append(_middle(edge[0], edge[1], neighbours, opposite))
        return number[edge]

    faces: list[list[int]] = []
    places: list[Array] = []
    origin: list[int] = []

    def add(row: int, corners: list[int], at: list[Array]) -> None:
        faces.append(corners)
        places.append(np.array(at))
        origin.append(row)

    for row in np.flatnonzero(chosen).tolist():
        face, at = quads[row].tolist(), uv[row]
        mids = [middle(face[k], face[(k + 1) % 4]) for k in range(4)]
        mid_at = [0.5 * (at[k] + at[(k + 1) % 4]) for k in range(4)]
        centre, centre_at = first + len(rows), at.mean(axis=0)
        rows.append(_centre(face, [rows[mid - first] for mid in mids]))
        for k in range(4):
            add(row, [face[k], mids[k], centre, mids[k - 1]], [at[k], mid_at[k], centre_at, mid_at[k - 1]])
    for row in np.flatnonzero(~chosen).tolist():
        face, at = quads[row].tolist(), uv[row]
        corners: list[int] = []
        where: list[Array] = []
        for k in range(4):
            edge = (min(face[k], face[(k + 1) % 4]), max(face[k], face[(k + 1) % 4]))
            corners.append(face[k])
            where.append(at[k])
            if edge in number:
                corners.append(number[edge])
                where.append(0.5 * (at[k] + at[(k + 1) % 4]))
        if len(corners) == 4:
            add(row, corners, where)
            continue
        start = next(k for k, corner in enumerate(corners) if corner >= first)
        corners, where = corners[start:] + corners[:start], where[start:] + where[:start]
        for k in range(1, len(corners) - 1):
            last = corners[k + 1]
            add(row, [corners[0], corners[k], last, last], [where[0], where[k], where[k + 1], where[k + 1]])
    return Refined(_matrix(rows, first), np.array(faces), np.stack(places), np.array(origin))


def _loops(quads: Triangles) -> tuple[dict[int, set[int]], dict[tuple[int, int], set[int]]]:
    """Each vertex's neighbours, and for each edge the vertices that share a face with it."""
    neighbours: dict[int, set[int]] = defaultdict(set)
    beside: dict[tuple[int, int], set[int]] = defaultdict(set)
    for face in quads.tolist():
        for k in range(4):
            a, b = face[k], face[(k + 1) % 4]
            neighbours[a].add(b)
            neighbours[b].add(a)
            beside[min(a, b), max(a, b)].update(face)
    return neighbours, beside


def _middle(a: int, b: int, neighbours: dict[int, set[int]], beside: dict[tuple[int, int], set[int]]) -> _Mix:
    near = beside[a, b]
    before = neighbours[a] - near if len(neighbours[a]) == 4 else set()
    after = neighbours[b] - near if len(neighbours[b]) == 4 else set()
    if len(before) == 1 and len(after) == 1:
        return {a: 9 / 16, b: 9 / 16, before.pop(): -1 / 16, after.pop(): -1 / 16}
    return {a: 0.5, b: 0.5}


def _centre(face: list[int], mids: list[_Mix]) -> _Mix:
    """Half the sum of the edges' middles less the mean of the corners: right for a face curved in one direction."""
    out: _Mix = defaultdict(float)
    for mid in mids:
        for vertex, share in mid.items():
            out[vertex] += 0.5 * share
    for vertex in face:
        out[vertex] -= 0.25
    return dict(out)


def _matrix(rows: list[_Mix], size: int) -> csr_matrix:
    row = np.repeat(np.arange(len(rows)), [len(mix) for mix in rows])
    column = np.array([vertex for mix in rows for vertex in mix], int)
    share = np.array([part for mix in rows for part in mix.values()], float)
    new = csr_matrix((share, (row, column)), shape=(len(rows), size))
    same = csr_matrix((np.ones(size), (np.arange(size), np.arange(size))), shape=(size, size))
    return csr_matrix(vstack([same, new]))
