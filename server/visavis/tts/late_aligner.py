"""The aligner, started by whoever needs it first: a server whose engines tell their phones may never need one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.result import Alignment
from visavis.speech.text import Sentence
from visavis.tts.aligner import Aligner, RecordingAlignment
from visavis.tts.engine import Engine, WordTiming


class LateAligner:
    """Does what :class:`~visavis.tts.aligner.Aligner` does. ``engine`` and ``data_dir`` are that one's."""

    def __init__(self, *, engine: Engine | None = None, data_dir: Path | None = None) -> None:
        self._aligner = Aligner(engine=engine, data_dir=data_dir)
        self._starting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Make ready now. Raises ``EngineError``, and then so does every call; the next one tries anew."""
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

    async def close(self) -> None:
        """Give everything back."""
        if self._starting is not None:
            await asyncio.gather(self._starting, return_exceptions=True)
            await self._aligner.close()

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
        await self.start()
        return await self._aligner.align(sentence, samples, sample_rate_hz, language=language, voice=voice, words=words)

    async def align_recording(
        self,
        text: str,
        samples: NDArray[np.int16],
        sample_rate_hz: int,
        *,
        language: str | None = None,
        voice: str | None = None,
    ) -> RecordingAlignment:
        """See :meth:`Aligner.align_recording`."""
        await self.start()
        return await self._aligner.align_recording(text, samples, sample_rate_hz, language=language, voice=voice)
