"""The CosyVoice engine for the contract test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from fakes.cosyvoice_service import KEY, cosyvoice_service
from fakes.engines import Fixture, StandIn
from visavis.tts.engines.cosyvoice import CosyVoiceEngine
from visavis.tts.engines.cosyvoice.settings import CosyVoiceSettings


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    async with cosyvoice_service() as service:
        engine = CosyVoiceEngine(CosyVoiceSettings(key=SecretStr(KEY), url=service.url))
        await engine.start()
        try:
            server = service.server
            yield StandIn(engine, lambda: server.active, lambda: service.texts, service.hold, server.fail)
        finally:
            await engine.close()


LONGANHUAN = "cosyvoice:longanhuan"
FIXTURE = Fixture(opened, voice_en=LONGANHUAN, voice_zh=LONGANHUAN, escapes=False)
