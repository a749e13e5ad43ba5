"""A started embedded voice."""

from collections.abc import AsyncIterator

import pytest

from visavis.tts.engines.espeak import EspeakEngine


@pytest.fixture
async def engine() -> AsyncIterator[EspeakEngine]:
    engine = EspeakEngine()
    await engine.start()
    yield engine
    await engine.close()
