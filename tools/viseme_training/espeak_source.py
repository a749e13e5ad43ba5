"""Speech of espeak-ng, through the server's own engine: the one source of Chinese, and of languages beside it."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack

import numpy as np

from visavis.bench.lipsync.recording import TimedPhone
from visavis.speech.frontend import analyse
from visavis.tts.engine import Prosody
from visavis.tts.engines.espeak import EspeakEngine
from viseme_training.utterance import Utterance


async def espeak(voice_name: str, language: str, texts: Iterable[str]) -> AsyncIterator[Utterance]:
    """Each text at another pace and pitch."""
    draw = random.Random(voice_name)
    async with AsyncExitStack() as stack:
        engine = EspeakEngine()
        stack.push_async_callback(engine.close)
        await engine.start()
        voice = next(voice for voice in await engine.voices() if voice.name == voice_name)
        ms = 1000 / voice.sample_rate_hz
        for text in texts:
            prosody = Prosody(rate=draw.uniform(0.8, 1.35), pitch_semitones=draw.uniform(-5, 5))
            pcm = bytearray()
            phones: list[TimedPhone] = []
            for sentence in analyse(text, language=language).sentences:
                base = len(pcm) // 2
                async for piece in engine.speak(sentence, voice, prosody, slack_s=60.0):
                    pcm += piece.pcm
                    phones += [
                        TimedPhone(phone.ipa, (base + phone.onset_samples) * ms, (base + phone.end_samples) * ms)
                        for phone in piece.phones
                    ]
            samples = np.frombuffer(bytes(pcm), "<i2").astype(np.float32) / np.float32(32768)
            yield Utterance(samples, voice.sample_rate_hz, tuple(phones))
