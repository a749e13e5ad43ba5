"""The OpenAI engine for the contract test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from fakes.engines import Fixture, StandIn
from fakes.openai_service import KEY, openai_service
from visavis.tts.engines.openai import OpenAIEngine
from visavis.tts.engines.openai.settings import OpenAISettings


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    async with openai_service() as service:
        engine = OpenAIEngine(OpenAISettings(key=SecretStr(KEY), url=service.url))
        await engine.start()
        try:
            yield StandIn(engine, lambda: service.server.active, service.heard, service.hold, service.fail)
        finally:
            await engine.close()


FIXTURE = Fixture(opened, voice_en="openai:marin", voice_zh="openai:marin", escapes=False)
