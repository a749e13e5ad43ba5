"""Leaves out the keys that a straight line between their neighbours gives just as well."""

from __future__ import annotations

import numpy as np

from mesh.part import Array, Triangles


def between(start: Array, end: Array, shares: Array, *, turning: bool) -> Array:
    """What a player makes between two keys at `shares` (k,): slerp of quaternions when `turning`, else a line."""
    shares = shares[:, None]
    if not turning:
        return np.asarray(start + shares * (end - start))
    cosine = float(np.clip(start @ end, -1.0, 1.0))
    if cosine < 0:
        end, cosine = -end, -cosine
    angle = np.arccos(cosine)
    if angle < 1e-4:
        rows = start + shares * (end - start)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    return np.asarray((np.sin((1 - shares) * angle) * start + np.sin(shares * angle) * end) / np.sin(angle))


def _error(rows: Array, guess: Array, turning: bool) -> Array:
    if turning:
        dots = np.abs((rows * guess).sum(axis=1))
        return np.asarray(2 * np.degrees(np.arccos(np.clip(dots, 0.0, 1.0))))
    return np.asarray(np.linalg.norm(rows - guess, axis=1))


def kept_keys(times: Array, rows: Array, *, tolerance: float, turning: bool = False) -> Triangles:
    """Numbers of the keys to keep so that nothing is off by more than `tolerance` (degrees when `turning`)."""
    kept = {0, len(times) - 1}
    stack = [(0, len(times) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        inner = np.arange(first + 1, last)
        shares = (times[inner] - times[first]) / (times[last] - times[first])
        error = _error(rows[inner], between(rows[first], rows[last], shares, turning=turning), turning)
        worst = int(error.argmax())
        if error[worst] > tolerance:
            middle = first + 1 + worst
            kept.add(middle)
            stack += [(first, middle), (middle, last)]
    return np.array(sorted(kept))
