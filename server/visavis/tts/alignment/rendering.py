"""A sentence as the embedded voice speaks it: sound, phones and words with exact times, in any language it reads."""

from __future__ import annotations

import numpy as np

from visavis.speech.alignment.reference import Reference
from visavis.speech.cues import Phone
from visavis.speech.text import Sentence
from visavis.tts.engine import Engine, Prosody, Voice, WordTiming


async def render(engine: Engine, voice: Voice, sentence: Sentence, *, rate: float) -> Reference:
    """``engine`` must give phones and words. Raises :class:`EngineError`."""
    pcm: list[bytes] = []
    phones: list[Phone] = []
    words: list[WordTiming] = []
    async for piece in engine.speak(sentence, voice, Prosody(rate=rate), slack_s=60.0):
        pcm.append(piece.pcm)
        phones += piece.phones
        words += piece.words
    samples = np.frombuffer(b"".join(pcm), dtype="<i2").astype(np.float32) * np.float32(1 / 32768)
    spans = [(word.token_index, word.onset_samples, word.end_samples) for word in words]
    return Reference.from_words(samples, voice.sample_rate_hz, phones, spans)
