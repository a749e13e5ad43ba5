"""What we add to a recogniser: from the last sample to the final result. The stand-ins answer at once, so the figures
are the client libraries' and ours."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncGenerator

import pytest
from pydantic import SecretStr

from fakes import azure_listening, transcription_service
from fakes.listened import SOUND
from fakes.scripted_recogniser import END, ScriptedRecogniser, final
from visavis.listen.engines.azure import AzureRecogniser
from visavis.listen.engines.azure.settings import AzureListenSettings
from visavis.listen.engines.openai import OpenAIRecogniser
from visavis.listen.engines.openai.settings import OpenAIListenSettings
from visavis.listen.hearer import Hearer
from visavis.listen.recogniser import HearingWish, Recogniser
from visavis.listen.settings import ListenSettings

pytestmark = pytest.mark.bench

UTTERANCES = 20
PIECE_S = 0.1


async def final_after_ms(recogniser: Recogniser) -> list[float]:
    """Milliseconds from the last sample to the final result, sound as fast as it is spoken."""
    hearer, waited = Hearer(recogniser, ListenSettings()), []
    for _ in range(UTTERANCES):
        ended = 0.0

        async def spoken() -> AsyncGenerator[bytes, None]:
            nonlocal ended
            for at in range(0, len(SOUND), 3200):
                await asyncio.sleep(PIECE_S)
                ended = time.perf_counter()
                yield SOUND[at : at + 3200]

        _ = [heard async for heard in hearer.hear(spoken(), HearingWish(("zh", "en")))]
        waited.append((time.perf_counter() - ended) * 1000)
    return waited


async def test_final_result() -> None:
    await _report("hearer alone", ScriptedRecogniser([END, final("好")]))
    async with transcription_service.transcription_service() as service:
        settings = OpenAIListenSettings(
            key=SecretStr(transcription_service.KEY), url=service.url, model="gpt-transcribe"
        )
        await _report("openai", OpenAIRecogniser(settings))
    async with azure_listening.azure_listening() as listening:
        key = SecretStr(azure_listening.KEY)
        await _report("azure", AzureRecogniser(AzureListenSettings(key=key, url=listening.url)))


async def _report(name: str, recogniser: Recogniser) -> None:
    await recogniser.start()
    try:
        waited = sorted(await final_after_ms(recogniser))
    finally:
        await recogniser.close()
    p95 = waited[int(len(waited) * 0.95) - 1]
    print(f"{name:<14} final after {statistics.median(waited):.1f} ms (p50), {p95:.1f} ms (p95)")
