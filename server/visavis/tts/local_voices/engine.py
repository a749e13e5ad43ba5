"""What engines of local voices do alike: find their files, load them when they are asked for, speak part by part."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from collections.abc import AsyncGenerator, Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from visavis.speech.cues import Phone
from visavis.speech.text import Sentence
from visavis.tts.engine import Engine, EngineError, Prosody, SpeechPiece, Timing, Voice, WordTiming
from visavis.tts.engines.flite.marks import Marks
from visavis.tts.local_voices.due_threads import DueThreads
from visavis.tts.local_voices.loaded import LoadedVoices
from visavis.tts.local_voices.model import Stop, StoppedError, VoiceFileError
from visavis.tts.local_voices.parts import SpokenPart, parts_of
from visavis.tts.local_voices.settings import LocalSettings

Timed = TypeVar("Timed", Phone, WordTiming)


@dataclass(frozen=True, slots=True, eq=False)
class PartSound:
    """One part as it was said. Times in samples from its first one; none of a voice that tells none."""

    samples: NDArray[np.int16]
    phones: tuple[Phone, ...] = ()
    words: tuple[WordTiming, ...] = ()


class LocalVoice(Protocol):
    """A voice that is loaded."""

    def say(self, part: SpokenPart, sentence: Sentence, speaker: str, rate: float, stop: Stop) -> PartSound:
        """Compute one part; blocks. Raises ``VoiceFileError``, ``StoppedError``."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One voice of one file."""

    voice: Voice
    key: Hashable
    """The same for all voices of one file."""
    load: Callable[[], LocalVoice]
    speaker: str = ""


class LocalEngine(Engine):
    """A subclass finds voices. What one of them computes goes on as soon as a part of the sentence is done."""

    def __init__(self, settings: LocalSettings) -> None:
        self._settings = settings
        self._offered: dict[str, Offered] = {}
        self._loaded: LoadedVoices[LocalVoice] = LoadedVoices(settings.loaded)
        self._threads: DueThreads | None = None

    @abstractmethod
    def _find(self) -> list[Offered]:
        """All voices of all files, the first of each language suggested for it. Runs in a thread.

        A broken file is logged and left out. Raises :class:`EngineError`, :class:`VoiceFileError`.
        """

    def _missing(self) -> str | None:
        """As :meth:`missing`, for this instance's folder."""
        return self.missing()

    async def start(self) -> None:
        """Look through the files; none is loaded yet. Raises :class:`EngineError` where there is no voice."""
        if self._threads is not None:
            return
        missing = self._missing()
        if missing is not None:
            raise EngineError(f"{self.name}: {missing}", code="engine_unavailable")
        try:
            offered = await asyncio.to_thread(self._find)
        except VoiceFileError as error:
            raise EngineError(f"{self.name}: {error}", code="engine_unavailable") from None
        self._offered = {one.voice.name: one for one in offered}
        self._threads = DueThreads(self.name, self._settings.workers)

    async def voices(self) -> list[Voice]:
        """Those of the files that were there at the start."""
        return [one.voice for one in self._offered.values()]

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncGenerator[SpeechPiece, None]:
        """As :meth:`Engine.speak`: a piece is a part of the sentence. One that is computed is stopped in the middle."""
        threads, offered = self._threads, self._offered.get(voice.name)
        if threads is None:
            raise EngineError(f"{self.name}: the engine is not started", code="engine_unavailable")
        if offered is None:
            raise EngineError(f"{self.name} has no voice {voice.name!r}", code="voice_unknown")
        due_s = time.monotonic() + slack_s
        timed = Timing.PHONES in (self.capabilities.timing if voice.timing is None else voice.timing)
        marks = Marks(sentence)
        base = 0
        parts = parts_of(sentence)
        for number, part in enumerate(parts, 1):
            stop = Stop()
            work = partial(self._say, offered, part, sentence, prosody.rate, stop)
            try:
                sound = await threads.run(due_s, work, stop)
            except VoiceFileError as error:
                raise EngineError(f"{self.name}: {error}") from None
            except StoppedError:
                raise EngineError(f"{self.name}: the sentence was stopped", retryable=True) from None
            pause = part.pause_ms * voice.sample_rate_hz // 1000
            pcm = sound.samples.astype("<i2", copy=False).tobytes() + bytes(2 * pause)
            end = base + len(pcm) // 2
            words = tuple(_later(word, base) for word in sound.words)
            phones = tuple(_later(phone, base) for phone in sound.phones)
            if timed and (end > (phones[-1].end_samples if phones else base)):
                phones = (*phones, Phone("", phones[-1].end_samples if phones else base, end))
            base = end
            due_s = max(due_s, time.monotonic()) + len(pcm) / 2 / voice.sample_rate_hz
            yield SpeechPiece(pcm, phones, words, marks.place(words, base, last=number == len(parts)) if timed else ())
        if not parts:
            yield SpeechPiece(b"", marks=marks.place((), 0, last=True) if timed else ())

    async def close(self) -> None:
        """End the threads and let the voices go. Safe to call twice."""
        threads, self._threads = self._threads, None
        if threads is not None:
            await threads.close()
        self._loaded.clear()

    def _say(self, offered: Offered, part: SpokenPart, sentence: Sentence, rate: float, stop: Stop) -> PartSound:
        if not part.tokens:
            return PartSound(np.zeros(0, np.int16))
        if stop.called:
            raise StoppedError
        voice = self._loaded.get(offered.key, offered.load)
        return voice.say(part, sentence, offered.speaker, rate, stop)


def _later(timing: Timed, samples: int) -> Timed:
    return replace(timing, onset_samples=timing.onset_samples + samples, end_samples=timing.end_samples + samples)
