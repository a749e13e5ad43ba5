"""Cuts the idle silence before a sentence's first sound, and counts it into all times.

What is cut is never part of a sound. Where the first phone is known nothing from shortly before it on is touched, so
that the lips are closed for a first *b* as long as the engine closes them.
"""

from __future__ import annotations

from dataclasses import replace
from math import gcd
from typing import Final

from visavis.tts.chunk import TRACK_FPS
from visavis.tts.engine import SpeechPiece
from visavis.tts.evening.silence import PATIENCE_S, Ear
from visavis.tts.retimed import retimed
from visavis.tts.speech_file import joined

KEPT_MS: Final = 20
"""So much is left before the first phone."""
KEPT_WITHOUT_PHONES_MS: Final = 60
"""And before a sound of which nothing else is known: a mouth moves before it is heard."""
LEAST_MS: Final = 30
"""Less is not worth a cut."""


class Lead:
    """Takes one sentence's pieces; those it gives begin with the first sound."""

    def __init__(self, longest_ms: int | None, ear: Ear, sample_rate_hz: int) -> None:
        """``longest_ms`` of silence may stay; None for whatever there is."""
        self._longest_ms = longest_ms or 0
        self._ear = ear
        self._rate = sample_rate_hz
        self._waiting: list[SpeechPiece] = []
        """All is silent so far."""
        self._silent = 0
        self._cut = 0 if longest_ms is None else None
        """Samples, once it is known how many."""
        self._rows_to_drop = 0

    def push(self, piece: SpeechPiece) -> SpeechPiece | None:
        """The next piece; None as long as it is not known where the sound begins."""
        if self._cut is None:
            self._waiting.append(piece)
            span = self._ear.span(piece.pcm)
            if span is None:
                self._silent += len(piece.pcm) // 2
                return self.finish() if self._silent > PATIENCE_S * self._rate else None
            return self._begin(self._silent + span[0])
        return self._moved(piece, piece.pcm)

    def finish(self) -> SpeechPiece | None:
        """What is left, if anything is: all of a sentence that was silent throughout."""
        if self._cut is not None:
            return None
        self._cut = 0
        return self._gathered() if self._waiting else None

    def _begin(self, onset: int) -> SpeechPiece:
        piece = self._gathered()
        phones = [phone.onset_samples for phone in piece.phones if phone.ipa]
        first = min([onset, *phones])
        kept_ms = max(self._longest_ms, KEPT_MS if phones else KEPT_WITHOUT_PHONES_MS)
        cut = max(0, first - self._rate * kept_ms // 1000)
        if piece.blendshapes is not None:
            cut -= cut % (self._rate // gcd(self._rate, TRACK_FPS))  # rows go whole
            self._rows_to_drop = cut * TRACK_FPS // self._rate
        if cut < self._rate * LEAST_MS // 1000:
            cut = self._rows_to_drop = 0
        self._cut = cut
        return self._moved(piece, piece.pcm[2 * cut :])

    def _gathered(self) -> SpeechPiece:
        waiting, self._waiting = self._waiting, []
        return waiting[0] if len(waiting) == 1 else joined(waiting)

    def _moved(self, piece: SpeechPiece, pcm: bytes) -> SpeechPiece:
        cut = self._cut
        if not cut:
            return piece
        heard = tuple(phone for phone in piece.phones if phone.end_samples > cut)
        piece = retimed(replace(piece, phones=heard), pcm, lambda samples: max(0, samples - cut))
        rows = piece.blendshapes
        if rows is None or not self._rows_to_drop:
            return piece
        dropped = min(len(rows), self._rows_to_drop)
        self._rows_to_drop -= dropped
        return replace(piece, blendshapes=rows[dropped:] if dropped < len(rows) else None)
