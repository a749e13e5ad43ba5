"""How far in time a cue moves an articulator: finite kernels, so that a track can be solved while it streams.

A cue's hold on an articulator at time ``t`` is the share of the kernel around ``t`` that the cue covers. A kernel
looks ahead (anticipation) and back (decay) by a fixed reach, whatever the length of the sound. Because holds are
integrals, cutting a cue in two changes nothing, and a sound too short to fill the kernel undershoots by itself.

Reaches: apex at the start of the sound, 120 ms of anticipation and decay, 150 ms for lip protrusion, after
Edwards, Landreth, Fiume and Singh, JALI, ACM TOG 35(4) 2016, section 4.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, pi, sin

import numpy as np
from numpy.typing import NDArray

ANTICIPATION_MS = 120.0
"""No shape starts earlier than this before its onset, rounded lips excepted."""
PROTRUSION_MS = 150.0
"""The same bound for rounded lips."""
DECAY_MS = 120.0
"""No shape is left later than this after its end."""
PAST_MS, FUTURE_MS = DECAY_MS, PROTRUSION_MS
"""The reach of the longest kernel, which sizes the window of the solver."""

TAP_SCALE = 4096
"""Taps of a kernel are whole numbers with this sum: sums over them are exact in any order."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """An asymmetric raised-cosine hump over ``[-past_ms, future_ms]`` around the present, highest at ``peak_ms``."""

    past_ms: float
    peak_ms: float
    future_ms: float

    def taps(self, fps: int) -> NDArray[np.float64]:
        """Whole-number weights of the frame-long cells of the solver's window, oldest first.

        Cell ``window_cells(fps)[0]`` starts at the present. The hump is fitted into whole cells, never outwards.
        """
        frame_ms = 1000.0 / fps
        past, future = window_cells(fps)
        left, right = -_cells(self.past_ms, fps) * frame_ms, _cells(self.future_ms, fps) * frame_ms
        edges = [min(max(cell * frame_ms, left), right) for cell in range(-past, future + 1)]
        below = [self._cumulative(edge, left, right) for edge in edges]
        taps = np.rint(np.diff(below) / (below[-1] - below[0]) * TAP_SCALE)
        taps[int(np.argmax(taps))] += TAP_SCALE - taps.sum()
        return taps

    def _cumulative(self, at_ms: float, left: float, right: float) -> float:
        peak = min(max(self.peak_ms, left), right)
        side = left if at_ms < peak else right
        width = abs(side - peak)
        if width == 0:
            return 0.0
        offset = at_ms - peak
        return (offset + width / pi * sin(pi * offset / width)) / 2


def box_taps(reach_ms: float, fps: int) -> NDArray[np.float64]:
    """Equal weights, one each, over the cells within ``reach_ms`` of the present on both sides."""
    past, future = window_cells(fps)
    reach = _cells(reach_ms, fps)
    taps = np.zeros(past + future)
    taps[past - reach : past + reach] = 1.0
    return taps


def window_cells(fps: int) -> tuple[int, int]:
    """How many frame-long cells before and after the present any kernel may touch."""
    return _cells(PAST_MS, fps), _cells(FUTURE_MS, fps)


def _cells(reach_ms: float, fps: int) -> int:
    return max(1, floor(reach_ms * fps / 1000.0 + 1e-9))
