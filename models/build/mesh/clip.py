"""Cutting a mesh along the line where a number changes sign: how a pattern piece gets its outline."""

from __future__ import annotations

import numpy as np

from mesh.part import Array, Triangles


def compacted(points: Array, triangles: Triangles, table: Array) -> tuple[Array, Triangles, Array]:
    """The same mesh without vertices that no triangle uses."""
    used, number = np.unique(triangles, return_inverse=True)
    return points[used], number.reshape(triangles.shape), table[used]


def clipped(
    points: Array, triangles: Triangles, field: Array, table: Array, snap: float = 0.25
) -> tuple[Array, Triangles, Array]:
    """The part of a mesh where `field` (n,) > 0; `table` (n, k) is carried along linearly.

    A vertex nearer to the cut than `snap` of its edge slides onto it, so that no slivers arise along the outline.
    """
    whole = field[triangles].sum(axis=1) > 0
    points, table, field = points.copy(), table.copy(), field.copy()
    _slide(points, triangles, field, table, snap)
    side = np.sign(field)
    corner = side[triangles]
    inside = (corner >= 0).all(axis=1) & ((corner > 0).any(axis=1) | whole)
    crossing = (corner > 0).any(axis=1) & (corner < 0).any(axis=1)
    made: dict[tuple[int, int], int] = {}
    new_points, new_rows, new_faces = [], [], []

    def cut(a: int, b: int) -> int:
        key = (min(a, b), max(a, b))
        if key not in made:
            share = field[a] / (field[a] - field[b])
            made[key] = len(points) + len(new_points)
            new_points.append(points[a] * (1 - share) + points[b] * share)
            new_rows.append(table[a] * (1 - share) + table[b] * share)
        return made[key]

    for face in triangles[crossing]:
        outline: list[int] = []
        for a, b in zip(face, np.roll(face, -1), strict=True):
            if field[a] >= 0:
                outline.append(int(a))
            if field[a] * field[b] < 0:
                outline.append(cut(int(a), int(b)))
        new_faces += [(outline[0], outline[i], outline[i + 1]) for i in range(1, len(outline) - 1)]
    faces = np.concatenate([triangles[inside], np.array(new_faces, dtype=np.int64).reshape(-1, 3)])
    return compacted(
        np.concatenate([points, np.array(new_points).reshape(-1, 3)]),
        faces,
        np.concatenate([table, np.array(new_rows).reshape(-1, table.shape[1])]),
    )


def _slide(points: Array, triangles: Triangles, field: Array, table: Array, snap: float) -> None:
    sides = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    sides = np.unique(np.sort(sides, axis=1), axis=0)
    cross = sides[field[sides[:, 0]] * field[sides[:, 1]] < 0]
    ways = np.concatenate([cross, cross[:, ::-1]])
    share = field[ways[:, 0]] / (field[ways[:, 0]] - field[ways[:, 1]])
    order = np.argsort(share, kind="stable")
    ways, share = ways[order], share[order]
    near = share < snap
    vertex, first = np.unique(ways[near, 0], return_index=True)
    end, by = ways[near, 1][first], share[near][first][:, None]
    places, rows = points.copy(), table.copy()
    points[vertex] = places[vertex] * (1 - by) + places[end] * by
    table[vertex] = rows[vertex] * (1 - by) + rows[end] * by
    field[vertex] = 0.0
