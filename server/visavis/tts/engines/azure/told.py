"""What the Speech SDK tells while it speaks, each in its place in time. Times are in ticks of 100 ns from the start of
the sound."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

TICKS_PER_SECOND = 10_000_000


@dataclass(frozen=True, slots=True)
class Sound:
    """The next samples."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class MouthShape:
    """A viseme id, 0 to 21, and when it begins."""

    number: int
    onset_ticks: int


@dataclass(frozen=True, slots=True)
class Shapes:
    """Blendshapes from frame ``first`` of the sound on: frames × 52."""

    first: int
    rows: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a sign, as the service writes it."""

    text: str = field(repr=False)
    onset_ticks: int
    end_ticks: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark."""

    name: str
    onset_ticks: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more comes. ``fault`` is the SDK's name of what went wrong, empty for nothing."""

    fault: str = ""
    details: str = field(default="", repr=False)
    """In the SDK's words; may quote what was to be said."""


Told = Sound | MouthShape | Shapes | Word | Mark | Ended


def samples(ticks: int, rate_hz: int) -> int:
    """Ticks in samples."""
    return ticks * rate_hz // TICKS_PER_SECOND
