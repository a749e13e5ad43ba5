"""Cues laid end to end on a grid of whole ticks, and how much of each frame-long cell they cover."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import VISEME15
from visavis.speech.cues import Cue
from visavis.speech.dominance import DominanceTable

TICKS_PER_FRAME = 1024
"""Times are counted in these (16 µs at 60 frames a second). Whole numbers make streaming and batch agree exactly."""

_INDEX = {viseme: index for index, viseme in enumerate(VISEME15)}
_SILENCE = _INDEX["sil"]


class Timeline:
    """The stretch of cues that frames not yet rendered can still feel. Gaps between cues are silence."""

    def __init__(self, table: DominanceTable, fps: int) -> None:
        self._table = table
        self._ticks_per_ms = fps * TICKS_PER_FRAME / 1000.0
        start = -(table.taps.shape[0] + 1) * TICKS_PER_FRAME
        self._starts: NDArray[np.int64] = np.array([start], dtype=np.int64)
        self._rows: NDArray[np.float64] = table.fixed[[_SILENCE]]
        self.end_ticks = 0
        """Everything before is known; nothing starts before it any more."""

    def append(self, cues: Sequence[Cue]) -> list[tuple[str, int, int]]:
        """Add cues in order and return them as ``(viseme, onset_ticks, end_ticks)``; all or none.

        Raises ValueError that names the cue if one overlaps what came before, is empty, or is not a canonical viseme.
        """
        ticks_per_ms = self._ticks_per_ms
        end, starts, visemes, intensities = self.end_ticks, [], [], []
        added: list[tuple[str, int, int]] = []
        for cue in cues:
            viseme = _INDEX.get(cue.viseme)
            if viseme is None:
                raise ValueError(f"{cue!r}: not a canonical viseme; expected one of {' '.join(VISEME15)}")
            if not (isfinite(cue.end_ms) and 0 <= cue.onset_ms < cue.end_ms and 0 <= cue.intensity <= 1):
                raise ValueError(f"{cue!r}: needs 0 <= onset_ms < end_ms and an intensity of 0 to 1")
            onset, stop = round(cue.onset_ms * ticks_per_ms), round(cue.end_ms * ticks_per_ms)
            if onset == end - 1:
                onset = end  # float noise in a chain of durations
            if onset < end:
                raise ValueError(f"{cue!r}: starts before the previous cue ends, at {end / self._ticks_per_ms:.3f} ms")
            if onset > end:
                starts.append(end)
                visemes.append(_SILENCE)
                intensities.append(1.0)
            if stop > onset:
                starts.append(onset)
                visemes.append(viseme)
                intensities.append(cue.intensity)
                added.append((cue.viseme, onset, stop))
            end = stop
        if starts:
            rows = np.rint(self._table.scaled[visemes] * np.array(intensities)[:, None]) + self._table.fixed[visemes]
            self._starts = np.concatenate((self._starts, np.array(starts, dtype=np.int64)))
            self._rows = np.concatenate((self._rows, rows))
        self.end_ticks = end
        return added

    def append_silence(self, end_ticks: int) -> None:
        """Extend the known stretch by silence up to ``end_ticks``."""
        if end_ticks > self.end_ticks:
            self._starts = np.append(self._starts, np.int64(self.end_ticks))
            self._rows = np.concatenate((self._rows, self._table.fixed[[_SILENCE]]))
            self.end_ticks = end_ticks

    def cells(self, first: int, stop: int) -> NDArray[np.float64]:
        """Column values of the cells ``first`` to ``stop``, each summed over the cell's ticks; cells × columns."""
        low = int(self._starts.searchsorted(first * TICKS_PER_FRAME, side="right")) - 1
        high = int(self._starts.searchsorted(stop * TICKS_PER_FRAME, side="right"))
        starts, rows = self._starts[low:high], self._rows[low:high]
        sums = np.zeros_like(rows)
        np.cumsum(rows[:-1] * (starts[1:] - starts[:-1])[:, None], axis=0, out=sums[1:])
        edges = np.arange(first, stop + 1, dtype=np.int64) * TICKS_PER_FRAME
        segment = starts.searchsorted(edges, side="right") - 1
        below = sums[segment] + rows[segment] * (edges - starts[segment])[:, None]
        return below[1:] - below[:-1]

    def forget(self, before_cell: int) -> None:
        """Drop what ends before the cell; it must not be asked for again."""
        low = int(self._starts.searchsorted(before_cell * TICKS_PER_FRAME, side="right")) - 1
        if low > 0:
            self._starts, self._rows = self._starts[low:], self._rows[low:]
