"""One track from two sources: rows that were articulated from phones, and rows that an engine made itself."""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.tts.native_track import NativeTrack

Rows = NDArray[np.uint8]

FADE_FRAMES: Final = 4
"""Where the source changes, the face goes over within so many frames."""


class RowSources:
    """Hands out each frame once: native where there is a native row for it, else articulated."""

    def __init__(self, channels: int) -> None:
        self.made = 0
        """Frames handed out."""
        self._channels = channels
        self._articulated: deque[Rows] = deque()
        self._articulated_from = 0
        """Frame of the first row that waits in ``_articulated``."""
        self._native: bool | None = None
        self._last: Rows = np.zeros(channels, dtype=np.uint8)
        self._fade_from = self._last
        self._fade_left = 0

    def articulated(self, rows: Rows) -> None:
        """The next rows from phones."""
        if len(rows):
            self._articulated.append(rows)

    def take(self, native: NativeTrack | None) -> Rows:
        """All rows that are known now; ``native`` is what the current sentence has of its own."""
        taken: list[Rows] = []
        while True:
            if native is not None and native.first_frame <= self.made < native.end_frame:
                rows = self._mixed(native.rows(self.made, native.end_frame), native=True)
            else:
                ends = native.first_frame if native is not None and self.made < native.first_frame else None
                rows = self._mixed(self._next_articulated(ends), native=False)
            if not len(rows):
                break
            self.made += len(rows)
            taken.append(rows)
        if not taken:
            return np.zeros((0, self._channels), dtype=np.uint8)
        return taken[0] if len(taken) == 1 else np.concatenate(taken)

    def _next_articulated(self, ends: int | None) -> Rows:
        while self._articulated:
            rows, passed = self._articulated[0], self.made - self._articulated_from
            if passed < len(rows):
                return rows[passed : None if ends is None else passed + ends - self.made]
            self._articulated.popleft()
            self._articulated_from += len(rows)
        return np.zeros((0, self._channels), dtype=np.uint8)

    def _mixed(self, rows: Rows, *, native: bool) -> Rows:
        """The rows, faded into from what was there when the source has changed."""
        if not len(rows):
            return rows
        if self._native is not None and self._native != native:
            self._fade_from, self._fade_left = self._last, FADE_FRAMES
        self._native = native
        if self._fade_left:
            count = min(self._fade_left, len(rows))
            gone = FADE_FRAMES + 1 - self._fade_left + np.arange(count)
            share = (gone / (FADE_FRAMES + 1))[:, None]
            faded = np.rint(self._fade_from * (1 - share) + rows[:count] * share).astype(np.uint8)
            rows = np.concatenate((faded, rows[count:]))
            self._fade_left -= count
        self._last = rows[-1].copy()
        return rows
