"""A recording that is still being made as an utterance: heard while it comes, its mouth recognised in the sound."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar, Final

import numpy as np

from visavis.speech.frontend import Analysis
from visavis.speech.text import Sentence
from visavis.tts.compute import Compute
from visavis.tts.engine import Capabilities, Engine, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.heard_mouth import HeardMouth
from visavis.tts.heard_sound import HEARD_MS_PER_SECOND
from visavis.tts.recorded import UNKNOWN_LANGUAGE, VOICE_NAME
from visavis.tts.sound_stream import SoundStream

LEAST_S: Final = 0.25
"""So much is waited for: the mouth is known a tenth of a second behind the sound, and each piece has its cost."""
STREAM_PATIENCE_S: Final = 120.0
"""Whoever feeds a stream ends it, or is ended, long before; this only ends what everybody has forgotten."""


class StreamedEngine(Engine):
    """Plays one stream once."""

    name: ClassVar[str] = VOICE_NAME
    capabilities: ClassVar[Capabilities] = Capabilities(
        frozenset({Timing.PHONES, Timing.WORDS}), streaming=True, offline=True
    )

    def __init__(self, sound: SoundStream, compute: Compute) -> None:
        self._sound = sound
        self._compute = compute

    async def voices(self) -> list[Voice]:
        """None that could be asked for."""
        return []

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        """All of it, as it comes."""
        del sentence, prosody, slack_s
        mouth = HeardMouth(voice.sample_rate_hz)
        waiting = bytearray()
        last = False
        while not last:
            pcm, last = await self._sound.take(LEAST_S)
            waiting += pcm
            samples = np.frombuffer(pcm, dtype="<i2").astype(np.int16, copy=False)
            cost_ms = len(samples) / voice.sample_rate_hz * HEARD_MS_PER_SECOND
            begun = mouth.covered_samples
            phones = await self._compute.run_brief(cost_ms, mouth.push, samples, last=last)
            # Sound goes on as far as its mouth is known.
            size = 2 * (mouth.covered_samples - begun)
            if size:
                yield SpeechPiece(bytes(waiting[:size]), tuple(phones))
                del waiting[:size]


def streamed(sound: SoundStream, language: str | None, compute: Compute) -> tuple[Analysis, Voice, StreamedEngine]:
    """What is to be performed for a stream."""
    analysis = Analysis("", language or UNKNOWN_LANGUAGE, (Sentence((), 0, 0),))
    voice = Voice(VOICE_NAME, VOICE_NAME, "", (analysis.language,), sound.sample_rate_hz)
    return analysis, voice, StreamedEngine(sound, compute)
