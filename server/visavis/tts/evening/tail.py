"""Cuts the idle silence after a sentence's last sound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from visavis.tts.chunk import TRACK_FPS
from visavis.tts.engine import SpeechPiece
from visavis.tts.evening.silence import PATIENCE_S, Ear


class Tail:
    """Takes one sentence's pieces; gives them with silence held back as far as it is longer than a pause may be.

    Blendshape rows go with their sound. Phones and words of silence that is cut go on; nobody needs them.
    """

    def __init__(self, longest_ms: int, ear: Ear, sample_rate_hz: int) -> None:
        self._longest = sample_rate_hz * longest_ms // 1000
        self._ear = ear
        self._rate = sample_rate_hz
        self._silent = 0
        """Silent samples given since the last sound."""
        self._held = bytearray()
        self._given = 0
        self._rows: NDArray[np.uint8] | None = None
        """Rows of which the sound has not been given."""
        self._rows_given = 0

    def push(self, piece: SpeechPiece) -> SpeechPiece:
        """The piece with all the sound that stays whatever follows."""
        span = self._ear.span(piece.pcm)
        samples = len(piece.pcm) // 2
        if span is not None:
            self._silent = 0
            voiced = span[1] + len(self._held) // 2
        else:
            # Nobody waits for ever, and the pause is the engine's.
            voiced = 0 if len(self._held) // 2 < PATIENCE_S * self._rate else len(self._held) // 2 + samples
        self._held += piece.pcm
        end = min(len(self._held) // 2, voiced + self._longest - self._silent)
        self._silent = min(self._longest, self._silent + end - voiced)
        pcm = bytes(self._held[: 2 * end])
        del self._held[: 2 * end]
        self._given += end
        return replace(piece, pcm=pcm, blendshapes=self._rows_with(piece.blendshapes))

    def finish(self) -> SpeechPiece | None:
        """Rows beyond the sound, where none of that was cut."""
        if self._held or self._rows is None or not len(self._rows):
            return None
        return SpeechPiece(b"", blendshapes=self._rows)

    def _rows_with(self, fresh: NDArray[np.uint8] | None) -> NDArray[np.uint8] | None:
        if fresh is not None:
            self._rows = fresh if self._rows is None else np.concatenate((self._rows, fresh))
        if self._rows is None:
            return None
        count = min(len(self._rows), max(0, -(-self._given * TRACK_FPS // self._rate) - self._rows_given))
        rows, self._rows = self._rows[:count], self._rows[count:]
        self._rows_given += count
        return rows if count else None
