"""The two ways that need no aligner: what everything else has to beat."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.bench.lipsync.recording import Recording, Span, TimedPhone
from visavis.speech.alignment.reference import Reference
from visavis.speech.text import Token

_FRAME_S: Final = 0.01
_VOICED_BELOW_PEAK_DB: Final = 38.0
_ABOVE_NOISE: Final = 4.0
"""6 dB: what is not louder than this times the quietest twentieth is noise."""


def spread_text(recording: Recording, tokens: Sequence[Token], reference: Reference) -> list[TimedPhone]:
    """Every letter of what is said takes equal time, from the first sample to the last; a word's phones share its."""
    letters = [sum(char.isalnum() for char in token.spoken) for token in tokens]
    whole = sum(letters)
    if not whole:
        return []
    ends = np.cumsum(letters) * recording.duration_ms / whole
    phones: list[TimedPhone] = []
    spoken = [(phone.ipa, token) for phone, token in zip(reference.phones, reference.tokens, strict=True) if token >= 0]
    for token, group in groupby(spoken, key=lambda pair: pair[1]):
        names = [ipa for ipa, _ in group]
        end = float(ends[token])
        onset = end - letters[token] * recording.duration_ms / whole
        step = (end - onset) / len(names)
        phones += [TimedPhone(ipa, onset + index * step, onset + (index + 1) * step) for index, ipa in enumerate(names)]
    return phones


def spread_durations(recording: Recording, reference: Reference) -> list[TimedPhone]:
    """The durations of a rendering, stretched evenly over the voiced stretch of the recording."""
    spoken = [phone for phone in reference.phones if phone.ipa]
    if not spoken:
        return []
    first, last = spoken[0].onset_samples, spoken[-1].end_samples
    onset, end = voiced_span(recording.samples, recording.rate_hz)
    scale = (end - onset) / max(1, last - first)
    return [
        TimedPhone(
            phone.ipa, onset + (phone.onset_samples - first) * scale, onset + (phone.end_samples - first) * scale
        )
        for phone in reference.phones
        if first <= phone.onset_samples < last
    ]


def voiced_span(samples: NDArray[np.float32], rate_hz: int) -> Span:
    """From the first to the last 10 ms that are less than 38 dB below the loudest and above the noise,
    in ms; everything if none is."""
    size = max(1, round(rate_hz * _FRAME_S))
    count = len(samples) // size
    if not count:
        return 0.0, len(samples) * 1000 / rate_hz
    power = np.var(samples[: count * size].reshape(count, size).astype(np.float64), axis=1)
    floor = np.percentile(power, 5) * _ABOVE_NOISE
    loud = np.flatnonzero(power > max(power.max() * 10 ** (-_VOICED_BELOW_PEAK_DB / 10), floor))
    if not len(loud):
        return 0.0, len(samples) * 1000 / rate_hz
    ms = size * 1000 / rate_hz
    return float(loud[0] * ms), float((loud[-1] + 1) * ms)
