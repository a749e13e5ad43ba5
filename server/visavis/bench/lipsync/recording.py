"""A recording whose phone times are known: what every method is run on and scored against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TimedPhone:
    """One sound with its times in ms from the start of the recording."""

    ipa: str
    """IPA; empty for silence."""
    onset_ms: float
    end_ms: float


@dataclass(frozen=True, slots=True)
class TimedWord:
    """One word with its times in ms from the start of the recording."""

    text: str
    onset_ms: float
    end_ms: float


Span = tuple[float, float]
"""Onset and end, ms."""


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Sound, its text, and when each phone is said."""

    name: str
    speaker: str
    """Recordings of one speaker share it; a model is adapted to it."""
    language: str
    """BCP 47."""
    text: str
    samples: NDArray[np.float32]
    """Mono, -1 to 1."""
    rate_hz: int
    phones: tuple[TimedPhone, ...]
    """In order, from the start to the end of the sound; a gap is silence."""
    words: tuple[TimedWord, ...] = ()
    """Empty where nobody knows them."""
    closures: tuple[Span, ...] | None = None
    """Where the lips are shut, if the labels tell closure and release apart; else it follows from the phones."""

    @property
    def duration_ms(self) -> float:
        """Length of the sound."""
        return len(self.samples) * 1000 / self.rate_hz
