"""One voice says one text, and is timed."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import ChannelSpace
from visavis.tts.chunk import UtteranceChunk
from visavis.tts.evening.meter import Meter
from visavis.tts.order import Order
from visavis.tts.soundless import require_sound
from visavis.tts.speaker import Speaker
from visavis.tts.whole import WholeUtterance, join


@dataclass(frozen=True, slots=True)
class Trial:
    """What was heard, and when."""

    whole: WholeUtterance
    first_audio_s: float
    """From the request to the first sound."""
    work_s: float
    """From the request to the last sound; nobody listened in real time."""

    @property
    def duration_s(self) -> float:
        """Length of the sound."""
        return self.whole.duration_ms / 1000

    @property
    def real_time_factor(self) -> float:
        """Seconds of work for a second of sound."""
        return self.work_s / self.duration_s if self.duration_s else math.nan

    @property
    def cue_coverage(self) -> float:
        """Share of the sounding stretch, from the first sound above -45 dB of the peak to the last, with a cue."""
        loud = np.abs(_samples(self.whole))
        heard = np.flatnonzero(loud > max(1e-4, float(loud.max(initial=0.0))) * 10 ** (-45 / 20))
        if not len(heard):
            return 0.0
        first_ms, last_ms = heard[[0, -1]] * 1000 / self.whole.sample_rate_hz
        covered = sum(
            max(0.0, min(cue.end_ms, last_ms) - max(cue.onset_ms, first_ms))
            for cue in self.whole.cues
            if cue.viseme != "sil"
        )
        return float(covered / max(1.0, last_ms - first_ms))


def loudness_lufs(sounds: Sequence[WholeUtterance]) -> float | None:
    """Of all together, one channel, by BS.1770; None for silence. All have one sample rate."""
    meter = Meter(sounds[0].sample_rate_hz)
    for sound in sounds:
        meter.push(_samples(sound))
    level = meter.level()
    return None if level is None else level.lufs


def _samples(sound: WholeUtterance) -> NDArray[np.float32]:
    """-1 to 1."""
    return np.frombuffer(sound.pcm, "<i2").astype(np.float32) / np.float32(32768)


async def say(
    speaker: Speaker, text: str, voice: str, *, language: str | None = None, space: ChannelSpace = "viseme15"
) -> Trial:
    """Has a voice say a text to its end. Raises ``EngineError`` and ``TextError``."""
    order = Order(text, space, voice=voice, language=language)
    begun = time.perf_counter()
    first: float | None = None
    chunks: list[UtteranceChunk] = []
    async with speaker.speak(order) as utterance:
        performance = await utterance.opened()
        require_sound(performance.voice)
        async for chunk in utterance:
            if first is None and chunk.pcm:
                first = time.perf_counter() - begun
            chunks.append(chunk)
        work = time.perf_counter() - begun
        return Trial(join(performance, chunks), first if first is not None else work, work)
