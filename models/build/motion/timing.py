"""Curves through authored keys: smooth, without overshoot of their own, at rest at both ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.spatial.transform import Rotation

from mesh.part import Array
from motion.turn import part_of

Keys = Sequence[tuple[float, float]]


def curve(times: Array, keys: Keys) -> Array:
    """Values (k,) at `times` of a curve through (second, value) keys; it passes on through keys that lie on its way
    and comes to rest at those where it turns back, at holds and at the ends."""
    return np.asarray(_through(times, np.array([key[0] for key in keys]), np.array([[key[1]] for key in keys]))[:, 0])


def blended(times: Array, keys: Sequence[tuple[float, Array]]) -> Rotation:
    """Rotations at `times` of a curve through (second, quaternion) keys."""
    rows = np.array([np.asarray(quaternion, float) for _, quaternion in keys])
    for row in range(1, len(rows)):
        if rows[row] @ rows[row - 1] < 0:
            rows[row] *= -1
    return Rotation.from_quat(_through(times, np.array([key[0] for key in keys]), rows))


def beyond(before: Array, goal: Array, share: float) -> Array:
    """The quaternion `share` of the way further than `goal`, coming from `before`."""
    start, end = Rotation.from_quat(before), Rotation.from_quat(goal)
    return (part_of(end * start.inv(), share) * end).as_quat()


def _through(times: Array, at: Array, rows: Array) -> Array:
    if np.any(np.diff(at) <= 0):
        raise ValueError(f"the keys' times do not rise: {at.tolist()}")
    at = np.concatenate([[at[0] - 1.0], at, [at[-1] + 1.0]])  # flat before and after, so that it starts and ends softly
    rows = np.concatenate([rows[:1], rows, rows[-1:]])
    return np.asarray(PchipInterpolator(at, rows, axis=0)(np.clip(times, at[0], at[-1])))


def wave(times: Array, seconds: float, *parts: tuple[int, float, float]) -> Array:
    """A sum of sines that repeats after `seconds`; each part is (whole periods, height, phase in periods)."""
    out = np.zeros_like(times)
    for periods, height, phase in parts:
        out += height * np.sin(2 * np.pi * (periods * times / seconds + phase))
    return out
