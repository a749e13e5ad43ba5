"""Leather shoes, lofted over the measured foot; their soles stand on the ground of the bind pose."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import PchipInterpolator

from human.outfit.cloth import Cloth, joined
from human.outfit.jacket import Cut
from human.outfit.sheet import made
from mesh.part import Array, grid_triangles

_SECTIONS, _AROUND = 26, 22


def _foot(cut: Cut) -> tuple[Array, Array]:
    """Points (n, 3) of the left foot and its direction (3,), in the bind pose."""
    mannequin = cut.mannequin
    body = mannequin.body
    share = mannequin.share("LeftFoot", "LeftToe")
    skin = np.zeros(len(body.points), bool)
    skin[np.unique(body.quads("body"))] = True
    points = body.points[skin & (share > 0.5)]
    low = points[points[:, 1] < 0.05]
    ahead = low[low[:, 2] > np.percentile(low[:, 2], 85)].mean(axis=0) - low[
        low[:, 2] < np.percentile(low[:, 2], 10)
    ].mean(axis=0)
    ahead[1] = 0.0
    ahead /= np.linalg.norm(ahead)
    return points, ahead


def _shoe(cut: Cut) -> Cloth:
    points, ahead = _foot(cut)
    aside = np.array([ahead[2], 0.0, -ahead[0]])
    s, w = points @ ahead, points @ aside
    start, end = s.min() - 0.006, s.max() + (0.022 if cut.look.neckwear == "scarf" else 0.020)
    length = end - start
    narrow = cut.look.neckwear == "scarf"
    t = 0.5 - 0.5 * np.cos(np.pi * np.linspace(0.0, 1.0, _SECTIONS))
    stations = np.linspace(0.06, 0.90, 15)
    left, right, high = [], [], []
    for station in stations:
        near = np.abs(s - (start + station * length)) < 0.012
        flat = near & (points[:, 1] < 0.06)
        left.append(w[flat].min())
        right.append(w[flat].max())
        high.append(points[near, 1].max())
    centre_at, half_at = (np.array(left) + np.array(right)) / 2, (np.array(right) - np.array(left)) / 2
    toe = PchipInterpolator(
        [0.0, 0.03, 0.10, 0.7, 0.86, 0.95, 0.985, 1.0],
        [0.0, 0.55, 0.9, 1.0, 0.88 if narrow else 0.94, 0.60 if narrow else 0.74, 0.36 if narrow else 0.48, 0.0],
    )(t)
    smooth_half = np.interp(t, stations, np.convolve(np.pad(half_at, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid"))
    half = (np.maximum(smooth_half, 0.027) + 0.0055) * toe + 1e-4
    drift = np.interp(t, stations, np.convolve(np.pad(centre_at, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid"))
    ceiling = np.interp(t, stations, high) + 0.006
    top = np.minimum(
        ceiling,
        PchipInterpolator(
            [0.0, 0.06, 0.3, 0.46, 0.62, 0.8, 0.93, 1.0], [0.052, 0.072, 0.085, 0.082, 0.064, 0.048, 0.036, 0.014]
        )(t),
    )
    top = np.maximum(
        top, PchipInterpolator([0.0, 0.06, 0.5, 0.8, 0.93, 1.0], [0.040, 0.060, 0.055, 0.042, 0.033, 0.012])(t)
    )
    profile = np.array(  # across (1 the welt), height: 0 the ground, 1 the top of the sole, 2 the top of the upper
        [
            [0.0, 0.0],
            [0.55, 0.0],
            [0.97, 0.0],
            [1.03, 0.12],
            [1.03, 0.90],
            [0.985, 1.0],
            [0.985, 1.08],
            [0.975, 1.30],
            [0.89, 1.58],
            [0.72, 1.80],
            [0.46, 1.94],
            [0.0, 2.0],
        ]
    )
    ring = np.concatenate([profile, profile[-2:0:-1] * np.array([-1.0, 1.0])])
    sole = 0.013
    arch = 0.010 * np.exp(-(((t - 0.37) / 0.09) ** 2))
    spring = 0.008 * np.clip((t - 0.72) / 0.28, 0.0, 1.0) ** 2
    height = np.where(
        ring[None, :, 1] <= 1, spring[:, None] + (arch[:, None] * (1 - ring[None, :, 1])) + sole * ring[None, :, 1],
        spring[:, None] + sole + (np.maximum(top, sole + 0.004) - sole - spring)[:, None] * (ring[None, :, 1] - 1),
    )  # fmt: skip
    place = (start + t * length)[:, None, None] * ahead + (drift[:, None] + half[:, None] * ring[None, :, 0])[
        ..., None
    ] * aside
    place[..., 1] = height
    for end, inner in ((0, 1), (-1, -2)):  # both ends close in a point
        place[end] = place[inner].mean(axis=0) + 0.25 * (place[end].mean(axis=0) - place[inner].mean(axis=0)) * [
            1,
            0,
            1,
        ]
    table = np.zeros((place.shape[0] * place.shape[1], len(cut.mannequin.names)))
    ball = float(cut.mannequin.body.centre("joint-l-foot-1") @ ahead)
    bend = np.repeat(np.clip(((start + t * length) - ball + 0.012) / 0.03, 0.0, 1.0), place.shape[1])
    table[:, cut.mannequin.names.index("LeftToeBase")] = bend
    table[:, cut.mannequin.names.index("LeftFoot")] = 1 - bend
    flat = place.reshape(-1, 3)
    uv = np.stack([flat @ aside, flat @ ahead], axis=1)
    triangles = grid_triangles(place.shape[0], place.shape[1], closed=True)
    cloth = made(cut.mannequin.posed(flat, table), triangles, table, uv)
    sole_tone = np.tile(np.where(ring[:, 1] <= 1.0, 0.45, 1.0), place.shape[0])
    cloth.tone[:] = sole_tone
    return cloth


def shoes(cut: Cut) -> Cloth:
    """Both shoes."""
    left = _shoe(cut)
    names = cut.mannequin.names
    swap = [
        names.index(name.replace("Left", "Right")) if "Left" in name else names.index(name.replace("Right", "Left"))
        for name in names
    ]
    right = made(left.points * np.array([-1.0, 1.0, 1.0]), left.triangles[:, ::-1], left.table[:, swap], left.uv)
    right.tone[:] = left.tone
    return joined([left, right])
