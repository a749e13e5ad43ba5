"""The edge engine for the contract test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fakes.edge_service import edge_service
from fakes.engines import Fixture, StandIn
from visavis.tts.engines.edge import EdgeEngine
from visavis.tts.engines.edge.settings import EdgeSettings


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    async with edge_service() as service:
        engine = EdgeEngine(EdgeSettings(voices=""))
        await engine.start()
        try:
            server = service.server
            yield StandIn(engine, lambda: server.active, service.heard, service.hold, server.fail)
        finally:
            await engine.close()


FIXTURE = Fixture(
    opened, voice_en="edge:en-US-EmmaMultilingualNeural", voice_zh="edge:zh-CN-XiaoxiaoNeural", escapes=False
)
