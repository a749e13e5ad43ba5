"""Lips that meet: closed at rest, closed in every unit that does not part them, round in those that do.

Both lips share one parameter along their edge and move by functions of it. Units that do not part the lips use the same
function for both, so that the lips stay closed in any mixture of them; units that do add smooth humps per lip.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from human.body import HEAD, MOUTH, Body
from human.correct.rings import Ring, along, ring_of
from human.correct.spread import Spread, smoothed, umbrella
from mesh.part import Array

RADIUS_M = 0.022
PARTING = frozenset(
    ["jawOpen", "mouthClose", "mouthFunnel"]
    + [f"{unit}{side}" for unit in ("mouthUpperUp", "mouthLowerDown") for side in ("Left", "Right")]
)


class Lips:
    """The edge of a body's lips: `ring`, `upper_t` and `lower_t` (−1 to 1), and what spreads its moves."""

    def __init__(self, body: Body) -> None:
        self.quads = body.island_quads(HEAD, MOUTH)
        self.ring: Ring = mouth_edge(body)
        self.upper_t = along(self.ring.upper, body.points)
        self.lower_t = along(self.ring.lower, body.points)
        self.operator: csr_matrix = umbrella(self.quads, body.points)
        self.driven = np.concatenate([self.ring.upper, self.ring.lower[1:-1]])
        self.spread = Spread(self.operator, body.points, self.driven, RADIUS_M)

    def moves(self, upper: Array, lower: Array) -> Array:
        """Displacements of `driven` from those of both chains."""
        return np.concatenate([upper, lower[1:-1]])

    def edges(self, rows: Array) -> tuple[Array, Array]:
        """Rows of the upper and of the lower chain."""
        return rows[self.ring.upper], rows[self.ring.lower]


def hump(t: Array, power: float = 0.65) -> Array:
    """1 in the middle of the mouth, 0 in its corners, round there."""
    return np.asarray(np.clip(1 - t * t, 0, None) ** power)


def _basis(t: Array) -> Array:
    a, b = hump(t), hump(t, 1.6)
    return np.stack([np.ones_like(t), t, a, a * t, b, b * t], axis=1)


def _fit(t: Array, rows: Array) -> Array:
    """Coefficients (6, 3) of the smooth functions nearest to `rows`; the corners are met."""
    weight = np.where(np.abs(t) > 0.999, 30.0, 1.0)[:, None]
    return np.asarray(np.linalg.lstsq(_basis(t) * weight, rows * weight, rcond=None)[0])


def close_at_rest(body: Body, lips: Lips) -> None:
    """Brings the edges of both lips onto one smooth curve, in place."""
    upper, lower = lips.edges(body.points)
    t = np.concatenate([lips.upper_t, lips.lower_t])
    curve = _fit(t, np.concatenate([upper, lower]))
    ends = [upper[0], upper[-1]]
    moves = lips.moves(_basis(lips.upper_t) @ curve - upper, _basis(lips.lower_t) @ curve - lower)
    moves[0] = _basis(np.array([-1.0]))[0] @ curve - ends[0]
    body.points = body.points + lips.spread(moves)


def smooth_edges(body: Body, lips: Lips) -> None:
    """Gives every unit that moves the lips' edge smooth edges, closed unless the unit parts the lips, in place."""
    near = _near(body.points, lips)
    for name, drawn in body.units.items():
        if np.abs(drawn[lips.driven]).max() < 1e-4 or name.startswith("eye") or name == "mouthClose":
            continue
        unit = smoothed(lips.operator, drawn, 0.5 * near, 3)
        upper, lower = lips.edges(unit)
        if name in PARTING:
            one, other = _fit(lips.upper_t, upper), _fit(lips.lower_t, lower)
            ends = 0.5 * (one[:2] + other[:2])
            one[:2] = other[:2] = ends
            wanted = lips.moves(*_parted(lips, _basis(lips.upper_t) @ one, _basis(lips.lower_t) @ other))
        else:
            both = _fit(np.concatenate([lips.upper_t, lips.lower_t]), np.concatenate([upper, lower]))
            wanted = lips.moves(_basis(lips.upper_t) @ both, _basis(lips.lower_t) @ both)
        body.units[name] = unit + lips.spread(wanted - unit[lips.driven])


def keep_closed_with_jaw(body: Body, lips: Lips) -> None:
    """Makes `mouthClose` what closes the lips of a `jawOpen` of the same weight, in place."""
    jaw, close = body.units["jawOpen"], body.units["mouthClose"]
    upper, lower = lips.edges(jaw + close)
    both = _fit(np.concatenate([lips.upper_t, lips.lower_t]), np.concatenate([upper, lower]))
    wanted = lips.moves(_basis(lips.upper_t) @ both, _basis(lips.lower_t) @ both) - jaw[lips.driven]
    body.units["mouthClose"] = close + lips.spread(wanted - close[lips.driven])


