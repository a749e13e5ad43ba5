"""Cards out of strands: bent strips with an atlas tile, soft normals and a tangent across the hair.

The tangent lies across because the specular highlight of hair is drawn out across it, and the anisotropy extension
widens highlights along the tangent.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from human.hair.strands import Strand, arc, resampled, unit
from human.hair.textures import TILES
from mesh.part import Array, Part, Triangles

_MARGIN = 0.06  # of a tile, so that neighbours do not bleed in


def ribbons(strands: Sequence[Strand], segment_m: float, columns: int, least: int = 3) -> Part:
    """One part of all cards, a segment about every `segment_m`, `columns` quads across (1 or 2)."""
    pieces = [_ribbon(strand, segment_m, columns, least) for strand in strands]
    starts = np.cumsum([0] + [len(piece[0]) for piece in pieces])
    positions, normals, tangents, uv, colours = (np.concatenate([piece[k] for piece in pieces]) for k in range(5))
    triangles = np.concatenate([piece[5] + start for piece, start in zip(pieces, starts, strict=False)])
    return Part(positions, triangles, colours, normals=normals, uv=uv, tangents=tangents)


def _ribbon(
    strand: Strand, segment_m: float, columns: int, least: int
) -> tuple[Array, Array, Array, Array, Array, Triangles]:
    length = arc(strand.points)[-1]
    count = max(least, round(length / segment_m * strand.segments)) + 1
    path, hull, shade = resampled(strand.points, count, strand.normals, strand.shade)
    along = unit(np.gradient(path, axis=0))
    across = unit(np.cross(along, hull))
    if strand.turn:
        across = unit(across * np.cos(strand.turn) + np.cross(along, across) * np.sin(strand.turn))
    up = unit(np.cross(across, along))
    up *= np.where((up * hull).sum(axis=1, keepdims=True) < 0, -1.0, 1.0)
    share = np.linspace(0, 1, count)
    width = strand.width_m * np.interp(share, [0, 0.3, 0.75, 1], [strand.root_width, 1, 1, strand.tip_width])
    side = np.linspace(-1, 1, columns + 1)
    bow = 0.10 * (1 - 2 * side**2) if columns > 1 else np.zeros(2)
    places = (
        path[:, None]
        + across[:, None] * (side[None, :, None] * width[:, None, None] / 2)
        + up[:, None] * (bow[None, :, None] * width[:, None, None])
    )
    normals = unit(hull[:, None] * 0.8 + up[:, None] * 0.2 + across[:, None] * (side[None, :, None] * strand.rounded))
    tangents = np.repeat(across[:, None], columns + 1, axis=1)
    tangents = unit(tangents - normals * (tangents * normals).sum(axis=-1, keepdims=True))
    hand = np.where((np.cross(normals, tangents) * -along[:, None]).sum(axis=-1) < 0, -1.0, 1.0)
    first, last = (strand.tile + _MARGIN) / TILES, (strand.tile + 1 - _MARGIN) / TILES
    u = first + (side + 1) / 2 * (last - first)
    v = strand.span[0] + share * (strand.span[1] - strand.span[0])
    uv = np.stack(np.broadcast_arrays(u[None, :], np.clip(v, 0.002, 0.998)[:, None]), axis=-1)
    colours = np.repeat(np.repeat(np.clip(shade, 0, 1)[:, None, None], columns + 1, axis=1), 3, axis=2)
    grid = np.arange(count * (columns + 1)).reshape(count, columns + 1)
    a, b, c, d = (part.ravel() for part in (grid[:-1, :-1], grid[:-1, 1:], grid[1:, 1:], grid[1:, :-1]))
    triangles = np.concatenate([np.stack([a, d, c], axis=1), np.stack([a, c, b], axis=1)])
    facing = np.cross(places[1, 0] - places[0, 0], places[0, -1] - places[0, 0])
    if (facing * hull[0]).sum() < 0:
        triangles = triangles[:, ::-1]
    return (
        places.reshape(-1, 3),
        normals.reshape(-1, 3),
        np.concatenate([tangents, hand[..., None]], axis=-1).reshape(-1, 4),
        uv.reshape(-1, 2),
        colours.reshape(-1, 3),
        triangles,
    )
