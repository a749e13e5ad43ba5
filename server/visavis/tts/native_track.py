"""Blendshape rows that an engine made for one sentence, laid onto the utterance's own frames."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visavis.tts.chunk import TRACK_FPS

Rows = NDArray[np.uint8]


class NativeTrack:
    """Takes rows that count from the sentence's start and gives rows that count from the utterance's.

    A sentence seldom begins on a frame, so rows between two native ones are interpolated; the first sentence's are as
    they came.
    """

    def __init__(self, sample_rate_hz: int, channels: int, first_sample: int) -> None:
        self._channels = channels
        self._first = first_sample * TRACK_FPS / sample_rate_hz
        self._rows: Rows = np.zeros((0, channels), dtype=np.uint8)
        self.first_frame = -(-first_sample * TRACK_FPS // sample_rate_hz)
        """First frame of the utterance that begins in this sentence."""
        self.end_frame = self.first_frame
        """The frames before it are known."""

    def push(self, rows: Rows) -> None:
        """More rows of the sentence. Raises ValueError for a wrong number of columns."""
        if rows.ndim != 2 or rows.shape[1] != self._channels:
            raise ValueError(f"native track rows have {self._channels} columns, got shape {rows.shape}")
        if len(rows):
            self._rows = np.concatenate((self._rows, rows.astype(np.uint8, copy=False)))
            self.end_frame = max(self.end_frame, int(np.floor(len(self._rows) - 1 + self._first + 1e-6)) + 1)

    def hold(self, end_frame: int) -> None:
        """No more rows come; the last one stays until ``end_frame``."""
        self.end_frame = max(self.end_frame, end_frame)

    def rows(self, first: int, stop: int) -> Rows:
        """The utterance's rows from frame ``first`` to ``stop``, exclusive."""
        if not len(self._rows):
            return np.zeros((stop - first, self._channels), dtype=np.uint8)
        at = np.clip(np.arange(first, stop) - self._first, 0, len(self._rows) - 1)
        low = np.floor(at + 1e-9).astype(np.intp)
        high = np.minimum(low + 1, len(self._rows) - 1)
        part = np.maximum(at - low, 0.0)[:, None]
        found: Rows = np.rint(self._rows[low] * (1 - part) + self._rows[high] * part).astype(np.uint8)
        return found
