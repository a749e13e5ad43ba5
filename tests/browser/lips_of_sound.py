"""Compares the lips that were drawn with what a recording of known sounds asks of them, whenever it was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo_page import Frame
from visavis.protocol.rest import CueBody, SpeechResult

STEP_MS = 10
OPENNESS = {"aa": 1.0, "E": 0.8, "O": 0.8, "I": 0.5, "U": 0.35, "sil": 0.0, "PP": 0.0, "FF": 0.1}
"""How far lips are apart, roughly, by viseme; other consonants leave them as far open as `CONSONANT`."""
CONSONANT = 0.3
SMOOTHED_MS = 50
"""Sounds shorter than this are not seen in full: neither here nor on a face."""


@dataclass(frozen=True)
class Lips:
    """The gap between the lips, in mm, over the time of the recording that they belong to."""

    lag_ms: float
    """When the recording began, by the clock of the frames, less when it was thought to."""
    correlation: float
    """How well the gap follows the openness of the sounds at that lag, -1 to 1."""
    elsewhere: float
    """The same at the best of the lags that are far from it: what chance gives."""
    at_ms: NDArray[np.float64]
    gap_mm: NDArray[np.float64]

    def while_said(
        self, cues: Sequence[CueBody], visemes: str, *, widened_ms: float = 0.0
    ) -> list[NDArray[np.float64]]:
        """The gap during each cue of these visemes, by name, with spaces between."""
        spans = (
            (self.at_ms >= cue.onset_ms - widened_ms) & (self.at_ms < cue.end_ms + widened_ms)
            for cue in cues
            if cue.viseme in visemes.split()
        )
        return [self.gap_mm[span] for span in spans if span.any()]


def lips_of(frames: Sequence[Frame], begun_at_ms: float, speech: SpeechResult, latest_ms: float) -> Lips:
    """The lips of frames drawn while a recording was heard that began up to ``latest_ms`` after ``begun_at_ms``."""
    wanted = _openness(speech)
    at = np.array([frame.at for frame in frames]) - begun_at_ms
    grid = np.arange(at[0], at[-1], STEP_MS)
    gap = np.interp(grid, at, [frame.gap for frame in frames])
    lags = np.arange(0, latest_ms, STEP_MS)
    found = np.array([_correlation(wanted, grid - lag, gap) for lag in lags])
    best = int(np.argmax(found))
    far = np.abs(lags - lags[best]) > 250
    return Lips(
        lag_ms=float(lags[best]),
        correlation=float(found[best]),
        elsewhere=float(found[far].max()),
        at_ms=grid - lags[best],
        gap_mm=gap,
    )


def _openness(speech: SpeechResult) -> NDArray[np.float64]:
    """Every ``STEP_MS`` of the recording."""
    wanted = np.zeros(round(speech.duration_ms / STEP_MS))
    for cue in speech.cues:
        wanted[round(cue.onset_ms / STEP_MS) : round(cue.end_ms / STEP_MS)] = OPENNESS.get(cue.viseme, CONSONANT)
    width = SMOOTHED_MS // STEP_MS
    return np.convolve(wanted, np.ones(width) / width, "same")


def _correlation(wanted: NDArray[np.float64], at_ms: NDArray[np.float64], gap: NDArray[np.float64]) -> float:
    heard = np.interp(np.arange(len(wanted)) * STEP_MS, at_ms, gap, left=0.0, right=0.0)
    return float(np.corrcoef(wanted, heard)[0, 1]) if heard.std() > 0 else 0.0
