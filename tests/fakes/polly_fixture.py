"""The Polly engine for the contract test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from fakes.engines import Fixture, StandIn
from fakes.polly_service import ACCESS_KEY, REGION, SECRET_KEY, polly_service
from visavis.tts.engines.polly import PollyEngine
from visavis.tts.engines.polly.settings import PollySettings


@contextmanager
def aws_keys() -> Iterator[None]:
    """The keys of the stand-in, and none of whoever runs the test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
            patch.delenv(name, raising=False)
        yield


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    with aws_keys():
        async with polly_service() as service:
            engine = PollyEngine(PollySettings(region=REGION, url=service.url))
            await engine.start()
            try:
                yield StandIn(engine, lambda: service.server.active, service.heard, service.hold, service.fail)
            finally:
                await engine.close()


FIXTURE = Fixture(opened, voice_en="polly:Joanna", voice_zh="polly:Zhiyu")
