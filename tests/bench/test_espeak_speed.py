"""What the embedded voice costs: processor time per second of audio, and the wait for the first piece."""

import asyncio
import time

import psutil
import pytest
from tts.sentences import english, mandarin

from visavis.speech.text import Sentence
from visavis.tts.engine import Prosody, Voice
from visavis.tts.engines.espeak import EspeakEngine

pytestmark = pytest.mark.bench

RATE_HZ = 22050
SENTENCES = [
    mandarin("您好您的订单已经发出", "nin2 hao3, nin2 de5 ding4 dan1 yi3 jing1 fa1 chu1"),
    mandarin("如果有任何问题请联系我们", "ru2 guo3 you3 ren4 he2 wen4 ti2, qing3 lian2 xi4 wo3 men5"),
    mandarin("您的已经更新", "nin2 de5 order number yi3 jing1 geng1 xin1"),
    english("Your parcel has been sent and should arrive tomorrow in the afternoon."),
]


async def one(engine: EspeakEngine, what: Sentence, voice: Voice) -> tuple[float, float]:
    """Seconds of audio, and milliseconds until the first piece."""
    began = time.perf_counter()
    first_ms, size = 0.0, 0
    async for piece in engine.speak(what, voice, Prosody(), slack_s=0.0):
        first_ms = first_ms or (time.perf_counter() - began) * 1000
        size += len(piece.pcm)
    return size / 2 / RATE_HZ, first_ms


@pytest.mark.parametrize(("at_once", "rounds"), [(1, 400), (8, 50), (50, 10)])
async def test_cost(at_once: int, rounds: int) -> None:
    engine = EspeakEngine()
    await engine.start()
    voice = (await engine.voices())[0]
    worker = psutil.Process(engine.worker_pids[0])
    for what in SENTENCES:
        await one(engine, what, voice)
    ours, theirs = time.process_time(), sum(worker.cpu_times()[:2])
    results = []
    for number in range(rounds):
        results += await asyncio.gather(
            *(one(engine, SENTENCES[(number + index) % len(SENTENCES)], voice) for index in range(at_once))
        )
    audio_s = sum(seconds for seconds, _ in results)
    parent_ms = (time.process_time() - ours) / audio_s * 1000
    worker_ms = (sum(worker.cpu_times()[:2]) - theirs) / audio_s * 1000
    waits = sorted(wait for _, wait in results)
    print(
        f"\n{at_once} at once: {audio_s:.0f} s of audio; CPU ms per second of audio: "
        f"parent {parent_ms:.3f}, worker {worker_ms:.3f}; first piece ms: p50 {waits[len(waits) // 2]:.1f}, "
        f"p95 {waits[len(waits) * 95 // 100]:.1f}; worker memory {worker.memory_info().rss / 1e6:.0f} MB"
    )
    await engine.close()
    assert audio_s > 100
