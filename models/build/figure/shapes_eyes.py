"""Morph targets of eyes and brows (ARKit names)."""

from __future__ import annotations

import numpy as np

from figure import eye_rings, measures, surface
from figure.anatomy import Fields, Figure
from figure.curves import turn_x, turn_y
from mesh.part import Array

Shape = dict[str, Array]
SIDES = (("Left", 1.0), ("Right", -1.0))
_FOLLOW = {-1.0: 1.0, 0.0: 1.0, 1.0: 0.94, 2.0: 0.48, 3.0: 0.0}  # ring → how far it goes with the margin of the lid


def lids(fields: Fields, sign: float, upper: float, lower: float) -> Array:
    """Displacements (n, 3) of one eye's lids: each share is how far the lid goes to the line where they meet."""
    out = np.zeros_like(fields.points)
    chosen = np.flatnonzero((fields.eye == sign) & (fields.eye_ring <= 2))
    rest = fields.points[chosen] * np.array([sign, 1.0, 1.0])
    ring, column = fields.eye_ring[chosen], fields.eye_column[chosen].astype(int)
    margin = eye_rings.outline(1.0)[column]
    across = (margin[:, 0] - eye_rings.OPENING[0]) / measures.EYE_HALF_WIDTH
    shut = eye_rings.OPENING[1] + measures.LID_SHUT_Y * (1 - across**2)
    half = eye_rings.COLUMNS // 2
    share = np.where((column > 0) & (column < half), upper, np.where(column > half, lower, 0.0))
    follow = np.vectorize(_FOLLOW.get)(ring)
    moved = rest.copy()
    moved[:, 1] += (shut - margin[:, 1]) * share * follow
    swell = measures.LID_THICKNESS + (measures.LID_SHUT_THICKNESS - measures.LID_THICKNESS) * np.clip(
        share, 0.0, 1.0
    ) * (1 - across**2)
    ball = eye_rings.ball_z(moved[:, :2], swell)
    moved[:, 2] = np.where(ring == 0, ball, np.maximum(ball, rest[:, 2]))
    inner = ring < 0
    moved[inner, 2] = eye_rings.ball_z(moved[inner, :2], -0.0022)
    moved[share == 0.0] = rest[share == 0.0]
    out[chosen] = (moved - rest) * np.array([sign, 1.0, 1.0])
    return out


def lid_shape(figure: Figure, sign: float, upper: float, lower: float) -> Shape:
    """`lids` for the skin, and the lash line carried by the margin."""
    fields, lashes = figure.fields, figure.parts["PipLashes"].marks
    skin = lids(fields, sign, upper, lower)
    margin = np.flatnonzero((fields.eye == sign) & (fields.eye_ring == 0))
    by_column = np.zeros((eye_rings.COLUMNS, 3))
    by_column[fields.eye_column[margin].astype(int)] = skin[margin]
    carried = by_column[lashes["column"].astype(int)] * (lashes["eye"] == sign)[:, None]
    return {"PipFace": skin, "PipLashes": carried}


def look(figure: Figure, sign: float, right_left: float, up_down: float) -> Array:
    """Displacements of one eyeball turned to the own left (+) or right, up (+) or down, in shares of `EYE_TURN`."""
    eyes = figure.parts["PipEyes"]
    centre = eye_rings.ball_centre() * np.array([sign, 1.0, 1.0])
    turned = turn_y(eyes.positions, centre, measures.EYE_TURN * right_left)
    turned = turn_x(turned, centre, -measures.EYE_TURN * 0.7 * up_down)
    chosen = (eyes.marks["eye"] == sign) & (eyes.marks["turns"] > 0)
    return np.where(chosen[:, None], turned - eyes.positions, 0.0)


def brow(figure: Figure, sign: float, inner: float, outer: float, inward: float = 0.0) -> Shape:
    """One brow raised by `inner` and `outer` metres at its ends and drawn `inward`; the skin goes with it."""
    out = {}
    for name in ("PipFace", "PipBrows"):
        points = figure.parts[name].positions
        ax = np.abs(points[:, 0])
        rise = inner * np.exp(-(((ax - measures.BROW_INNER) / 0.018) ** 2)) + outer * np.exp(
            -(((ax - measures.BROW_OUTER + 0.006) / 0.022) ** 2)
        )
        draw = -inward * np.exp(-(((ax - measures.BROW_INNER - 0.005) / 0.020) ** 2))
        if name == "PipFace":
            fields = figure.fields
            near = np.exp(-(((points[:, 1] - measures.BROW_Y) / 0.0150) ** 2)) * fields.front * fields.left(sign)
            near = np.where(fields.eye_ring <= 1, 0.0, np.where(fields.eye_ring == 2, 0.4 * near, near))
            weight = 0.75 * near
        else:
            weight = (figure.parts[name].marks["eye"] == sign).astype(float)
        delta = np.zeros_like(points)
        delta[:, 1], delta[:, 0] = rise * weight, sign * draw * weight
        chosen = np.abs(delta).max(axis=1) > 1e-6
        before = surface.from_front(points[chosen, :2])
        after = surface.from_front(points[chosen, :2] + delta[chosen, :2])
        delta[chosen, 2] = after[:, 2] - before[:, 2]
        out[name] = delta
    return out


def _sum(*shapes: Shape) -> Shape:
    names = dict.fromkeys(name for shape in shapes for name in shape)
    return {name: np.sum([shape[name] for shape in shapes if name in shape], axis=0) for name in names}


def build(figure: Figure) -> dict[str, Shape]:
    """Target → mesh → displacements."""
    fields, out = figure.fields, {}
    for side, sign in SIDES:
        out[f"eyeBlink{side}"] = lid_shape(figure, sign, 1.0, 1.0)
        out[f"eyeSquint{side}"] = _sum(
            lid_shape(figure, sign, 0.24, 0.62),
            {"PipFace": fields.push(fields.spot(sign * 0.044, 1.561, 0.016), y=0.0022)},
        )
        out[f"eyeWide{side}"] = _sum(lid_shape(figure, sign, -0.14, -0.20), brow(figure, sign, 0.0015, 0.0020))
        toward = {"In": -sign, "Out": sign}
        for way, turn in toward.items():
            out[f"eyeLook{way}{side}"] = {
                "PipEyes": look(figure, sign, turn, 0.0),
                **lid_shape(figure, sign, 0.03, 0.03),
            }
        out[f"eyeLookUp{side}"] = {"PipEyes": look(figure, sign, 0.0, 1.0), **lid_shape(figure, sign, -0.10, 0.06)}
        out[f"eyeLookDown{side}"] = {
            "PipEyes": look(figure, sign, 0.0, -1.0),
            **lid_shape(figure, sign, 0.42, -0.18),
        }
        out[f"browDown{side}"] = brow(figure, sign, -0.0098, -0.0030, inward=0.0042)
        out[f"browOuterUp{side}"] = brow(figure, sign, 0.0, 0.0110)
    out["browInnerUp"] = _sum(*(brow(figure, sign, 0.0135, -0.0012) for _, sign in SIDES))
    return out