def _parted(lips: Lips, upper: Array, lower: Array) -> tuple[Array, Array]:
    """Displacements of the chains with whatever would push one lip through the other taken out."""
    where = np.linspace(-1, 1, 81)
    up = np.stack([np.interp(where, lips.upper_t, upper[:, axis]) for axis in range(3)], axis=1)
    low = np.stack([np.interp(where, lips.lower_t, lower[:, axis]) for axis in range(3)], axis=1)
    crossed = np.minimum(up[:, 1] - low[:, 1], 0)
    shut = np.clip(-crossed / 2e-4, 0, 1)  # where they cross, both move alike
    meet = 0.5 * (up + low)
    up, low = up + shut[:, None] * (meet - up), low + shut[:, None] * (meet - low)
    pick = lambda t, rows: np.stack([np.interp(t, where, rows[:, axis]) for axis in range(3)], axis=1)  # noqa: E731
    return pick(lips.upper_t, up), pick(lips.lower_t, low)


def _near(points: Array, lips: Lips) -> Array:
    """1 at the lips' edge, 0 from 2 cm on."""
    distance = cKDTree(points[lips.driven]).query(points)[0]
    return np.asarray(np.clip(1 - distance / 0.02, 0, 1))


def gap(lips: Lips, points: Array, at: Array | None = None) -> tuple[Array, Array]:
    """Openings (k,) of the lips in metres at places `at` (−1 to 1) along the edge, and their widths' x (k,)."""
    where = np.linspace(-0.98, 0.98, 49) if at is None else at
    upper, lower = lips.edges(points)
    up = np.stack([np.interp(where, lips.upper_t, upper[:, axis]) for axis in range(3)], axis=1)
    low = np.stack([np.interp(where, lips.lower_t, lower[:, axis]) for axis in range(3)], axis=1)
    return np.asarray(up[:, 1] - low[:, 1]), np.asarray(up[:, 0])


def mouth_edge(body: Body) -> Ring:
    """The lips' edge. Corners are the source's, so that they are the same vertices on every face."""
    return ring_of(body.mouth_ring, body.island_quads(HEAD), body.mesh.points)


def edge_shape(
    points: Array,
    lips: Lips,
    unit: Array,
    opening_m: float | None,
    width: float | None,
    roundness: float = 0.0,
    bite: Array | None = None,
) -> Array:
    """What to add to a displacement (n, 3) so that the lips part by `opening_m` in the middle, along a round edge, and
    are `width` times as wide as at rest. `roundness` 1 has the corners half-way up the opening and the lips equally
    far forward, as in an o; 0 leaves them. With `bite`, a point (3,), the lower lip's middle is laid against it.
    """
    upper, lower = lips.edges(unit)
    one, other = _fit(lips.upper_t, upper), _fit(lips.lower_t, lower)
    both = _fit(np.concatenate([lips.upper_t, lips.lower_t]), np.concatenate([upper, lower]))
    one[:2] = other[:2] = both[:2]
    if opening_m is not None:
        parted = (_basis(np.zeros(1)) @ (one - other))[0, 1]
        share = opening_m / parted if parted > 5e-4 else 0.0
        middle, half = 0.5 * (one + other), 0.5 * (one - other)
        one, other = middle + share * half, middle - share * half
    if width is not None:
        ends = points[lips.ring.corners, 0]
        grow = width * ends[1] - (ends[1] + (_basis(np.ones(1)) @ one)[0, 0])
        for curve in (one, other):
            curve[1, 0] += grow
    if roundness:
        centre = _basis(np.zeros(1))[0]
        edges = 0.5 * (
            points[lips.ring.upper][len(lips.upper_t) // 2, 1] + points[lips.ring.lower][len(lips.lower_t) // 2, 1]
        )
        middle_y = edges + 0.5 * centre @ (one + other)[:, 1]
        corner_y = points[lips.ring.corners[0], 1] + one[0, 1]
        lift = 0.5 * roundness * (corner_y - middle_y)
        for curve in (one, other):
            curve[0, 1] -= lift
            curve[2, 1] += 2 * lift
        # The jaw takes the lower lip back as it opens; rounding brings it forward again.
        behind = centre @ (one - other)[:, 2]
        other[2, 2] += 0.75 * roundness * max(behind, 0.0)
    up, low = _basis(lips.upper_t) @ one, _basis(lips.lower_t) @ other
    if bite is not None:
        middle = points[lips.ring.lower] + low
        share = np.clip(1 - (np.abs(points[lips.ring.lower, 0]) / abs(points[lips.ring.corners[1], 0])) ** 2.2, 0, 1)
        pull = bite - middle[len(middle) // 2]
        low = low + share[:, None] * pull * np.array([0.0, 1.0, 1.0])
    return lips.spread(lips.moves(up, low) - unit[lips.driven])


def calm_corners(points: Array, lips: Lips, unit: Array) -> Array:
    """What to add to a displacement (n, 3) that closes the lips so that they do not pass through each other in the
    corners, where they lie close: there the lips go with their edge.
    """
    corner = abs(points[lips.ring.corners[1], 0])
    aside = np.clip((np.abs(points[:, 0]) / corner - 0.72) / 0.16, 0, 1)
    distance = cKDTree(points[lips.driven]).query(points)[0]
    share = aside * np.clip(1.6 - distance / 0.005, 0, 1)
    return np.asarray(share[:, None] * (lips.spread(unit[lips.driven]) - unit))
