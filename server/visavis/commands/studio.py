"""Engines and a speaker for a command that needs no server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from visavis.app import load_all_engines
from visavis.settings import Settings, data_folder, use_own_words
from visavis.tts.compute import Compute
from visavis.tts.late_aligner import LateAligner
from visavis.tts.registry import VoiceDirectory
from visavis.tts.speaker import Speaker


@asynccontextmanager
async def studio(settings: Settings) -> AsyncIterator[Speaker]:
    """Starts the engines of the settings and closes them afterwards. Raises ``EngineError``."""
    async with AsyncExitStack() as stack:
        use_own_words(settings)
        compute = Compute(settings.compute_threads)
        stack.callback(compute.close)
        engines = load_all_engines(settings)
        for engine in engines.values():
            await engine.start()
            stack.push_async_callback(engine.close)
        voices = await VoiceDirectory.open(engines)
        aligner = LateAligner(engine=engines.get("espeak"), data_dir=data_folder(settings))
        stack.push_async_callback(aligner.close)
        yield Speaker(
            voices,
            compute,
            text_chars=settings.text_chars,
            timeout_s=settings.engine_timeout_s,
            aligner=aligner,
        )
