"""What makes the jacket a uniform: collar, leaf bow, buttons, pockets, trims and the name badge."""

from __future__ import annotations

import numpy as np

from figure import limbs, palette, torso
from figure.curves import smoothstep
from figure.loft import loft
from figure.palette import Colour
from mesh.part import Part, grid_triangles, joined


def _coloured(part: Part, colour: Colour) -> Part:
    part.colours = np.tile(colour, (part.size, 1))
    return part


def _pad(
    centre: tuple[float, float],
    half: tuple[float, float],
    height: float,
    columns: int,
    *,
    square: float = 2.0,
    sink: float = 0.002,
    tilt: float = 0.0,
    base: float = 0.0,
) -> Part:
    """A cushion laid on the front of the jacket: `half` axes, `height` over it, turned by `tilt` radians."""
    turn = np.arange(columns) * (2 * np.pi / columns) + np.pi / columns
    power = 2.0 / square
    cos, sin = (np.sign(wave) * np.abs(wave) ** power for wave in (np.cos(turn), np.sin(turn)))
    sizes, lifts = (0.88, 1.0), (height, -sink)
    places = [np.zeros((1, 2))] + [size * np.stack([half[0] * cos, half[1] * sin], axis=1) for size in sizes]
    flat = np.concatenate(places)
    c, s = np.cos(tilt), np.sin(tilt)
    flat = flat @ np.array([[c, s], [-s, c]]) + np.array(centre)
    lift = np.concatenate([[height], *(np.full(columns, value) for value in lifts)])
    positions = np.column_stack([flat, torso.front(flat[:, 0], flat[:, 1]) + lift + base])
    step = np.arange(columns)
    fan = np.stack([np.zeros(columns, int), 1 + step, 1 + (step + 1) % columns], axis=1)
    triangles = np.concatenate([fan, grid_triangles(2, columns, closed=True, first=1)[:, ::-1]])
    part = Part(positions, triangles, np.ones((len(positions), 3)))
    part.marks["small"] = np.ones(part.size)
    return part


def _collar() -> Part:
    """The left half of a round collar that lies on the shoulders."""
    columns = 11
    turn = np.radians([6.0, 12.0, 22.0, 36.0, 54.0, 74.0, 96.0, 118.0, 140.0, 160.0, 180.0])
    share = np.array([-0.10, 0.0, 0.45, 0.95, 1.0])
    lift = np.array([-0.001, 0.0046, 0.0066, 0.0050, -0.0020])
    reach = 0.0340 * smoothstep(-6.0, 26.0, np.degrees(turn)) * (1 - 0.10 * smoothstep(90, 180, np.degrees(turn)))
    rows = [torso.around(turn, 1.4670 - reach * s, out) for s, out in zip(share, lift, strict=True)]
    part = Part(np.concatenate(rows), grid_triangles(len(share), columns)[:, ::-1], np.ones((len(share) * columns, 3)))
    return _coloured(part, palette.CREAM)


def _bow() -> Part:
    """Two leaves and a knot."""
    knot = np.array([0.0, 1.4500, float(torso.front(np.zeros(1), np.array([1.4500]))[0]) + 0.0120])
    pieces = []
    share = np.linspace(0.0, 1.0, 6)
    wide = 0.0140 * np.sin(np.pi * np.clip(share, 0, 1) ** 0.85) ** 0.75 + 0.0022
    wide[-1] = 0.0012
    way = np.array([0.0390, 0.0035, -0.0080])
    centres = knot + np.outer(share, way) + np.outer(np.sin(np.pi * share), [0.0, -0.0020, 0.0030])
    leaf = loft(centres, wide, 0.35 * wide + 0.0008, np.array([0.0, 1.0, 0.0]), 6)
    edge = np.abs(np.cos(leaf.marks["around"]))[:, None]
    leaf.colours = np.array(palette.LEAF_DARK) * (1 - edge) + np.array(palette.LEAF) * edge
    pieces += [leaf, leaf.mirrored()]
    at = np.array([-0.0075, -0.0050, 0.0, 0.0050, 0.0075])
    size = np.array([0.0030, 0.0068, 0.0082, 0.0068, 0.0030])
    middle = knot + np.outer(at, [0.0, 1.0, 0.0])
    pieces.append(_coloured(loft(middle, size, size * 0.85, np.array([1.0, 0.0, 0.0]), 6), palette.LEAF))
    return joined(pieces)


def _badge() -> Part:
    place = (0.0420, 1.3950)
    plate = _coloured(_pad(place, (0.0195, 0.0105), 0.0034, 12, square=4.0), palette.WHITE)
    mark = _coloured(
        _pad((place[0] - 0.0095, place[1]), (0.0052, 0.0052), 0.0006, 8, base=0.0034, sink=0.001), palette.LEAF_DARK
    )
    lines = [
        _coloured(
            _pad((place[0] + 0.0050, place[1] + dy), (half, 0.0014), 0.0005, 6, base=0.0034, sink=0.001), palette.COCOA
        )
        for dy, half in ((0.0030, 0.0075), (-0.0030, 0.0060))
    ]
    return joined([plate, mark, *lines])


def _hem() -> Part:
    """The trim along the hem."""
    columns = 20
    turn = np.arange(columns) * (2 * np.pi / columns)
    rows = [(torso.HEM_Y + 0.001, -0.004), (torso.HEM_Y - 0.0005, 0.0030), (torso.HEM_Y + 0.0110, 0.0036),
            (torso.HEM_Y + 0.0130, -0.0020)]  # fmt: skip
    points = [torso.around(turn, np.full(columns, max(y, torso.HEM_Y)), out) for y, out in rows]
    for (y, _), ring in zip(rows, points, strict=True):
        ring[:, 1] = y
    part = Part(
        np.concatenate(points), grid_triangles(len(rows), columns, closed=True), np.ones((len(rows) * columns, 3))
    )
    return _coloured(part, palette.CREAM)


def cloth() -> Part:
    """What has the jacket's own colour: body, sleeves, pockets, the strip under the buttons."""
    pockets = [
        _coloured(_pad((sign * 0.0520, 1.2520), (0.0195, 0.0190), 0.0030, 12, square=3.2), palette.CLOTH_SHADE)
        for sign in (1.0, -1.0)
    ]
    laid = torso.bound(joined(pockets))
    return joined([torso.build(), limbs.both(limbs.sleeve()), laid])


def trimmings() -> Part:
    """Everything else that is worn, in colours of its own."""
    buttons = [_coloured(_pad((0.0, y), (0.0070, 0.0070), 0.0042, 8), palette.GOLD) for y in (1.385, 1.330, 1.275)]
    flaps = [
        _coloured(_pad((sign * 0.0520, 1.2680), (0.0205, 0.0042), 0.0046, 12, square=3.0), palette.CREAM)
        for sign in (1.0, -1.0)
    ]
    collar = _collar()
    top = joined([collar, collar.mirrored()])
    front = joined([*buttons, *flaps, _badge(), _hem()])
    worn = [torso.bound(front), top.bound_to("Spine2"), _bow().bound_to("Spine2")]
    worn += [limbs.both(limbs.cuff()), limbs.pelvis(), limbs.both(limbs.trouser_leg()), limbs.both(limbs.shoe())]
    return joined(worn)
