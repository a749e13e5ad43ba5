"""Lips from sound alone, without the text: over a file, as the server does, and live, as the browser does."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from visavis.bench.lipsync.recording import TimedPhone
from visavis.protocol.channels import VISEME15
from visavis.speech.recogniser.recogniser import LOOKAHEAD_SAMPLES, Recogniser
from visavis.speech.recogniser.spectrum import FRAMES_PER_SECOND, HOP_SAMPLES, RATE_HZ
from visavis.tts.heard_mouth import HeardMouth
from visavis.tts.viseme_mouth import PLAIN_SOUNDS

BY_EAR: Final = frozenset({"audio", "live"})
CHUNK_SAMPLES: Final = 128
"""So much at a time goes to the recogniser live, 8 ms at 16 kHz: what the browser's worklet gives it."""
FULL_SCALE: Final = 32768.0


@dataclass(frozen=True, slots=True)
class Heard:
    """What was recognised in one recording."""

    shapes: tuple[TimedPhone, ...]
    """A stand-in sound for each shape; its times are those of the shape."""
    cpu_s: float
    """Processor time of this thread."""
    lookahead_ms: float | None
    """The most sound after its own moment that a row had to wait for; None over a file, where nobody waits for it."""


def hear(method: str, pcm: NDArray[np.int16], rate_hz: int) -> Heard:
    """Recognise mono sound by one of :data:`BY_EAR`."""
    return _live(pcm, rate_hz) if method == "live" else _whole(pcm, rate_hz)


def _whole(pcm: NDArray[np.int16], rate_hz: int) -> Heard:
    begun = time.thread_time()
    phones = HeardMouth(rate_hz).push(pcm, last=True)
    spent_s = time.thread_time() - begun
    ms = 1000 / rate_hz
    shapes = tuple(TimedPhone(phone.ipa, phone.onset_samples * ms, phone.end_samples * ms) for phone in phones)
    return Heard(shapes, spent_s, None)


def _live(pcm: NDArray[np.int16], rate_hz: int) -> Heard:
    """Each row shows the likeliest shape. Bringing the sound to 16 kHz is not counted: a browser does it otherwise."""
    sound = soxr.resample(pcm.astype(np.float32) / np.float32(FULL_SCALE), rate_hz, RATE_HZ).astype(np.float32)
    length_ms = len(sound) * 1000 / RATE_HZ
    sound = np.concatenate((sound, np.zeros(LOOKAHEAD_SAMPLES + HOP_SAMPLES, dtype=np.float32)))
    recogniser = Recogniser()
    shapes: list[int] = []
    lookahead_samples, begun = 0, time.thread_time()
    for at in range(0, len(sound), CHUNK_SAMPLES):
        rows = recogniser.push(sound[at : at + CHUNK_SAMPLES])
        if len(rows):
            # The first of the rows is that which has waited longest.
            lookahead_samples = max(lookahead_samples, at + CHUNK_SAMPLES - len(shapes) * HOP_SAMPLES)
            shapes += rows.argmax(axis=1).tolist()
    spent_s = time.thread_time() - begun
    return Heard(_timed(shapes, length_ms), spent_s, lookahead_samples * 1000 / RATE_HZ)


def _timed(shapes: Sequence[int], length_ms: float) -> tuple[TimedPhone, ...]:
    """Frames are centred on their moments."""
    frame_ms = 1000 / FRAMES_PER_SECOND
    timed: list[TimedPhone] = []
    frames, onset_ms = 0, 0.0
    for shape, run in groupby(shapes):
        frames += len(list(run))
        end_ms = min(length_ms, (frames - 0.5) * frame_ms)
        if end_ms > onset_ms:
            timed.append(TimedPhone(PLAIN_SOUNDS[VISEME15[shape]], onset_ms, end_ms))
        onset_ms = max(onset_ms, end_ms)
    return tuple(timed)
