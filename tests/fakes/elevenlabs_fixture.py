"""The ElevenLabs engine for the contract test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from fakes.elevenlabs_service import KEY, elevenlabs_service
from fakes.engines import Fixture, StandIn
from visavis.tts.engines.elevenlabs import ElevenLabsEngine
from visavis.tts.engines.elevenlabs.settings import ElevenLabsSettings


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    async with elevenlabs_service() as service:
        engine = ElevenLabsEngine(ElevenLabsSettings(key=SecretStr(KEY), url=service.server.url))
        await engine.start()
        try:
            yield StandIn(engine, lambda: service.server.active, service.heard, service.hold, service.fail)
        finally:
            await engine.close()


SARAH = "elevenlabs:EXAVITQu4vr4xnSDxMaL"
FIXTURE = Fixture(opened, voice_en=SARAH, voice_zh=SARAH, escapes=False)
