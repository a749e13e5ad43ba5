"""Blendshape rows that an engine made itself, laid onto the utterance's own frames."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visavis.tts.chunk import TRACK_FPS


class NativeTrack:
    """Takes rows that count from each sentence's start and gives rows that count from the utterance's.

    A sentence seldom begins on a frame, so rows between two native ones are interpolated. Where a sentence's rows end
    before its audio, the last one is held.
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._rate = sample_rate_hz
        self._channels = channels
        self._first_sample = 0
        self._rows: NDArray[np.uint8] = np.zeros((0, channels), dtype=np.uint8)
        self._made = 0

    def begin_sentence(self, first_sample: int) -> NDArray[np.uint8]:
        """The next sentence begins here. Returns the rows that complete the one before."""
        rows = self._upto(self._frames_before(first_sample), hold=True)
        self._first_sample = first_sample
        self._rows = np.zeros((0, self._channels), dtype=np.uint8)
        return rows

    def push(self, rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """More rows of the current sentence. Returns the utterance rows that are final with them."""
        if rows.ndim != 2 or rows.shape[1] != self._channels:
            raise ValueError(f"native track rows have {self._channels} columns, got shape {rows.shape}")
        self._rows = np.concatenate((self._rows, rows.astype(np.uint8, copy=False)))
        known_seconds = (len(self._rows) - 1) / TRACK_FPS + self._first_sample / self._rate
        return self._upto(int(np.floor(known_seconds * TRACK_FPS + 1e-6)) + 1, hold=False)

    def finish(self, total_samples: int) -> NDArray[np.uint8]:
        """The rows that are still missing for so much audio."""
        return self._upto(self._frames_before(total_samples), hold=True)

    def _frames_before(self, sample: int) -> int:
        return -(-sample * TRACK_FPS // self._rate)

    def _upto(self, frames: int, *, hold: bool) -> NDArray[np.uint8]:
        if frames <= self._made:
            return np.zeros((0, self._channels), dtype=np.uint8)
        if len(self._rows) == 0:
            if not hold:
                return np.zeros((0, self._channels), dtype=np.uint8)
            rows = np.zeros((frames - self._made, self._channels), dtype=np.uint8)
        else:
            frame = np.arange(self._made, frames)
            at = np.clip(frame - self._first_sample * TRACK_FPS / self._rate, 0, len(self._rows) - 1)
            low = np.floor(at + 1e-9).astype(np.intp)
            high = np.minimum(low + 1, len(self._rows) - 1)
            part = np.maximum(at - low, 0.0)[:, None]
            rows = np.rint(self._rows[low] * (1 - part) + self._rows[high] * part).astype(np.uint8)
        self._made = frames
        return rows
