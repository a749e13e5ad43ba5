"""The engine class of the embedded voice."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import ClassVar, Final

import espeakng_loader

from visavis.speech.text import Sentence
from visavis.tts.engine import Capabilities, Engine, EngineError, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.engines.espeak.catalogue import ENGINE_NAME, Catalogue, build_catalogue
from visavis.tts.engines.espeak.data_folder import make_data_folder, remove_data_folder
from visavis.tts.engines.espeak.english_readings import english_readings
from visavis.tts.engines.espeak.frames import Kind
from visavis.tts.engines.espeak.pool import WorkerPool
from visavis.tts.engines.espeak.script import build_job
from visavis.tts.engines.espeak.timeline import Timeline

WORKERS_VARIABLE: Final = "VISAVIS_ESPEAK_WORKERS"
_SILENCE_TIMEOUT_S: Final = 10.0
_EARLY_PIECE_BELOW_S: Final = 0.4
"""With more than this left to hear, a whole sentence is soon enough."""


class EspeakEngine(Engine):
    """espeak-ng in ``workers`` processes (default: ``VISAVIS_ESPEAK_WORKERS``, else 1).

    One worker speaks about a thousand seconds of audio in a second. ``silence_timeout_s`` is how long a worker with
    work may say nothing before it is replaced.
    """

    name: ClassVar[str] = ENGINE_NAME
    capabilities: ClassVar[Capabilities] = Capabilities(
        timing=frozenset({Timing.PHONES, Timing.WORDS}), streaming=True, offline=True
    )

    def __init__(self, workers: int | None = None, *, silence_timeout_s: float = _SILENCE_TIMEOUT_S) -> None:
        self._size = _workers_from_environment() if workers is None else workers
        if self._size < 1:
            raise ValueError(f"workers must be at least 1, not {self._size}")
        self._silence_timeout_s = silence_timeout_s
        self._pool: WorkerPool | None = None
        self._folder: Path | None = None
        self._catalogue: Catalogue | None = None

    @property
    def worker_pids(self) -> tuple[int, ...]:
        """Process ids of the workers alive now, for whoever watches the server."""
        return tuple(worker.pid for worker in self._pool.workers) if self._pool else ()

    async def start(self) -> None:
        """Start the workers and read the list of voices. Raises :class:`EngineError`."""
        if self._pool is not None:
            return
        try:
            folder = make_data_folder(Path(espeakng_loader.get_data_path()))
        except OSError as error:
            raise EngineError(f"espeak: no data folder: {error}", code="engine_unavailable") from error
        library = Path(espeakng_loader.get_library_path())
        pool = WorkerPool(library, folder, workers=self._size, silence_timeout_s=self._silence_timeout_s)
        try:
            await pool.start()
        except BaseException:
            remove_data_folder(folder)
            raise
        await asyncio.to_thread(english_readings)
        hello = pool.workers[0].hello
        self._catalogue = build_catalogue(hello["voices"], hello["sample_rate_hz"])
        self._folder = folder
        self._pool = pool

    async def voices(self) -> list[Voice]:
        """Mandarin and English first, then every other language of the library by its code."""
        return list(self._started()[1].voices)

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        """As :meth:`Engine.speak`. Where somebody soon hears silence, the first piece holds 120 ms and the timing of up
        to 2 s; all others hold whole sentences of up to 10 s, because every piece wakes both processes."""
        pool, catalogue = self._started()
        speaker = catalogue.speakers.get(voice.name)
        if speaker is None:
            raise EngineError(f"espeak has no voice {voice.name!r}", code="voice_unknown")
        timeline = Timeline(sentence, voice.sample_rate_hz)
        job = build_job(sentence, speaker, prosody, early_piece=slack_s < _EARLY_PIECE_BELOW_S)
        async with aclosing(pool.run(job, slack_s=slack_s)) as messages:
            async for kind, payload in messages:
                yield timeline.read(payload, last=kind == Kind.LAST)

    async def close(self) -> None:
        """End the workers and remove what was written. Safe to call twice."""
        pool, self._pool = self._pool, None
        folder, self._folder = self._folder, None
        if pool is not None:
            await pool.close()
        if folder is not None:
            remove_data_folder(folder)

    def _started(self) -> tuple[WorkerPool, Catalogue]:
        if self._pool is None or self._catalogue is None:
            raise EngineError("espeak: the engine is not started", code="engine_unavailable")
        return self._pool, self._catalogue


def _workers_from_environment() -> int:
    value = os.environ.get(WORKERS_VARIABLE, "1")
    try:
        return int(value)
    except ValueError:
        raise ValueError(f"{WORKERS_VARIABLE} must be a whole number, not {value!r}") from None
