"""Azure's blendshapes, read and put in a row.

A piece of animation is ``{"FrameIndex": n, "BlendShapes": [[55 numbers], …]}`` at 60 frames a second; ``FrameIndex``
counts the frames before it. The first 52 columns are ARKit's in our order. The last three, the roll of the head and of
both eyes, are left out: the head and the gaze of an avatar follow its listener, whatever voice it has.
"""

from __future__ import annotations

import json
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import ARKIT52
from visavis.tts.engines.azure.told import Shapes

COLUMNS: Final = 55
LONGEST_GAP_FRAMES: Final = 600
"""Frames that are missing for longer are not believed in, and neither is what follows them."""

Rows = NDArray[np.uint8]


def read_shapes(animation: str) -> Shapes | None:
    """A piece of animation; None for what cannot be read."""
    try:
        told = json.loads(animation)
        first = int(told["FrameIndex"])
        rows = np.asarray(told["BlendShapes"], dtype=np.float64)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    if first < 0 or rows.ndim != 2 or rows.shape[1] != COLUMNS or not np.isfinite(rows).all():
        return None
    weights = np.clip(rows[:, : len(ARKIT52)], 0.0, 1.0) * 255
    return Shapes(first, np.rint(weights).astype(np.uint8))


class ShapesInOrder:
    """Gives each frame once: what comes twice is dropped, what is missing between two pieces is held."""

    def __init__(self) -> None:
        self._given = 0
        self._last: Rows | None = None

    def take(self, shapes: Shapes) -> Rows | None:
        """The rows that go on now, or None."""
        missing = shapes.first - self._given
        if missing > LONGEST_GAP_FRAMES:
            return None
        rows = shapes.rows[max(0, -missing) :]
        if not len(rows):
            return None
        if missing > 0:
            held = rows[0] if self._last is None else self._last
            rows = np.concatenate((np.repeat(held[None], missing, axis=0), rows))
        self._given += len(rows)
        self._last = rows[-1]
        return rows
