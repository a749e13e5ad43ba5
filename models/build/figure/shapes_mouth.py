"""Morph targets of jaw, lips, cheeks, nose and tongue (ARKit names)."""

from __future__ import annotations

import numpy as np

from figure import measures
from figure.anatomy import Fields, Figure, jaw_turn
from figure.curves import smoothstep
from figure.shapes_eyes import SIDES, Shape
from figure.stature import on_grid
from mesh.part import Array

CLOSE_SHARE = 0.72  # mouthClose: how much of the way the lower lip comes up; the upper lip comes down the rest


def jaw(figure: Figure, amount: float) -> Shape:
    """The jaw opened by `amount` of its full angle."""
    mouth = figure.parts["PipMouth"]
    return {
        "PipFace": jaw_turn(figure.fields.points, figure.fields.jaw, amount),
        "PipMouth": jaw_turn(mouth.positions, mouth.weights["Jaw"], amount),
    }


def jaw_shift(figure: Figure, x: float = 0.0, z: float = 0.0) -> Shape:
    """The jaw moved sideways or forward, metres."""
    mouth = figure.parts["PipMouth"]
    fields = figure.fields
    return {
        "PipFace": fields.push(fields.jaw, x=x, z=z),
        "PipMouth": np.outer(mouth.weights["Jaw"], np.array([x, 0.0, z])),
    }


def seal(fields: Fields, moved: Array) -> Array:
    """Further displacements (n, 3) that bring the lips of a face displaced by `moved` together.

    Column by column both margins go to one point, in whole steps of the file's integers so that rounding opens no gap;
    the fullness of the lips and the skin follow, less with every ring.
    """
    out = np.zeros_like(fields.points)
    now = fields.points + moved
    last = fields.column.max()
    follow = {-2.0: 0.55, -1.0: 1.0, 0.0: 1.0, 1.0: 0.96, 2.0: 0.86, 3.0: 0.62, 4.0: 0.34, 5.0: 0.12}
    margin = {
        (int(fields.column[i]), bool(fields.x[i] < 0)): i
        for i in np.flatnonzero((fields.ring == 0) & (fields.column >= 0))
    }
    for (column, right), upper in margin.items():
        if column > last / 2:
            continue
        lower = margin.get((int(last) - column, right), upper)
        meet = now[upper] + on_grid((now[lower] - now[upper]) * (1 - CLOSE_SHARE))
        for index, own in ((upper, column), (lower, int(last) - column)):
            same = (fields.column == own) & ((fields.x < 0) == right) & (fields.ring <= 5)
            for ring, share in follow.items():
                out[same & (fields.ring == ring)] = share * (meet - now[index])
    return out


def _press(fields: Fields, weight: Array, squeeze: float, back: float) -> Array:
    """Lips flattened: each ring moves towards the lip line by `squeeze` of its height, and `back` metres."""
    from figure.mouth_rings import lip_line

    rise = fields.y - lip_line(fields.x)
    on_lip = (fields.ring >= 0) & (fields.ring <= 2)
    fade = np.where(on_lip, 1.0, np.where(fields.ring == 3, 0.6, 0.0))
    return np.stack([0 * rise, -squeeze * rise * weight * fade, -back * weight * fade], axis=1)


def _roll(fields: Fields, weight: Array, upward: float) -> Array:
    """One lip drawn over its teeth: the red turns inward. `upward` is +1 for the lower lip."""
    tuck = {-2.0: (0.0, 0.0), -1.0: (0.0, -0.0016), 0.0: (0.0, -0.0022), 1.0: (0.0020, -0.0042), 2.0: (0.0044, -0.0026),
            3.0: (0.0036, -0.0010), 4.0: (0.0014, 0.0)}  # fmt: skip
    out = np.zeros_like(fields.points)
    for ring, (y, z) in tuck.items():
        chosen = fields.ring == ring
        out[chosen] = np.outer(weight[chosen], np.array([0.0, upward * y, z]))
    return out


def _round(fields: Fields, narrow: float, forward: float, reach: float = 0.016) -> Array:
    """Both lips drawn to the middle by the share `narrow` of their width, and `forward` metres."""
    near = fields.lips(reach)
    out = np.zeros_like(fields.points)
    out[:, 0] = -narrow * fields.x * near
    span = np.minimum(np.abs(fields.x) / measures.MOUTH_HALF_WIDTH, 1.0)
    out[:, 1] = -measures.MOUTH_SMILE * 0.8 * span**2 * near * (narrow / 0.45)
    tip = fields.lips(0.011)
    out[:, 2] = forward * (0.45 * near + 0.55 * tip)
    return out


