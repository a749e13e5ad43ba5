"""How loud the embedded voices are by themselves and evened, and what evening costs."""

from __future__ import annotations

import time

import numpy as np
import pyloudnorm
import pytest

from fakes.babble import Sound, sound_of
from visavis.speech.frontend import analyse
from visavis.tts.compute import Compute
from visavis.tts.engine import Engine, Prosody, SpeechPiece, Voice
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.engines.flite import FliteEngine
from visavis.tts.evening.evening import Evening
from visavis.tts.evening.limiter import true_peak

pytestmark = pytest.mark.bench

TARGET_LUFS = -19.0
TEXTS = {
    "zh": "您好，欢迎光临我们的商店。请问有什么可以帮您的吗？今天的天气非常好，我们一起出去走走吧。",
    "en": "Hello and welcome to our shop. What can I do for you today? The weather is very fine, let us go for a walk. "
    "Please pass me the big brown bag.",
}


async def by_itself_and_evened(engine: Engine, voice: Voice, evening: Evening) -> tuple[Sound, Sound, float]:
    """Both sounds, and the milliseconds of processor time that evening them took."""
    compute, utterance = Compute(1), evening.utterance()
    plain, evened, cost_s = b"", b"", 0.0
    try:
        for sentence in analyse(TEXTS[voice.languages[0]], language=voice.languages[0]).sentences:
            pieces = [piece async for piece in engine.speak(sentence, voice, Prosody(), slack_s=0.0)]
            plain += b"".join(piece.pcm for piece in pieces)

            async def spoken(pieces: list[SpeechPiece] = pieces):  # type: ignore[no-untyped-def]
                for piece in pieces:
                    yield piece

            began = time.process_time()
            async for piece in utterance.pieces(spoken(), sentence, voice, Prosody(), compute):
                evened += piece.pcm
            cost_s += time.process_time() - began
    finally:
        compute.close()
    return sound_of(plain), sound_of(evened), cost_s * 1000


@pytest.mark.parametrize("kind", [EspeakEngine, FliteEngine])
async def test_loudness(kind: type[Engine]) -> None:
    engine = kind()
    await engine.start()
    print()
    try:
        for voice in await engine.voices():
            if voice.languages[0] not in TEXTS:
                continue
            plain, evened, cost_ms = await by_itself_and_evened(engine, voice, Evening(TARGET_LUFS))
            meter = pyloudnorm.Meter(voice.sample_rate_hz)
            before, after = meter.integrated_loudness(plain), meter.integrated_loudness(evened)
            peak_db = 20 * np.log10(true_peak(evened))
            cost = cost_ms * voice.sample_rate_hz / len(plain)
            print(f"{voice.name}: {before:.1f} -> {after:.1f} LUFS, {peak_db:.1f} dBTP, {cost:.2f} ms for each second")
    finally:
        await engine.close()
