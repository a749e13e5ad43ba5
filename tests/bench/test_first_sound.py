"""How long somebody waits for the first chunk of an utterance: engines with phones, and engines that are aligned."""

from __future__ import annotations

import statistics
import time
from contextlib import AsyncExitStack

import pytest

from fakes.forgetful_engine import ForgetfulEngine
from visavis.speech import frontend
from visavis.tts.compute import Compute
from visavis.tts.engine import Engine, Timing
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.late_aligner import LateAligner
from visavis.tts.order import Order
from visavis.tts.speaker import Speaker
from visavis.tts.voice_directory import VoiceDirectory

pytestmark = pytest.mark.bench

SENTENCES = (
    "您好，您的订单A1023已经发货，预计三天后到达。",
    "Your parcel has left our warehouse and should be with you on Friday.",
    "请问还有什么可以帮您？",
    "Please keep your order number at hand.",
)
ROUNDS = 6


async def first_chunk_ms(engine: Engine) -> list[float]:
    """Milliseconds to the first chunk of each utterance."""
    async with AsyncExitStack() as stack:
        compute = Compute(1)
        stack.callback(compute.close)
        aligner = LateAligner()
        stack.push_async_callback(aligner.close)
        await engine.start()
        stack.push_async_callback(engine.close)
        voices = await VoiceDirectory.open({engine.name: engine})
        speaker = Speaker(voices, compute, text_chars=1000, aligner=aligner)
        waited = []
        for number in range(ROUNDS):
            for sentence in SENTENCES:
                began = time.perf_counter()
                async with speaker.speak(Order(sentence, "arkit52")) as utterance:
                    await anext(utterance)
                    waited.append((time.perf_counter() - began) * 1000)
                    async for _ in utterance:
                        pass
            if number == 0:
                waited.clear()  # what loads late
        return waited


@pytest.mark.parametrize(
    "engine",
    [EspeakEngine(1), *(ForgetfulEngine(timing) for timing in (Timing.NONE, Timing.WORDS, Timing.CHARACTERS))],
    ids=["phones", "nothing", "words", "characters"],
)
async def test_first_chunk(engine: Engine) -> None:
    frontend.warm_up()
    waited = sorted(await first_chunk_ms(engine))
    timing = ", ".join(sorted(engine.capabilities.timing))
    print(f"\n{timing}: first chunk after {statistics.median(waited):.1f} ms (median), {waited[-1]:.1f} ms at most")
