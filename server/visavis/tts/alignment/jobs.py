"""What the aligner's process is asked, and how messages are framed: a length, then a pickle.

Pickle, because both ends are this program: the parent starts the child itself and nobody else has the pipe.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any, Final

from numpy.typing import NDArray

from visavis.speech.alignment.reference import Reference
from visavis.speech.alignment.result import WordSpan

LENGTH: Final = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class SentenceJob:
    """Align one sentence; the answer is an ``Alignment``."""

    samples: NDArray[Any]
    sample_rate_hz: int
    references: tuple[Reference, ...]
    voice: str | None
    words: tuple[WordSpan, ...]


@dataclass(frozen=True, slots=True)
class RecordingJob:
    """Align a recording of any length; the answer is an ``Alignment``."""

    samples: NDArray[Any]
    sample_rate_hz: int
    parts: tuple[tuple[Reference, ...], ...]
    """References of every stretch of the text; tokens count those of the whole text."""
    voice: str | None


@dataclass(frozen=True, slots=True)
class LearnJob:
    """Learn now what has been heard of a voice, of all voices for None; the answer is the seconds learnt from."""

    voice: str | None
    at_least_s: float
    """Voices of which less was heard are left alone."""


Job = SentenceJob | RecordingJob | LearnJob
