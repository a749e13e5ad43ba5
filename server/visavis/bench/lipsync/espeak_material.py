"""Reference material by the embedded voice.

Aligners compare with a rendering of this very engine, so what is made here is another voice at another pitch, at a pace
that changes all the time, resampled, with noise under it. It is the easy case all the same, and the only Mandarin with
known times that needs no download.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import numpy as np

from visavis.bench.lipsync.degrade import degrade
from visavis.bench.lipsync.recording import Recording, TimedPhone, TimedWord
from visavis.bench.lipsync.warp import warp
from visavis.speech.frontend import analyse
from visavis.tts.engine import Engine, Prosody

LINE_RATE_HZ = 16_000
NOISE_DB = 30.0


@dataclass(frozen=True, slots=True)
class Manner:
    """A voice that does not sound like the one that aligners render."""

    voice: str
    language: str
    prosody: Prosody


MANNERS = (
    Manner("espeak:en-male", "en", Prosody(rate=0.94, pitch_semitones=-2.0)),
    Manner("espeak:zh-male", "zh", Prosody(rate=0.94, pitch_semitones=-2.0)),
)


async def espeak_recordings(engine: Engine, manner: Manner, texts: Sequence[str]) -> AsyncIterator[Recording]:
    """One recording a text. The engine is started. Raises ``EngineError``."""
    voice = next(voice for voice in await engine.voices() if voice.name == manner.voice)
    for number, text in enumerate(texts):
        pcm = bytearray()
        phones: list[TimedPhone] = []
        words: list[TimedWord] = []
        ms = 1000 / voice.sample_rate_hz
        for sentence in analyse(text, language=manner.language).sentences:
            base = len(pcm) // 2
            async for piece in engine.speak(sentence, voice, manner.prosody, slack_s=60.0):
                pcm += piece.pcm
                phones += [
                    TimedPhone(phone.ipa, (base + phone.onset_samples) * ms, (base + phone.end_samples) * ms)
                    for phone in piece.phones
                ]
                words += [
                    TimedWord(
                        sentence.tokens[word.token_index].spoken,
                        (base + word.onset_samples) * ms,
                        (base + word.end_samples) * ms,
                    )
                    for word in piece.words
                ]
        samples = np.frombuffer(bytes(pcm), "<i2").astype(np.float32) / np.float32(32768)
        warped = warp(samples, voice.sample_rate_hz, seed=number)
        yield Recording(
            name=f"{number + 1:02d}",
            speaker=manner.voice,
            language=manner.language,
            text=text,
            samples=degrade(warped.samples, voice.sample_rate_hz, LINE_RATE_HZ, NOISE_DB, seed=number),
            rate_hz=LINE_RATE_HZ,
            phones=tuple(
                TimedPhone(phone.ipa, warped.time_ms(phone.onset_ms), warped.time_ms(phone.end_ms)) for phone in phones
            ),
            words=tuple(
                TimedWord(word.text, warped.time_ms(word.onset_ms), warped.time_ms(word.end_ms)) for word in words
            ),
        )
