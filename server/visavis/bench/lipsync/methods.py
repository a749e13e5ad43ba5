"""The methods side by side: each takes a recording, most its text too, and says when each phone is said."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np

from visavis.bench.lipsync.by_ear import BY_EAR, hear
from visavis.bench.lipsync.naive import spread_durations, spread_text
from visavis.bench.lipsync.recording import Recording, TimedPhone
from visavis.bench.lipsync.score import Tally
from visavis.bench.lipsync.word_times import word_timings
from visavis.speech.alignment.reference import Reference
from visavis.speech.alignment.result import Alignment
from visavis.speech.frontend import Analysis, analyse
from visavis.speech.text import Sentence
from visavis.tts.aligner import Aligner
from visavis.tts.alignment.rendering import render
from visavis.tts.engine import Engine, EngineError
from visavis.tts.voice_directory import VoiceDirectory

ADAPTED: Final = frozenset({"hmm", "known"})
"""The methods that hear the voice first."""
METHODS: Final = {
    "text": "text spread over the file",
    "durations": "espeak durations over the voiced span",
    "dtw": "DTW, first utterance of an unknown voice",
    "hmm": "HMM adapted to the voice, little heard",
    "known": "HMM adapted to the voice, much heard",
    "words": "words with times, filled",
    "audio": "sound alone, a whole file",
    "live": "sound alone, as it comes",
}


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A recording with its text read and its sound as the aligner takes it."""

    recording: Recording
    analysis: Analysis
    sentence: Sentence
    """All tokens of the text."""
    recorded: bool
    """A person's recording, which may hold more than its text, not what an engine said."""
    pcm: np.ndarray[tuple[int], np.dtype[np.int16]]


def prepare(recording: Recording, *, recorded: bool = False) -> Item:
    """``recorded`` as in :class:`Item`. Raises ``TextError`` for a text that cannot be said."""
    analysis = analyse(recording.text, language=recording.language)
    tokens = tuple(token for sentence in analysis.sentences for token in sentence.tokens)
    pcm = np.clip(np.rint(recording.samples * 32767), -32768, 32767).astype(np.int16)
    return Item(recording, analysis, Sentence(tokens, 0, len(analysis.written)), recorded, pcm)


class Bench:
    """Runs the methods. ``engine`` is the started embedded voice, ``aligner`` a started aligner."""

    def __init__(self, engine: Engine, voices: VoiceDirectory, aligner: Aligner) -> None:
        self._engine = engine
        self._voices = voices
        self._aligner = aligner

    async def score(self, method: str, items: Sequence[Item], *, voice: str | None) -> Tally:
        """Score one of :data:`METHODS` on recordings of one speaker; ``voice`` is the name of what was heard."""
        tally = Tally()
        for item in items:
            if method in BY_EAR:
                await self._hear(method, item, tally)
                continue
            begun = time.perf_counter()
            try:
                phones, answered = await self._run(method, item, voice)
            except EngineError:
                # Too long a recording, say: scored as what a listener would get, nothing.
                phones, answered = [], "failed"
            spent_s = time.perf_counter() - begun
            tally.factors.append(spent_s * 1000 / max(1.0, item.recording.duration_ms))
            tally.add(item.recording, phones)
            tally.methods[answered] = tally.methods.get(answered, 0) + 1
        return tally

    async def adapt(self, items: Sequence[Item], voice: str) -> float:
        """Let the aligner hear recordings under a name. Returns the seconds it took, training included."""
        begun = time.perf_counter()
        for item in items:
            with suppress(EngineError):
                await self._align(item, voice=voice)
        settle = getattr(self._aligner, "settle", None)
        if settle is not None:
            await settle()
        return time.perf_counter() - begun

    async def _hear(self, method: str, item: Item, tally: Tally) -> None:
        heard = await asyncio.to_thread(hear, method, item.pcm, item.recording.rate_hz)
        seconds = max(1e-3, item.recording.duration_ms / 1000)
        tally.factors.append(heard.cpu_s / seconds)
        tally.cpu_s += heard.cpu_s
        if heard.lookahead_ms is not None:
            tally.lookahead_ms = max(tally.lookahead_ms or 0.0, heard.lookahead_ms)
        tally.add(item.recording, heard.shapes, onsets=False)
        tally.methods[method] = tally.methods.get(method, 0) + 1

    async def _run(self, method: str, item: Item, voice: str | None) -> tuple[list[TimedPhone], str]:
        if method == "text":
            reference = await self._render(item)
            return spread_text(item.recording, item.sentence.tokens, reference), method
        if method == "durations":
            return spread_durations(item.recording, await self._render(item)), method
        if method == "words":
            aligned = await self._align(item, with_words=True)
        else:
            aligned = await self._align(item, voice=voice if method in ADAPTED else None)
        ms = 1000 / item.recording.rate_hz
        phones = [TimedPhone(phone.ipa, phone.onset_samples * ms, phone.end_samples * ms) for phone in aligned.phones]
        return phones, aligned.method

    async def _render(self, item: Item) -> Reference:
        voice = self._voices.choose(None, item.recording.language)
        return await render(self._engine, voice, item.sentence, rate=1.0)

    async def _align(self, item: Item, *, voice: str | None = None, with_words: bool = False) -> Alignment:
        recording = item.recording
        if item.recorded and not with_words:
            found = await self._aligner.align_recording(
                recording.text, item.pcm, recording.rate_hz, language=recording.language, voice=voice
            )
            return found.alignment
        words = (
            word_timings(item.sentence.tokens, item.analysis.written, recording.words, recording.rate_hz)
            if with_words
            else ()
        )
        return await self._aligner.align(
            item.sentence, item.pcm, recording.rate_hz, language=recording.language, voice=voice, words=words
        )
