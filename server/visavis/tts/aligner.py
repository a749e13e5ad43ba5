"""The one door to alignment: a sentence or a whole recording in, phones and words with times out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.frames import SentenceEvent, WordEvent
from visavis.speech.alignment.result import Alignment, WordSpan
from visavis.speech.cue_builder import build_cues
from visavis.speech.cues import Cue
from visavis.speech.frontend import Analysis, analyse
from visavis.speech.text import Sentence
from visavis.tts.alignment.jobs import LearnJob, RecordingJob, SentenceJob
from visavis.tts.alignment.process import AlignerProcess
from visavis.tts.alignment.rendering import renderings, stretches
from visavis.tts.alignment.voice_memory import ENOUGH_S
from visavis.tts.alignment.written_words import sentence_events, word_events
from visavis.tts.compute import Compute
from visavis.tts.engine import Engine, EngineError, WordTiming
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.voice_directory import VoiceDirectory

SENTENCE_MAX_S: Final = 120.0
RECORDING_MAX_S: Final = 900.0
TEXT_MAX_CHARS: Final = 100_000
_TIMEOUT_S: Final = 20.0
_TIMEOUT_SHARE: Final = 0.5
"""A job may take so long, and so much of its sound's length."""
_LEARN_TIMEOUT_S: Final = 120.0


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

    ``engine`` renders what recordings are compared with and must be started; without one, an embedded voice of its own
    is. ``data_dir`` keeps what is learnt of voices; without one it is forgotten at the end. All computation is done in
    a process of its own.
    """

    def __init__(self, *, engine: Engine | None = None, data_dir: Path | None = None) -> None:
        self._engine = engine or EspeakEngine()
        self._owns_engine = engine is None
        self._process = AlignerProcess(data_dir)
        self._compute: Compute | None = None
        self._voices: VoiceDirectory | None = None

    @property
    def worker_pid(self) -> int | None:
        """The process that computes, while there is one."""
        return self._process.pid

    async def start(self) -> None:
        """Make ready. Raises :class:`EngineError`."""
        if self._owns_engine:
            await self._engine.start()
        self._compute = Compute(1)
        self._voices = await VoiceDirectory.open({self._engine.name: self._engine})

    async def close(self) -> None:
        """Give everything back. Safe to call twice."""
        await self._process.close()
        compute, self._compute = self._compute, None
        if compute is not None:
            compute.close()
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
    ) -> Alignment:
        """When each phone of ``sentence`` is said in ``samples`` (mono; two columns are mixed).

        ``voice`` names the voice that is heard, such as ``engine:name``: what is heard of it makes later calls better.
        ``words`` are times that are known: a token's phones are placed inside its span, give or take 40 ms.
        Raises :class:`EngineError` when the sentence cannot be rendered or aligned.
        """
        samples = _checked(samples, sample_rate_hz, SENTENCE_MAX_S)
        references = await renderings(self._engine, self._directory(), sentence, language)
        spans = tuple(
            WordSpan(word.token_index, word.onset_samples, word.end_samples)
            for word in words
            if word.end_samples > word.onset_samples
        )
        job = SentenceJob(samples, sample_rate_hz, references, voice, spans)
        return await self._run(job, len(samples) / sample_rate_hz)

    async def align_recording(
        self,
        text: str,
        samples: NDArray[np.int16],
        sample_rate_hz: int,
        *,
        language: str | None = None,
        voice: str | None = None,
    ) -> RecordingAlignment:
        """When each phone and word of ``text`` is said in a recording of it (mono; two columns are mixed).

        ``language`` is a BCP 47 tag such as ``en-GB``, found from the text by default. What sounds before the first and
        after the last word is silence in the result.
        Raises ``TextError`` for a text that cannot be said, :class:`EngineError` when it cannot be rendered or aligned.
        """
        samples = _checked(samples, sample_rate_hz, RECORDING_MAX_S)
        compute = self._compute
        if compute is None:
            raise EngineError("the aligner is closed, or was never started", code="engine_unavailable")
        analysis = await compute.run(analyse, text, language=language, max_chars=TEXT_MAX_CHARS)
        parts = await stretches(self._engine, self._directory(), analysis.sentences, language or analysis.language)
        job = RecordingJob(samples, sample_rate_hz, parts, voice)
        alignment = await self._run(job, len(samples) / sample_rate_hz)
        return await compute.run(_recording, alignment, analysis, sample_rate_hz)

    async def learn(self, voice: str | None = None, *, at_least_s: float = ENOUGH_S) -> float:
        """Learn now what has been heard of ``voice`` (of all for None), where it is at least so many seconds.

        Otherwise it happens by itself, whenever there is nothing else to do. Returns the seconds heard.
        """
        heard_s: float = await self._process.run(LearnJob(voice, at_least_s), _LEARN_TIMEOUT_S)
        return heard_s

    async def settle(self) -> None:
        """Wait until everything that can be learnt is."""
        await self.learn()

    def _directory(self) -> VoiceDirectory:
        assert self._voices is not None, "start the aligner first"
        return self._voices

    async def _run(self, job: SentenceJob | RecordingJob, length_s: float) -> Alignment:
        alignment: Alignment = await self._process.run(job, _TIMEOUT_S + _TIMEOUT_SHARE * length_s)
        return alignment


def _checked(samples: NDArray[Any], sample_rate_hz: int, longest_s: float) -> NDArray[Any]:
    """Mono samples. Raises :class:`EngineError` for what cannot be aligned at all."""
    if not 1000 <= sample_rate_hz <= 384_000:
        raise EngineError(f"audio at {sample_rate_hz} Hz cannot be aligned; between 1000 and 384000 Hz it can")
    if samples.ndim == 2:
        samples = samples.mean(axis=1).astype(samples.dtype)
    if len(samples) > longest_s * sample_rate_hz:
        length_s = len(samples) / sample_rate_hz
        raise EngineError(f"audio of {length_s:.0f} s is too long to align; at most {longest_s:.0f} s: cut it in parts")
    return samples


def _recording(alignment: Alignment, analysis: Analysis, sample_rate_hz: int) -> RecordingAlignment:
    tokens = [token for sentence in analysis.sentences for token in sentence.tokens]
    return RecordingAlignment(
        alignment,
        analysis,
        word_events(tokens, alignment.words, sample_rate_hz),
        sentence_events(analysis.sentences, alignment.words, sample_rate_hz),
        tuple(build_cues(alignment.phones, sample_rate_hz, analysis.language)),
        sample_rate_hz,
    )
