"""Kokoro for the contract test, with a model of a few kilobytes."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fakes.engines import Fixture, StandIn, local
from fakes.tiny_voices import kokoro_voice
from visavis.tts.engines.kokoro import KokoroEngine
from visavis.tts.engines.kokoro.engine import KokoroSettings


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    with tempfile.TemporaryDirectory() as folder:
        kokoro_voice(Path(folder))
        async with local(lambda: KokoroEngine(KokoroSettings(workers=1, threads=1), Path(folder)))() as stand_in:
            yield stand_in


FIXTURE = Fixture(opened, voice_en="kokoro:af_heart")
