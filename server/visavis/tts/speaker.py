"""The one door to speech: takes an order, gives an utterance to listen to."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Protocol

from visavis.protocol.codecs import Codec
from visavis.speech.frontend import Analysis, analyse, analysis_cost_ms
from visavis.speech.styles import STYLES
from visavis.tts.aligning import PATIENCE_S, SentenceAligner
from visavis.tts.checked import Patience
from visavis.tts.chunk import ChunkSchedule, UtteranceChunk
from visavis.tts.compute import Compute
from visavis.tts.engine import Engine, Prosody, Voice
from visavis.tts.evening.evening import Evening
from visavis.tts.order import Order, SoundOrder
from visavis.tts.prepared import Prepared
from visavis.tts.recorded import PATIENCE_S as SOUND_PATIENCE_S
from visavis.tts.recorded import RecordingAligner, recorded
from visavis.tts.recording import Listener, Performance, Recording
from visavis.tts.resilience import Resilience
from visavis.tts.shelf import Shelf
from visavis.tts.sound_stream import SoundStream
from visavis.tts.streamed import STREAM_PATIENCE_S, streamed
from visavis.tts.utterance import perform
from visavis.tts.voice_directory import VoiceDirectory

logger = logging.getLogger(__name__)

AHEAD_S = 60.0
"""Whoever speaks in advance can wait so long."""
PREPARED_BYTES = 16 << 20
LARGEST_CHUNK_S = 8.0
"""Most sentences are shorter, and so are one chunk: a chunk costs more than the seconds in it."""


class SpeechAligner(SentenceAligner, RecordingAligner, Protocol):
    """Aligns what engines say and what visitors send."""


class Utterance:
    """One order being spoken. An asynchronous context manager, and inside it an iterator of chunks."""

    def __init__(self, recording: Recording, left: Callable[[], None], codec: Codec = "pcm") -> None:
        """``left`` is called when the listener has gone."""
        self._codec: Codec = codec
        self._recording = recording
        self._left = left
        self._listener: Listener | None = None

    async def __aenter__(self) -> Utterance:
        self._listener = self._recording.join(self._codec)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        assert self._listener is not None
        await self._listener.aclose()
        self._left()

    async def opened(self) -> Performance:
        """Written text, language and voice. Raises ``TextError`` or ``EngineError`` when it cannot be spoken."""
        assert self._listener is not None, "enter the utterance first"
        return await self._listener.opened()

    def __aiter__(self) -> Utterance:
        return self

    async def __anext__(self) -> UtteranceChunk:
        assert self._listener is not None, "enter the utterance first"
        return await anext(self._listener)


class Speaker:
    """Front end, voices and engines behind one method. Equal orders are performed once, while the shelf has room;
    recordings are played for whoever sent them and kept by nobody.

    ``default_voice`` speaks whatever it reads when no voice is named; without it, the best voice for the language does.
    Raises ``EngineError`` (``voice_unknown``) when nobody is called so. Where a voice of an ``absent`` engine is asked
    for, whoever ``resilience`` lets step in speaks. ``evening`` is for what engines say; recordings stay as they are.
    """

    def __init__(
        self,
        voices: VoiceDirectory,
        compute: Compute,
        *,
        text_chars: int,
        cache_bytes: int = 0,
        default_voice: str | None = None,
        largest_chunk_s: float = LARGEST_CHUNK_S,
        resilience: Resilience | None = None,
        absent: Collection[str] = (),
        aligner: SpeechAligner | None = None,
        evening: Evening | None = None,
    ) -> None:
        self.voices = voices
        self.shelf = Shelf(cache_bytes)
        self.prepared = Prepared()
        self._compute = compute
        self._text_chars = text_chars
        self._resilience = resilience or Resilience()
        self._absent = frozenset(absent)
        self._aligner = aligner
        self._evening = evening
        steady_s = min(largest_chunk_s, ChunkSchedule().steady_seconds)
        self._urgent = ChunkSchedule(steady_seconds=steady_s)
        self._relaxed = ChunkSchedule(first_seconds=largest_chunk_s, growth_seconds=(), steady_seconds=largest_chunk_s)
        self._default_voice = None if default_voice is None else voices.choose(default_voice)

    def speak(
        self,
        order: Order | SoundOrder,
        *,
        slack_s: float = 0.0,
        patience_s: float | None = None,
        codec: Codec = "pcm",
    ) -> Utterance:
        """The utterance for an order; nothing happens before it is entered and asked for something.

        ``slack_s`` is how long the listener still has something else to hear, ``patience_s`` how long one who hears
        nothing waits for a mouth that fits (by default 1 s, and 4 s for a recording); ``math.inf`` where nobody
        listens yet. ``codec`` is the form of sound that the chunks have for this listener.
        """
        if isinstance(order, SoundOrder):
            played = Recording(lambda: self._begin_sound(order, slack_s, patience_s), 0, self._compute)
            return Utterance(played, order.sound.release, codec)
        prepared = self.prepared.find(order)
        if prepared is not None:
            return Utterance(prepared, lambda: None, codec)
        recording = self.shelf.find(order)
        if recording is None:
            recording = Recording(lambda: self._begin(order, slack_s, patience_s), self.shelf.keep_bytes, self._compute)
            self.shelf.begin(order, recording)
        return Utterance(recording, partial(self.shelf.end, order, recording), codec)

    async def prepare(self, order: Order) -> None:
        """Perform an order now and keep it for good, behind whoever waits for sound. Raises ``TextError`` or
        ``EngineError``. One that is no better than a makeshift is left for later."""
        recording = Recording(lambda: self._begin(order, AHEAD_S, math.inf), PREPARED_BYTES, self._compute)
        listener = recording.join()
        try:
            async for chunk in listener:
                if chunk.makeshift:
                    return
        finally:
            await listener.aclose()
        if recording.worth_keeping:
            self.prepared.put(order, recording)

    def usual_voices(self) -> dict[str, str]:
        """The name of the voice that speaks each language when none is named, by BCP 47 code."""
        codes = (code for voice in self.voices.voices for code in (*voice.languages, *voice.default_for))
        return {code: self._choose(None, code, None, {code}).name for code in dict.fromkeys(codes)}

    async def _begin(self, order: Order, slack_s: float, patience_s: float | None) -> Performance:
        analysis = await self._compute.run_brief(
            analysis_cost_ms(order.text, order.language),
            analyse,
            order.text,
            language=order.language,
            ssml=order.ssml,
            max_chars=self._text_chars,
        )
        voice = self._choose(order.voice, order.language or analysis.language, order.engine, _languages_in(analysis))
        engine = self.voices.engine_of(voice)
        patience_s = PATIENCE_S if patience_s is None else patience_s
        return self._perform(order, analysis, voice, engine, order.prosody, slack_s, patience_s, self._resilience)

    async def _begin_sound(self, order: SoundOrder, slack_s: float, patience_s: float | None) -> Performance:
        # Nobody else can say a recording, and one that fails tells nothing of the next.
        if isinstance(order.sound, SoundStream):
            patience = Patience(STREAM_PATIENCE_S, STREAM_PATIENCE_S)
            told, voice, stream = streamed(order.sound, order.language, self._compute)
            alone = Resilience(patience, strict=False)
            return self._perform(order, told, voice, stream, Prosody(), slack_s, 0.0, alone)
        analysis, voice, engine = await recorded(
            order,
            order.sound,
            self._aligner,
            self._compute,
            text_chars=self._text_chars,
            patience_s=SOUND_PATIENCE_S if patience_s is None else patience_s,
        )
        most_s = self._resilience.patience.next_s
        alone = Resilience(Patience(most_s, most_s), strict=False)
        performance = self._perform(order, analysis, voice, engine, Prosody(), slack_s, 0.0, alone)
        return replace(performance, confidence=lambda: engine.confidence)

    def _perform(
        self,
        order: Order | SoundOrder,
        analysis: Analysis,
        voice: Voice,
        engine: Engine,
        prosody: Prosody,
        slack_s: float,
        patience_s: float,
        resilience: Resilience,
    ) -> Performance:
        chunks = perform(
            analysis,
            voice,
            engine,
            prosody,
            order.space,
            compute=self._compute,
            schedule=self._urgent if order.urgent else self._relaxed,
            resilience=resilience,
            slack_s=slack_s,
            aligner=self._aligner,
            patience_s=patience_s,
            style=STYLES[order.style],
            evening=None if isinstance(order, SoundOrder) else self._evening,
        )
        return Performance(analysis.written, analysis.language, voice, chunks)

    def _choose(self, name: str | None, language: str, engine: str | None, also: Collection[str]) -> Voice:
        """One voice for all of the text, so that it does not change in mid-speech."""
        default = self._default_voice
        if name is None and default is not None and engine in {None, default.engine}:
            main = language.split("-", maxsplit=1)[0]
            if main in default.languages and self.voices.copes(default, also):
                return default
        understudies = self._resilience.understudies
        if understudies is not None and (engine or (name or "").partition(":")[0]) in self._absent:
            instead = understudies.instead_of_absent(language)
            if instead is not None:
                logger.info("%s is not there; %s steps in", name or engine, instead.name)
                return instead
        return self.voices.choose(name, language, engine, also)


def _languages_in(analysis: Analysis) -> frozenset[str]:
    """Of all words that are read by their letters; where somebody told the sounds, any voice can say them."""
    return frozenset(
        token.language for sentence in analysis.sentences for token in sentence.tokens if token.spoken and not token.ipa
    )
