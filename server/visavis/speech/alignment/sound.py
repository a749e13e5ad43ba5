"""A recording as the aligner hears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from visavis.speech.alignment.features import ANALYSIS_HZ, HIGH_HZ, HOP_SAMPLES, Matrix, cepstra, log_mel
from visavis.speech.alignment.silence import loudness_db, voiced_frames

_LOUD_PERCENTILE = 95.0
_QUIET_PERCENTILE = 10.0
_BAND_SHARE = 0.475
"""Resampling leaves nothing right below half of the rate."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What is compared, on a grid of 5 ms, and where the grid lies in the recording."""

    cepstra: Matrix
    """Frames × 13; loudness is relative to the loud frames."""
    voiced: NDArray[np.bool_]
    """Which frames may hold speech."""
    floor: NDArray[np.float32]
    """Log power of each band in the quietest frames: the background."""
    loud: float
    """Log power of the loud frames, all bands together: speech, whatever the background."""
    samples: int
    """Length of the recording."""
    sample_rate_hz: int

    @property
    def frames(self) -> int:
        """Length in frames, at least 1."""
        return len(self.voiced)

    def frame_at(self, sample: float) -> float:
        """The fractional frame of a sample of the recording."""
        return sample * ANALYSIS_HZ / (HOP_SAMPLES * self.sample_rate_hz)

    def sample_at(self, frame: float) -> int:
        """The sample of a fractional frame, within the recording."""
        sample = round(frame * HOP_SAMPLES * self.sample_rate_hz / ANALYSIS_HZ)
        return max(0, min(self.samples, sample))

    def cut(self, start: int, stop: int) -> tuple[Sound, int]:
        """The frames from ``start`` to ``stop`` by themselves, and the sample at which they begin."""
        first = self.sample_at(start)
        last = self.samples if stop >= self.frames else self.sample_at(stop)
        part = Sound(
            self.cepstra[start:stop], self.voiced[start:stop], self.floor, self.loud, last - first, self.sample_rate_hz
        )
        return part, first


def listen(samples: NDArray[Any], sample_rate_hz: int, *, like: Sound | None = None) -> Sound:
    """``samples`` are mono, int16 or float of -1 to 1.

    They are heard ``like`` another sound: as loud as that, in its background, and through its band. What is clean
    can be compared only so with what is not. Raises ValueError for a rate below 1000 or another shape.
    """
    if samples.ndim != 1 or sample_rate_hz < 1000:
        raise ValueError(f"mono samples at 1000 Hz or more are needed, got {samples.shape} at {sample_rate_hz} Hz")
    scale = np.float32(1 / 32768) if samples.dtype.kind == "i" else np.float32(1)
    heard = np.nan_to_num(samples.astype(np.float32) * scale)
    if sample_rate_hz != ANALYSIS_HZ and len(heard):
        heard = soxr.resample(heard, sample_rate_hz, ANALYSIS_HZ).astype(np.float32)
    band_hz = sample_rate_hz if like is None else min(sample_rate_hz, like.sample_rate_hz)
    mel = log_mel(heard, min(HIGH_HZ, _BAND_SHARE * band_hz))
    power = np.log(np.exp(mel).sum(axis=1))
    loud = float(np.percentile(power, _LOUD_PERCENTILE))
    floor = mel[power <= np.percentile(power, _QUIET_PERCENTILE)].mean(axis=0)
    if like is not None:
        mel = np.logaddexp(mel + np.float32(like.loud - loud), like.floor)
        loud = like.loud
    statics = cepstra(mel)
    statics[:, 0] -= np.float32(np.percentile(statics[:, 0], _LOUD_PERCENTILE))
    return Sound(statics, voiced_frames(loudness_db(heard)), floor, loud, len(samples), sample_rate_hz)
