"""Piper for the contract test, with voices of a few kilobytes."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fakes.engines import Fixture, StandIn, local
from fakes.tiny_voices import piper_voice
from visavis.tts.engines.piper import PiperEngine
from visavis.tts.engines.piper.engine import PiperSettings


@asynccontextmanager
async def opened() -> AsyncIterator[StandIn]:
    with tempfile.TemporaryDirectory() as folder:
        piper_voice(Path(folder))
        piper_voice(Path(folder), "zh_CN-tiny-low", espeak="cmn", rate_hz=16_000)
        async with local(lambda: PiperEngine(PiperSettings(workers=1, threads=1), Path(folder)))() as stand_in:
            yield stand_in


FIXTURE = Fixture(opened, voice_en="piper:en_US-tiny-low", voice_zh="piper:zh_CN-tiny-low")
