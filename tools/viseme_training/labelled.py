"""An utterance as training sees it: frames of the spectrum, and the viseme of each."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from visavis.bench.lipsync.broad import broad_phones
from visavis.bench.lipsync.recording import TimedPhone
from visavis.bench.lipsync.score import visemes_of
from visavis.bench.lipsync.warp import warp
from visavis.protocol.channels import CHANNELS
from visavis.speech.recogniser.spectrum import FRAMES_PER_SECOND, RATE_HZ, spectrum
from viseme_training.utterance import Utterance

VISEMES: Final = CHANNELS["viseme15"]
LOUDNESS: Final = 0.07
"""Root mean square that every utterance is brought to; training makes it louder and quieter."""


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """Frames every 10 ms."""

    frames: NDArray[np.float16]
    """Frames × bands, natural logarithms."""
    visemes: NDArray[np.uint8]
    """Index into :data:`VISEMES` of each frame."""


def labelled(utterance: Utterance, draw: random.Random, *, vary: bool = True) -> Labelled:
    """``vary``: another throat and pitch (by another sampling rate), and in half of all cases an uneven pace."""
    if vary:
        utterance = _paced(utterance, draw)
        utterance = _scaled(utterance, draw.choice((1.0, draw.uniform(0.84, 1.0), draw.uniform(1.0, 1.22))))
    samples = soxr.resample(utterance.samples, utterance.rate_hz, RATE_HZ).astype(np.float32)
    samples *= LOUDNESS / max(1e-4, float(np.sqrt(np.mean(samples**2))))
    frames = spectrum(samples)
    return Labelled(frames.astype(np.float16), _visemes(utterance.phones, len(frames)))


def _visemes(phones: tuple[TimedPhone, ...], count: int) -> NDArray[np.uint8]:
    result = np.full(count, VISEMES.index("sil"), dtype=np.uint8)
    times = np.arange(count) * (1000 / FRAMES_PER_SECOND)
    broad = broad_phones(phones)
    for phone, viseme in zip(broad, visemes_of(broad), strict=True):
        first, stop = np.searchsorted(times, (phone.onset_ms, phone.end_ms))
        result[first:stop] = VISEMES.index(viseme)
    return result


def _paced(utterance: Utterance, draw: random.Random) -> Utterance:
    if draw.random() < 0.5:
        return utterance
    warped = warp(utterance.samples, utterance.rate_hz, seed=draw.randrange(1 << 30))
    phones = tuple(
        TimedPhone(phone.ipa, warped.time_ms(phone.onset_ms), warped.time_ms(phone.end_ms))
        for phone in utterance.phones
    )
    return replace(utterance, samples=warped.samples, phones=phones)


def _scaled(utterance: Utterance, factor: float) -> Utterance:
    phones = tuple(TimedPhone(phone.ipa, phone.onset_ms / factor, phone.end_ms / factor) for phone in utterance.phones)
    return replace(utterance, rate_hz=round(utterance.rate_hz * factor), phones=phones)
