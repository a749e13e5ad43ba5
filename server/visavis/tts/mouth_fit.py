"""Whether a mouth that an engine tells fits the sound: lips are apart where it is loud, and move when it does.

Speech opens and closes the mouth four to six times a second, and its loudness with it. So how far the mouth is open is
compared with how loud it is, frame by frame, and with both shifted against each other. Tracks of our own from known
phones agree with their sound by 0.45 to 0.9 (Pearson), by less than 0.2 once they are 300 ms off.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.tts.chunk import TRACK_FPS

Curve = NDArray[np.float64]

AGREES: Final = 0.25
"""Agreement of a mouth that is in its place."""
AGREES_SHIFTED: Final = 0.4
"""One that is only in its place when it is moved must agree better to be believed."""
GAIN_OF_SHIFT: Final = 0.2
"""So much better, or the mouth is left where it is."""
LARGEST_SHIFT_FRAMES: Final = 36
SMALLEST_SHIFT_FRAMES: Final = 3
"""The mouth opens a little before the sound; less than 50 ms is no mistake."""
ENOUGH_FRAMES: Final = 30
"""Half a second of sound, or nothing can be said."""
ENOUGH_FOR_SHIFT_FRAMES: Final = 60
_FLOOR_DB: Final = 30.0
_SILENT_RMS: Final = 30.0
"""Of 32768: below it nobody speaks."""
_STIFF: Final = 0.02
"""A mouth that moves by less is not one that speaks."""


class Verdict(Enum):
    """What can be said of a mouth and a sound."""

    FITS = "fits"
    SHIFTED = "shifted"
    """It fits once it is moved."""
    MISFIT = "misfit"
    UNKNOWN = "unknown"
    """Too little is heard."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A verdict, and by how many frames the mouth comes too late (negative: too early)."""

    verdict: Verdict
    late_frames: int = 0


def mouth_fit(opening: Curve, samples: NDArray[np.int16], sample_rate_hz: int) -> Fit:
    """Compare how far a mouth is open (0 to 1, 60 frames a second, from the sound's start) with the sound.

    The shorter of the two decides how much is compared.
    """
    loud = loudness_curve(samples, sample_rate_hz)
    frames = min(len(opening), len(loud))
    opening, loud = opening[:frames], loud[:frames]
    if frames < ENOUGH_FRAMES or np.count_nonzero(loud > 0) < ENOUGH_FRAMES // 2 or np.ptp(loud) < _STIFF:
        return Fit(Verdict.UNKNOWN)
    if np.ptp(opening) < _STIFF:
        return Fit(Verdict.MISFIT)
    in_place = _agreement(opening, loud, 0)
    furthest = min(LARGEST_SHIFT_FRAMES, frames // 3)
    best, late = max((_agreement(opening, loud, shift), shift) for shift in range(-furthest, furthest + 1))
    if best - in_place < GAIN_OF_SHIFT or abs(late) < SMALLEST_SHIFT_FRAMES:
        return Fit(Verdict.FITS if in_place >= AGREES else Verdict.MISFIT)
    if best >= AGREES_SHIFTED and frames >= ENOUGH_FOR_SHIFT_FRAMES and abs(late) < furthest:
        return Fit(Verdict.SHIFTED, late)
    return Fit(Verdict.MISFIT)


def loudness_curve(samples: NDArray[np.int16], sample_rate_hz: int) -> Curve:
    """0 (30 dB below the loudest, or silent) to 1 for each whole frame of the sound."""
    frames = len(samples) * TRACK_FPS // sample_rate_hz
    if not frames:
        return np.zeros(0)
    edges = np.arange(frames + 1) * sample_rate_hz // TRACK_FPS
    power = np.concatenate(([0.0], np.cumsum(samples[: edges[-1]].astype(np.float64) ** 2)))
    rms = np.sqrt(np.diff(power[edges]) / np.diff(edges))
    loudest = float(np.percentile(rms, 98))
    if loudest < _SILENT_RMS:
        return np.zeros(frames)
    curve: Curve = np.clip(1 + 20 * np.log10(np.maximum(rms, 1e-3) / loudest) / _FLOOR_DB, 0.0, 1.0)
    return curve


def _agreement(opening: Curve, loud: Curve, late: int) -> float:
    """Pearson's correlation once the mouth is moved forward by ``late`` frames."""
    mouth = opening[max(0, late) : len(opening) + min(0, late)]
    sound = loud[max(0, -late) : len(loud) - max(0, late)]
    mouth, sound = mouth - mouth.mean(), sound - sound.mean()
    size = float(np.sqrt((mouth @ mouth) * (sound @ sound)))
    return float(mouth @ sound) / size if size > 1e-9 else 0.0
