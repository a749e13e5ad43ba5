"""The aligners of a server, started by whoever needs them first: where engines tell their phones, nobody may."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.result import Alignment
from visavis.speech.frontend import analyse
from visavis.speech.text import Sentence
from visavis.tts.aligner import Aligner, RecordingAlignment
from visavis.tts.engine import Engine, WordTiming

WARM_UP_TEXTS = {"zh": "您好", "en": "Hello"}
WARM_UP_RATE_HZ = 16_000


class LateAligner:
    """Two of :class:`~visavis.tts.aligner.Aligner`: what an engine says never waits behind a visitor's long recording.

    ``engine`` and ``data_dir`` are those of the aligner. What is learnt is learnt from engines: a recording could be
    anybody's, and is nobody's to keep.
    """

    def __init__(self, *, engine: Engine | None = None, data_dir: Path | None = None) -> None:
        self._sentences = _Started(Aligner(engine=engine, data_dir=data_dir))
        self._recordings = _Started(Aligner(engine=engine))
        self._turn = asyncio.Semaphore(1)
        self._running: set[asyncio.Task[RecordingAlignment]] = set()

    async def start(self) -> None:
        """Make ready now for what engines say. Raises ``EngineError``, as every call may."""
        await self._sentences.get()

    async def warm_up(self) -> None:
        """Load what loads late, so that the first sentence is not waited for longer than the others. Raises
        ``EngineError``."""
        noise = np.random.default_rng(0).normal(0, 3000, WARM_UP_RATE_HZ).astype(np.int16)
        for language, text in WARM_UP_TEXTS.items():
            sentence = analyse(text, language=language).sentences[0]
            await self.align(sentence, noise, WARM_UP_RATE_HZ, language=language)

    async def close(self) -> None:
        """Give everything back."""
        for job in self._running:
            job.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._recordings.close()
        await self._sentences.close()

    async def align(
        self,
        sentence: Sentence,
        samples: NDArray[np.int16],
        sample_rate_hz: int,
        *,
        language: str,
        voice: str | None = None,
        words: Sequence[WordTiming] = (),
    ) -> Alignment:
        """See :meth:`Aligner.align`."""
        aligner = await self._sentences.get()
        return await aligner.align(sentence, samples, sample_rate_hz, language=language, voice=voice, words=words)

    async def align_recording(
        self, text: str, samples: NDArray[np.int16], sample_rate_hz: int, *, language: str | None = None
    ) -> RecordingAlignment:
        """See :meth:`Aligner.align_recording`.

        One recording is aligned at a time. Whoever gives up while it waits costs nothing; one that is being aligned
        keeps its turn to the end, wanted or not.
        """
        aligner = await self._recordings.get()
        await self._turn.acquire()
        job = asyncio.create_task(aligner.align_recording(text, samples, sample_rate_hz, language=language))
        self._running.add(job)
        job.add_done_callback(self._ended)
        return await asyncio.shield(job)

    def _ended(self, job: asyncio.Task[RecordingAlignment]) -> None:
        self._running.discard(job)
        self._turn.release()
        if not job.cancelled():
            job.exception()  # whoever asked may have gone


class _Started:
    """An aligner that is started once, by its first user; one that could not start is tried again by the next."""

    def __init__(self, aligner: Aligner) -> None:
        self._aligner = aligner
        self._starting: asyncio.Task[None] | None = None

    async def get(self) -> Aligner:
        """The aligner, ready. Raises ``EngineError``."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._aligner.start())
        starting = self._starting
        try:
            # Whoever is cancelled does not take it from the others.
            await asyncio.shield(starting)
        except Exception:
            if self._starting is starting:
                self._starting = None
            raise
        return self._aligner

    async def close(self) -> None:
        if self._starting is not None:
            await asyncio.gather(self._starting, return_exceptions=True)
            await self._aligner.close()
