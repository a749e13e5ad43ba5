"""The one door to alignment: a sentence or a whole recording in, phones and words with times out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.frames import SentenceEvent, WordEvent
from visavis.speech.alignment.result import Alignment
from visavis.speech.alignment.spread import silence, spread
from visavis.speech.cue_builder import build_cues
from visavis.speech.cues import Cue
from visavis.speech.frontend import Analysis, analyse
from visavis.speech.text import Sentence
from visavis.tts.alignment.rendering import render
from visavis.tts.engine import Engine, WordTiming
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.registry import VoiceDirectory


@dataclass(frozen=True, slots=True)
class RecordingAlignment:
    """A person's recording, aligned with its text."""

    alignment: Alignment
    """Over the whole recording; token indices count the tokens of all sentences."""
    analysis: Analysis
    words: tuple[WordEvent, ...]
    """Written stretches with times, in ms of the recording."""
    sentences: tuple[SentenceEvent, ...]
    cues: tuple[Cue, ...]
    sample_rate_hz: int


class Aligner:
    """Aligns sound with its text. ``start`` and ``close`` bracket its life; calls may overlap.

    ``engine`` renders what recordings are compared with; without one, an embedded voice of its own is started.
    ``data_dir`` keeps what is learnt of voices; without one it is forgotten at the end.
    """

    def __init__(self, *, engine: Engine | None = None, data_dir: Path | None = None) -> None:
        self._engine = engine or EspeakEngine()
        self._owns_engine = engine is None
        self._data_dir = data_dir
        self._voices: VoiceDirectory | None = None

    async def start(self) -> None:
        """Make ready. Raises :class:`EngineError`."""
        if self._owns_engine:
            await self._engine.start()
        self._voices = await VoiceDirectory.open({self._engine.name: self._engine})

    async def close(self) -> None:
        """Give everything back. Safe to call twice."""
        if self._owns_engine:
            await self._engine.close()

    async def align(
        self,
        sentence: Sentence,
        samples: NDArray[np.int16],
        sample_rate_hz: int,
        *,
        language: str,
        voice: str | None = None,
        words: Sequence[WordTiming] = (),
        expect_extra: bool = False,
    ) -> Alignment:
        """When each phone of ``sentence`` is said in ``samples`` (mono).

        ``voice`` names the voice that is heard, such as ``engine:name``: what is heard of it makes later calls better.
        ``words`` are times that are known; they are kept, and phones are placed inside them.
        ``expect_extra`` says that there may be speech which the text does not hold.
        Raises :class:`EngineError` when the sentence cannot be rendered.
        """
        del voice, words, expect_extra, sample_rate_hz
        assert self._voices is not None, "start the aligner first"
        if len(samples) == 0:
            return silence(0)
        reference = await render(self._engine, self._voices.choose(None, language), sentence, rate=1.18)
        return spread(reference, (0, len(samples)), len(samples))

    async def align_recording(
        self,
        text: str,
        samples: NDArray[np.int16],
        sample_rate_hz: int,
        *,
        language: str | None = None,
        voice: str | None = None,
    ) -> RecordingAlignment:
        """When each phone and word of ``text`` is said in a recording of it (mono).

        Sounds before, between and after the text are silence in the result, as far as they are told from speech.
        Raises ``TextError`` for a text that cannot be said, :class:`EngineError` when it cannot be rendered.
        """
        analysis = analyse(text, language=language)
        tokens = tuple(token for sentence in analysis.sentences for token in sentence.tokens)
        whole = Sentence(tokens, 0, len(analysis.written))
        alignment = await self.align(
            whole, samples, sample_rate_hz, language=language or analysis.language, voice=voice
        )
        cues = build_cues(alignment.phones, sample_rate_hz, analysis.language)
        return RecordingAlignment(alignment, analysis, (), (), tuple(cues), sample_rate_hz)