def tongue(
    figure: Figure,
    tip_up: float = 0.0,
    out: float = 0.0,
    root_up: float = 0.0,
    thin: float = 0.0,
    droop: float = 0.0,
) -> Shape:
    """The tongue: tip raised, put `out`, bent down by `droop`, root raised (metres), section thinner by a share."""
    part = figure.parts["PipMouth"]
    along = np.where(part.marks["tongue"] > 0, part.marks["along"], 0.0)
    on = part.marks["tongue"] > 0
    middle = np.zeros(part.size)
    for value in np.unique(along[on]):
        row = on & (along == value)
        middle[row] = part.positions[row, 1].mean()
    delta = np.zeros_like(part.positions)
    rise = tip_up * along**1.6 + root_up * np.exp(-(((along - 0.30) / 0.26) ** 2))
    rise = rise - droop * smoothstep(0.55, 1.0, along)
    delta[:, 1] = (rise - thin * along**0.7 * (part.positions[:, 1] - middle)) * on
    delta[:, 0] = -0.25 * thin * along * part.positions[:, 0] * on
    delta[:, 2] = out * np.clip(along * 1.15, 0.0, 1.0) ** 0.8 * on
    return {"PipMouth": delta}


def merge(*shapes: tuple[float, Shape]) -> Shape:
    """Weighted sum of shapes."""
    names = dict.fromkeys(name for _, shape in shapes for name in shape)
    return {name: np.sum([w * shape[name] for w, shape in shapes if name in shape], axis=0) for name in names}


def build(figure: Figure) -> dict[str, Shape]:
    """Target → mesh → displacements."""
    f = figure.fields
    out: dict[str, Shape] = {
        "jawOpen": jaw(figure, 1.0),
        "jawForward": jaw_shift(figure, z=0.0065),
        "jawLeft": jaw_shift(figure, x=0.0095),
        "jawRight": jaw_shift(figure, x=-0.0095),
    }
    out["mouthClose"] = {"PipFace": seal(f, on_grid(out["jawOpen"]["PipFace"]))}
    both, up, low = f.lips(0.014), f.upper(0.011), f.lower(0.012)
    pucker = _round(f, 0.50, 0.0095)
    out["mouthPucker"] = {"PipFace": pucker}
    out["mouthFunnel"] = {
        "PipFace": _round(f, 0.36, 0.0090) + f.push(up, y=0.0052, z=0.0015) + f.push(low, y=-0.0062, z=0.0010)
    }
    out["mouthRollUpper"] = {"PipFace": _roll(f, f.upper(0.01), -1.0)}
    out["mouthRollLower"] = {"PipFace": _roll(f, f.lower(0.01), 1.0)}
    out["mouthShrugUpper"] = {"PipFace": f.push(both, y=0.0026) + f.push(up, y=0.0, z=0.0030)}
    out["mouthShrugLower"] = {
        "PipFace": f.push(both, y=0.0030) + f.push(low, z=0.0042) + f.push(f.spot(0.0, 1.508, 0.016), y=0.0030)
    }
    for side, sign in SIDES:
        half, corner = f.left(sign), f.corner(sign, 0.0170)
        out[f"mouth{side}"] = {"PipFace": f.push(both * 0.9 + 0.1 * f.lips(0.02), x=sign * 0.0085)}
        cheek = f.spot(sign * 0.052, 1.547, 0.018)
        out[f"mouthSmile{side}"] = {
            "PipFace": f.push(f.corner(sign, 0.0200), sign * 0.0076, 0.0106, -0.0030)
            + f.push(cheek, sign * 0.0012, 0.0026, 0.0026)
        }
        out[f"mouthFrown{side}"] = {"PipFace": f.push(corner, sign * -0.0004, -0.0112, -0.0006)}
        out[f"mouthDimple{side}"] = {"PipFace": f.push(f.corner(sign, 0.011), sign * 0.0030, 0.0010, -0.0046)}
        out[f"mouthStretch{side}"] = {"PipFace": f.push(corner, sign * 0.0080, -0.0020, -0.0036)}
        out[f"mouthPress{side}"] = {"PipFace": _press(f, half, 0.55, 0.0012) + f.push(corner, y=0.0012)}
        out[f"mouthLowerDown{side}"] = {"PipFace": f.push(low * half, y=-0.0068, z=0.0006)}
        out[f"mouthUpperUp{side}"] = {"PipFace": f.push(up * half, y=0.0064, z=0.0008)}
        out[f"cheekSquint{side}"] = {
            "PipFace": f.push(f.spot(sign * 0.046, 1.560, 0.0170) * (f.eye_ring > 1), sign * 0.0006, 0.0048, 0.0030)
        }
        out[f"noseSneer{side}"] = {
            "PipFace": f.push(f.spot(sign * 0.0090, 1.5660, 0.0080), y=0.0050, z=0.0012)
            + f.push(up * half, y=0.0024)
            + f.push(f.spot(sign * 0.0080, 1.5800, 0.0080) * (f.eye_ring > 1), y=0.0016)
        }
    puff = sum(
        f.push(f.spot(sign * 0.0600, 1.5400, 0.0250) * np.where(f.ring <= 2, 0.25, 1.0), sign * 0.0125, 0.0, 0.0080)
        for _, sign in SIDES
    )
    out["cheekPuff"] = {"PipFace": np.asarray(puff)}
    out["tongueOut"] = merge(
        (1.0, jaw(figure, 0.40)),
        (0.30, merge(*((1.0, out[f"mouthLowerDown{side}"]) for side, _ in SIDES))),
        (0.15, merge(*((1.0, out[f"mouthUpperUp{side}"]) for side, _ in SIDES))),
        (1.0, tongue(figure, tip_up=0.0125, out=0.0460, thin=0.45, droop=0.0130)),
    )
    return out
