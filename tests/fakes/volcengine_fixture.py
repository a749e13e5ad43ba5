"""The Volcengine engine for the contract test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from fakes.engines import Fixture, StandIn
from fakes.volcengine_service import KEY, volcengine_service
from visavis.tts.engines.volcengine import VolcengineEngine
from visavis.tts.engines.volcengine.settings import VolcengineSettings


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    async with volcengine_service() as service:
        engine = VolcengineEngine(VolcengineSettings(key=SecretStr(KEY), url=service.url))
        await engine.start()
        try:
            server = service.server
            yield StandIn(engine, lambda: server.active, service.heard, service.hold, server.fail)
        finally:
            await engine.close()


FIXTURE = Fixture(
    opened,
    voice_en="volcengine:en_female_dacey_uranus_bigtts",
    voice_zh="volcengine:zh_female_xiaohe_uranus_bigtts",
    escapes=False,
)
