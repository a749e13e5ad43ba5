"""Lips that must touch: full closure for p b m, lower lip on the upper teeth for f v, however short the sound.

A contact is an envelope of its own above the blend: 0 far away, 1 while the lips touch. It is complete one frame
before the cue's onset, so that a player that interpolates frames shows closed lips at the onset, and holds past the
middle of the cue by a frame for the same reason. Neighbouring contacts of the same kind may overlap; of different
kinds they meet half-way and never share a moment.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from visavis.speech.timeline import TICKS_PER_FRAME

ContactKind = Literal["PP", "FF"]
CONTACTS: tuple[ContactKind, ...] = ("PP", "FF")

CLOSING_MS = 62.0
RELEASE_MS = 52.0
EARLY_RELEASE_MS = 20.0
"""A closure starts to part at most this long, or a quarter of its length, before its end."""
_RAMP = [0.0, 1.0, 1.0, 0.0]


class ContactTrain:
    """The contacts that frames not yet rendered can still feel."""

    def __init__(self, ticks_per_ms: float) -> None:
        self._closing = CLOSING_MS * ticks_per_ms
        self._release = RELEASE_MS * ticks_per_ms
        self._early = EARLY_RELEASE_MS * ticks_per_ms
        self._runs: list[tuple[ContactKind, int, int]] = []

    def append(self, cues: list[tuple[str, int, int]]) -> None:
        """Take the contacts among ``(viseme, onset_ticks, end_ticks)``; cues that abut and agree are one contact."""
        for viseme, onset, end in cues:
            if viseme not in CONTACTS:
                continue
            if self._runs and self._runs[-1][0] == viseme and self._runs[-1][2] == onset:
                onset = self._runs.pop()[1]  # noqa: PLW2901 - the run grows backwards
            self._runs.append((viseme, onset, end))

    def envelopes(self, first_frame: int, stop_frame: int) -> dict[ContactKind, NDArray[np.float64]]:
        """Per kind that is felt there, how complete the contact is in each frame, 0 to 1."""
        reach = self._closing + self._release + 4 * TICKS_PER_FRAME
        low, high = first_frame * TICKS_PER_FRAME - reach, stop_frame * TICKS_PER_FRAME + reach
        near = [i for i, (_, onset, end) in enumerate(self._runs) if end > low and onset < high]
        if not near:
            return {}
        corners: dict[ContactKind, list[float]] = {}
        window = range(near[0], near[-1] + 1)
        for i, edges in zip(window, self._edges(window), strict=True):
            corners.setdefault(self._runs[i][0], []).extend(edges)
        frames = np.arange(first_frame, stop_frame) * float(TICKS_PER_FRAME)
        found: dict[ContactKind, NDArray[np.float64]] = {}
        for kind, at in corners.items():
            touch = np.interp(frames, at, _RAMP * (len(at) // 4))
            found[kind] = touch * touch * (3.0 - 2.0 * touch)
        return found

    def forget(self, before_frame: int) -> None:
        """Drop contacts that no frame from ``before_frame`` on can feel, except one that may bound its follower."""
        limit = before_frame * TICKS_PER_FRAME - 4 * (self._closing + self._release)
        while len(self._runs) > 1 and self._runs[0][2] < limit:
            del self._runs[0]

    def _edges(self, window: range) -> list[tuple[float, float, float, float]]:
        """Start of closing, closed, start of parting, parted, in ticks."""
        runs = self._runs
        first, stop = window.start, window.stop
        floor_at, ceiling_at = float("-inf"), float("inf")
        floors, ceilings = [], []
        for i in range(first, stop):
            if i > 0 and runs[i - 1][0] != runs[i][0]:
                floor_at = (runs[i - 1][2] + runs[i][1]) / 2
            floors.append(floor_at)
        for i in range(stop - 1, first - 1, -1):
            if i + 1 < len(runs) and runs[i + 1][0] != runs[i][0]:
                ceiling_at = (runs[i][2] + runs[i + 1][1]) / 2
            ceilings.append(ceiling_at)
        edges: list[tuple[float, float, float, float]] = []
        last_parting = float("-inf")
        if first:
            ends_apart = runs[first - 1][0] != runs[first][0]
            last_parting = self._parting(first - 1, floors[0] if ends_apart else ceiling_at)
        for i, low, high in zip(range(first, stop), floors, reversed(ceilings), strict=True):
            closed = max(runs[i][1] - TICKS_PER_FRAME, low, last_parting)
            parting = self._parting(i, high)
            following = float("inf")
            if i + 1 < len(runs):
                following = runs[i + 1][1] - TICKS_PER_FRAME
                if runs[i + 1][0] != runs[i][0]:
                    following = max(following, high)
            # Between two closures there must be an opening, so little time makes both ramps quicker.
            closing = min(self._closing, (closed - last_parting) / 2)
            release = min(self._release, max(following - parting, 0.0) / 2)
            edges.append((max(closed - closing, low), closed, parting, min(parting + release, high)))
            last_parting = parting
        return edges

    def _parting(self, i: int, ceiling: float) -> float:
        kind, onset, end = self._runs[i]
        if i + 1 < len(self._runs):
            following, next_onset, _ = self._runs[i + 1]
            if following != kind and next_onset - end < TICKS_PER_FRAME:
                return ceiling  # the lips go from one contact straight into the other
        early = min(self._early, (end - onset) / 4)
        return min(max(end - early, (onset + end) / 2 + TICKS_PER_FRAME), ceiling)
