"""The Azure engine for the contract test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from fakes.azure_service import KEY, azure_service
from fakes.engines import Fixture, StandIn
from visavis.tts.engines.azure import AzureEngine
from visavis.tts.engines.azure.settings import AzureSettings


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    async with azure_service() as service:
        engine = AzureEngine(AzureSettings(key=SecretStr(KEY), url=service.url))
        await engine.start()
        try:
            server = service.server
            yield StandIn(engine, lambda: server.active, service.heard, service.hold, server.fail)
        finally:
            await engine.close()


FIXTURE = Fixture(opened, voice_en="azure:en-US-JennyNeural", voice_zh="azure:zh-CN-XiaoxiaoNeural")
