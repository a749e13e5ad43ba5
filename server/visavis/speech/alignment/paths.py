"""Between times of phones and the state of every frame."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.chain import STATES, Chain

_PAUSE_FRAMES: Final = 3
"""A gap that is shorter belongs to the phone before."""


def path_of(chain: Chain, onsets: NDArray[np.float64], ends: NDArray[np.float64], frames: int) -> NDArray[np.int32]:
    """The state of every frame, for phones that last from ``onsets`` to ``ends`` in fractional frames."""
    first = np.searchsorted(chain.unit_of, np.arange(len(chain.units)))
    units = [index for index, unit in enumerate(chain.units) if unit.phone >= 0]
    starts = np.clip(np.ceil(onsets), 0, frames).astype(int)
    stops = np.clip(np.ceil(ends), 0, frames).astype(int)
    path = np.zeros(frames, dtype=np.int32)
    for index, unit in enumerate(units):
        start, stop = starts[index], stops[index]
        following = starts[index + 1] if index + 1 < len(units) else frames
        pauses = unit + 1 < len(chain.units) and chain.units[unit + 1].phone < 0
        if not pauses or (following - stop < _PAUSE_FRAMES and index + 1 < len(units)):
            stop = following
        count = stop - start
        if count > 0:
            path[start:stop] = first[unit] + np.minimum(STATES - 1, np.arange(count) * STATES // count)
        if following > stop:
            path[stop:following] = first[unit + 1]
    return path


def spans_of(chain: Chain, path: NDArray[np.int32]) -> list[tuple[int, int, int]]:
    """Phone (-1 for silence), first and exclusive last frame of every stretch of a path."""
    units = chain.unit_of[path]
    edges = np.flatnonzero(np.diff(units)) + 1
    starts = [0, *edges.tolist()]
    stops = [*edges.tolist(), len(path)]
    return [(chain.units[units[start]].phone, start, stop) for start, stop in zip(starts, stops, strict=True)]
