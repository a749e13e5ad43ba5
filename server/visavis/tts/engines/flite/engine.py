"""The engine class of the embedded English voices."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from typing import ClassVar, Final

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.speech.text import Sentence, Token
from visavis.tts.engine import Capabilities, Engine, EngineError, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.engines.flite.clause_sound import speak_clause
from visavis.tts.engines.flite.marks import Marks
from visavis.tts.engines.flite.opening import OpenedClause, is_long
from visavis.tts.engines.flite.program import FliteError, Program, find_module
from visavis.tts.engines.flite.script import Clause, clauses_of
from visavis.tts.engines.flite.threads import ClauseThreads, Step
from visavis.tts.evening.declared import declared_loudness

ENGINE_NAME: Final = "flite"
_RATE_HZ: Final = 16_000
_SPEAKERS: Final = (
    ("slt", "English (US) – slt", "female", ("en", "en-us")),
    ("rms", "English (US) – rms", "male", ()),
    ("kal16", "English (US) – kal", "male", ()),
    ("awb", "English (Scotland) – awb", "male", ("en-gb",)),
)
_WAITS_BELOW_S: Final = 0.4
"""With less than this left to hear, a long clause is opened by its first words."""
_LONGEST_RUN_S: Final = 10.0
"""A hundred times what the longest clause takes."""
_WARM_UP: Final = Sentence((Token("en", "hello", 0, 5, punctuation="."),), 0, 5)


class FliteSettings(BaseSettings):
    """Read from the environment, ``VISAVIS_FLITE_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_FLITE_", extra="ignore", frozen=True)

    workers: int = Field(
        default_factory=lambda: max(1, min(8, _cores() - 1)),
        ge=1,
        le=64,
        description="Threads that speak; each speaks about 35 seconds of sound in a second.",
    )
    patience_s: float = Field(
        default=0.6,
        gt=0,
        le=60,
        description="How long somebody who hears nothing waits for a thread before another engine speaks.",
    )


class FliteEngine(Engine):
    """Flite's voices, from WebAssembly, with the exact times of phones and words."""

    name: ClassVar[str] = ENGINE_NAME
    capabilities: ClassVar[Capabilities] = Capabilities(
        timing=frozenset({Timing.PHONES, Timing.WORDS}), streaming=True, offline=True, own_languages_only=True
    )

    def __init__(self, settings: FliteSettings | None = None) -> None:
        self._settings = settings or FliteSettings()
        self._threads: ClauseThreads | None = None

    @classmethod
    def missing(cls) -> str | None:
        """See :meth:`Engine.missing`."""
        if find_spec("wasmtime") is None:
            return "pip install wasmtime"
        try:
            find_module()
        except FliteError as error:
            return str(error)
        return None

    async def start(self) -> None:
        """Load the program, which compiles it when it was not used before, and speak a word, so that no visitor waits
        for either. Raises :class:`EngineError`."""
        if self._threads is not None:
            return
        try:
            program = await asyncio.to_thread(Program)
        except FliteError as error:
            raise EngineError(f"flite: {error}", code="engine_unavailable") from error
        self._threads = ClauseThreads(
            program, self._settings.workers, patience_s=self._settings.patience_s, longest_run_s=_LONGEST_RUN_S
        )
        voice = (await self.voices())[0]
        try:
            # Nobody waits for it: a busy machine is no reason to go without Flite.
            async with aclosing(self.speak(_WARM_UP, voice, Prosody(), slack_s=math.inf)) as pieces:  # type: ignore[type-var]
                async for _ in pieces:
                    pass
        except EngineError:
            await self.close()
            raise

    async def voices(self) -> list[Voice]:
        """The female voice first, which is the suggestion for English."""
        loudness = declared_loudness(__package__)
        voices = [
            Voice(f"{ENGINE_NAME}:{speaker}", ENGINE_NAME, title, ("en",), _RATE_HZ, gender, default_for)
            for speaker, title, gender, default_for in _SPEAKERS
        ]
        return [replace(voice, loudness_lufs=loudness.get(voice.name)) for voice in voices]

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        """As :meth:`Engine.speak`: a piece is a clause, or the first words of one while somebody waits."""
        if self._threads is None:
            raise EngineError("flite: the engine is not started", code="engine_unavailable")
        speaker = voice.name.removeprefix(f"{ENGINE_NAME}:")
        if speaker not in (known for known, *_ in _SPEAKERS):
            raise EngineError(f"flite has no voice {voice.name!r}", code="voice_unknown")
        steps = _steps(clauses_of(sentence, prosody), speaker, waits=slack_s < _WAITS_BELOW_S)
        marks = Marks(sentence)
        base = 0
        sounds = self._threads.run(steps, _RATE_HZ, slack_s=slack_s)
        async with aclosing(sounds):
            number = 0
            async for sound in sounds:
                number += 1
                phones = tuple(
                    replace(phone, onset_samples=phone.onset_samples + base, end_samples=phone.end_samples + base)
                    for phone in sound.phones
                )
                words = tuple(
                    replace(word, onset_samples=word.onset_samples + base, end_samples=word.end_samples + base)
                    for word in sound.words
                )
                base += len(sound.samples)
                placed = marks.place(words, base, last=number == len(steps))
                yield SpeechPiece(sound.samples.astype("<i2", copy=False).tobytes(), phones, words, placed)
        if not steps:
            yield SpeechPiece(b"", marks=marks.place((), 0, last=True))

    async def close(self) -> None:
        """End the threads. Safe to call twice."""
        threads, self._threads = self._threads, None
        if threads is not None:
            await threads.close()


def _steps(clauses: list[Clause], voice: str, *, waits: bool) -> list[Step]:
    steps: list[Step] = [partial(speak_clause, clause, voice, _RATE_HZ) for clause in clauses]
    if waits and clauses and is_long(clauses[0]):
        opened = OpenedClause(clauses[0], voice, _RATE_HZ)
        steps[:1] = [opened.first, opened.rest]
    return steps


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
