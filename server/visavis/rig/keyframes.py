"""Leaves out the keys of a curve that straight lines between the others give just as well.

A glTF sampler has one list of times for all weights of a mesh, so a key is left out only where every weight can do
without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 0.9
"""In steps of 1/255: what is left below the promised 1."""


@dataclass(frozen=True, eq=False)
class Keys:
    """A curve as its keys."""

    frames: NDArray[np.int64]
    """Numbers of the frames that are keys, ascending; the first and the last frame are among them."""
    values: NDArray[np.uint8]
    """keys × weights, 0 to 255."""
    error: float
    """Largest distance of the straight lines from the curve at any frame, in steps of 1/255."""


def reduce_keys(curve: NDArray[np.float64], tolerance: float = TOLERANCE, every: int = 1) -> Keys:
    """Keys for a curve of frames × weights, in steps of 1/255, at least one frame.

    With ``every`` 2, only every second frame and the last may be a key, and the tolerance holds for those; the error
    is told for all.

    Each key is rounded to a whole step, which alone may be off by 0.5, so ``tolerance`` must be at least that. From
    every key the line goes on as far as it stays within the tolerance of every frame below it: the slopes that do are
    an interval for each weight, which narrows frame by frame.
    """
    if tolerance < 0.5:
        raise ValueError(f"rounding to 1/255 is off by up to half a step, so a tolerance of {tolerance} cannot be kept")
    grid = np.unique([*range(0, len(curve), every), len(curve) - 1])
    if not np.all(np.diff(grid) == every):  # the last step is a short one
        grid, short = grid[:-1], grid[-1:]
    else:
        short = grid[:0]
    chosen = curve[grid]
    whole = np.clip(np.rint(chosen), 0, 255)
    last = len(chosen) - 1
    frames = [0]
    while frames[-1] < last:
        frames.append(_reach(chosen, whole, frames[-1], last, tolerance))
    kept = np.concatenate([grid[frames], short])
    values = np.clip(np.rint(curve[kept]), 0, 255).astype(np.uint8)
    return Keys(kept, values, float(np.abs(_between(kept, values, len(curve)) - curve).max(initial=0.0)))


def _reach(curve: NDArray[np.float64], whole: NDArray[np.float64], start: int, last: int, tolerance: float) -> int:
    """The furthest frame to which one line from ``start`` leads."""
    origin = whole[start]
    low = np.full(curve.shape[1], -np.inf)
    high = np.full(curve.shape[1], np.inf)
    reached = start + 1
    for frame in range(start + 1, last + 1):
        steps = frame - start
        slope = (whole[frame] - origin) / steps
        if np.all((slope >= low) & (slope <= high)):
            reached = frame
        np.maximum(low, (curve[frame] - tolerance - origin) / steps, out=low)
        np.minimum(high, (curve[frame] + tolerance - origin) / steps, out=high)
        if np.any(low > high):
            break
    return reached


def _between(frames: NDArray[np.int64], values: NDArray[np.uint8], count: int) -> NDArray[np.float64]:
    """What a player makes of the keys at every frame: frames × weights."""
    every = np.arange(count)
    if len(frames) == 1:
        return np.repeat(values.astype(np.float64), count, axis=0)
    left = np.clip(np.searchsorted(frames, every, side="right") - 1, 0, len(frames) - 2)
    share = ((every - frames[left]) / (frames[left + 1] - frames[left]))[:, None]
    return np.asarray(values[left] * (1 - share) + values[left + 1] * share)
