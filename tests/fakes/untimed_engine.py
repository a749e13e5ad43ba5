"""Engines that tell little of their timing or nothing, and an aligner that does what a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fakes.scripted_engine import RATE_HZ, Say, ScriptedEngine
from visavis.speech.alignment.result import Alignment, WordSpan
from visavis.speech.cues import Phone
from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.tts.engine import Capabilities, CharacterTiming, SpeechPiece, Timing, WordTiming

TOKEN_SAMPLES = RATE_HZ // 4
"""Each token is a quarter of a second: a soft beginning, then a loud end."""


def voice_like(samples: int, *, loudness: float = 0.3) -> bytes:
    """A buzz of 125 Hz that swells: something like a syllable."""
    at = np.arange(samples) / RATE_HZ
    buzz = sum(np.sin(2 * np.pi * 125 * harmonic * at) / harmonic for harmonic in range(1, 9))
    swell = np.minimum(1.0, 0.2 + np.linspace(0, 2, samples, endpoint=False))
    return np.rint(buzz / 2 * swell * loudness * 32767).astype("<i2").tobytes()


def untimed_pieces(sentence: Sentence, timing: Timing = Timing.NONE) -> list[SpeechPiece]:
    """A piece a token, with what ``timing`` says."""
    spoken = spoken_text(sentence)
    pieces = []
    for index, (start, end) in enumerate(spoken.spans):
        at = index * TOKEN_SAMPLES
        words = (WordTiming(index, at, at + TOKEN_SAMPLES),) if timing is Timing.WORDS else ()
        step = TOKEN_SAMPLES // max(1, end - start)
        characters = tuple(
            CharacterTiming(start + n, at + n * step, at + (n + 1) * step)
            for n in range(end - start)
            if timing is Timing.CHARACTERS
        )
        pieces.append(SpeechPiece(voice_like(TOKEN_SAMPLES), words=words, characters=characters))
    return pieces


def phones_of(sentence: Sentence) -> tuple[Phone, ...]:
    """What is really said in :func:`untimed_pieces`."""
    half = TOKEN_SAMPLES // 2
    starts = [index * TOKEN_SAMPLES for index in range(len(sentence.tokens))]
    return tuple(
        phone
        for at in starts
        for phone in (Phone("m", at, at + half), Phone("ɑː", at + half, at + TOKEN_SAMPLES, stress=2))
    )


class UntimedEngine(ScriptedEngine):
    """Says a quarter of a second of buzz for each token, and of its timing only what it is made for."""

    def __init__(self, timing: Timing = Timing.NONE, say: Say | None = None) -> None:
        super().__init__(say or (lambda sentence: untimed_pieces(sentence, timing)))
        self.capabilities = Capabilities(frozenset({timing}), streaming=True, offline=True)


class ScriptedAligner:
    """Knows what :class:`UntimedEngine` says. ``before`` is waited for, or raised."""

    def __init__(self, before: asyncio.Event | Exception | None = None, *, method: str = "scripted") -> None:
        self.before = before
        self.method = method
        self.asked: list[tuple[Sentence, int, str, str | None, tuple[WordTiming, ...]]] = []
        """Sentence, samples, language, voice and words of each call."""

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
        assert sample_rate_hz == RATE_HZ
        self.asked.append((sentence, len(samples), language, voice, tuple(words)))
        if isinstance(self.before, Exception):
            raise self.before
        if self.before is not None:
            await self.before.wait()
        spans = tuple(
            WordSpan(index, index * TOKEN_SAMPLES, (index + 1) * TOKEN_SAMPLES) for index in range(len(sentence.tokens))
        )
        return Alignment(phones_of(sentence), spans, 0.0, self.method)
