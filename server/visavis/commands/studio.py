"""Engines and a speaker for a command that needs no server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from visavis.chosen_engines import evening, load_all_engines, resilience, speech_store
from visavis.settings import Settings, data_folder, use_own_label, use_own_words
from visavis.tts.compute import Compute
from visavis.tts.engine import EngineError
from visavis.tts.engine_start import start_engines
from visavis.tts.late_aligner import LateAligner
from visavis.tts.speaker import Speaker
from visavis.tts.voice_directory import VoiceDirectory


@asynccontextmanager
async def studio(settings: Settings) -> AsyncIterator[Speaker]:
    """Starts the engines of the settings and closes them afterwards. Raises ``EngineError``."""
    async with AsyncExitStack() as stack:
        use_own_words(settings)
        use_own_label(settings)
        compute = Compute(settings.compute_threads)
        stack.callback(compute.close)
        engines = load_all_engines(settings)
        started, absent = await start_engines(engines, settings.engine_start_s)
        for engine in started.values():
            stack.push_async_callback(engine.close)
        if not started:
            raise EngineError(
                "; ".join(f"engine {name}: {reason}" for name, reason in absent.items()) or "no engine",
                code="engine_unavailable",
            )
        voices = await VoiceDirectory.open(started)
        aligner = LateAligner(engine=started.get("espeak"), data_dir=data_folder(settings))
        stack.push_async_callback(aligner.close)
        store = speech_store(settings, started)
        if store is not None:
            stack.callback(store.close)
        sound = evening(settings)
        stack.callback(sound.close)
        yield Speaker(
            voices,
            compute,
            text_chars=settings.text_chars,
            aligner=aligner,
            evening=sound,
            resilience=resilience(settings, voices, store),
            absent=absent,
        )
