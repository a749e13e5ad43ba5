"""The eyeballs: caps of white, iris and pupil, with glints that stand still while the eye turns."""

from __future__ import annotations

import numpy as np

from figure import eye_rings, measures, palette
from mesh.part import Array, Part, grid_triangles, joined

_COLUMNS = 20
_TURN = np.arange(_COLUMNS) * (2 * np.pi / _COLUMNS)


def _ring(angle: float, taller: float = 1.0) -> Array:
    """(columns, 3) ring on the ball, `angle` radians from straight ahead at its sides, `taller` times as high."""
    across = measures.EYE_RADIUS * np.sin(angle)
    xy = np.stack([across * np.cos(_TURN), across * taller * np.sin(_TURN)], axis=1)
    return np.column_stack([xy, np.sqrt(measures.EYE_RADIUS**2 - (xy**2).sum(axis=1))])


def _cap() -> Part:
    """The left ball about the origin. Rings are doubled where the colour changes, so that borders are crisp."""
    pupil = float(np.arcsin(measures.PUPIL_RADIUS / measures.EYE_RADIUS))
    iris = float(np.arcsin(measures.IRIS_RADIUS / measures.EYE_RADIUS))
    up = (np.sin(_TURN)[:, None] + 1) / 2
    glow = np.array(palette.IRIS_LIGHT) * (1 - up) + np.array(palette.IRIS) * up
    deep = np.array(palette.IRIS) * (1 - 0.55 * up)
    rim, white = np.array(palette.IRIS_RIM), np.array(palette.WHITE)
    shade = np.array(palette.WHITE_SHADE) * up + white * (1 - up)
    far = np.array(palette.WHITE_SHADE)
    rows: list[tuple[float, Array]] = [
        (pupil, np.array(palette.PUPIL)),
        (pupil * 1.05, deep),
        (iris * 0.84, glow),
        (iris * 0.95, rim),
        (iris * 1.03, white),
        (np.radians(42.0), 0.6 * shade + 0.4 * far),
    ]
    positions = np.concatenate([_ring(angle, measures.IRIS_TALLER if angle < 1.1 * iris else 1.0) for angle, _ in rows])
    colours = np.concatenate([np.broadcast_to(colour, (_COLUMNS, 3)) for _, colour in rows])
    lid = grid_triangles(len(rows), _COLUMNS, closed=True)[:, ::-1]
    middle = np.array([(0, column, column + 1) for column in range(1, _COLUMNS - 1)])
    ball = Part(positions, np.concatenate([middle, lid]), colours, normals=positions / measures.EYE_RADIUS)
    ball.marks["turns"] = np.ones(ball.size)
    return ball


def _glint(offset: tuple[float, float], size: float) -> Part:
    """A round highlight a little above the ball, (x, y) metres from its middle."""
    count = 9
    turn = np.arange(count) * (2 * np.pi / count)
    xy = np.array(offset) + size * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    over = measures.EYE_RADIUS + 0.0005
    positions = np.column_stack([xy, np.sqrt(over**2 - (xy**2).sum(axis=1))])
    triangles = np.array([(0, column, column + 1) for column in range(1, count - 1)])
    part = Part(positions, triangles, np.tile(palette.GLINT, (count, 1)), normals=positions / over)
    part.marks["turns"] = np.zeros(count)
    return part


def build() -> Part:
    """Both eyeballs. Mark `eye` is +1 on the own left, -1 on the right; `turns` is 0 on the glints."""
    sides = []
    for sign, bone in ((1.0, "LeftEye"), (-1.0, "RightEye")):
        ball = _cap().bound_to(bone)
        glints = joined([_glint((0.0056, 0.0082), 0.0047), _glint((-0.0060, -0.0072), 0.0022)]).bound_to("Head")
        eye = joined([ball, glints])
        eye.positions = eye.positions + eye_rings.ball_centre() * np.array([sign, 1.0, 1.0])
        eye.marks["eye"] = np.full(eye.size, sign)
        sides.append(eye)
    return joined(sides)
