"""An engine that says exactly what a test tells it to, in pieces that the test can hold back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from visavis.speech.cues import Phone
from visavis.speech.text import Sentence
from visavis.tts.engine import Capabilities, Engine, MarkTiming, Prosody, SpeechPiece, Timing, Voice, WordTiming

RATE_HZ = 8000
VOICE = Voice("scripted:one", "scripted", "One", ("zh", "en"), RATE_HZ, default_for=("zh", "en"))

Say = Callable[[Sentence], Iterable[SpeechPiece | asyncio.Event | Exception]]
"""What comes for a sentence: a piece, an event to wait for, or an error to raise."""


class ScriptedEngine(Engine):
    """Speaks by a script; counts what was asked of it."""

    name = "scripted"
    capabilities = Capabilities(frozenset({Timing.PHONES, Timing.BLENDSHAPES}), streaming=True, offline=True)

    def __init__(self, say: Say | None = None) -> None:
        self.say = say or pieces_of
        self.spoken: list[tuple[Sentence, float]] = []
        """Each sentence that was begun, and how soon its listener runs dry, in seconds."""
        self.running = 0
        """Sentences that are being spoken now."""
        self.started = self.closed = False

    async def start(self) -> None:
        self.started = True

    async def voices(self) -> list[Voice]:
        return [VOICE]

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        del voice, prosody
        self.spoken.append((sentence, slack_s))
        self.running += 1
        try:
            for item in self.say(sentence):
                if isinstance(item, asyncio.Event):
                    await item.wait()
                elif isinstance(item, Exception):
                    raise item
                else:
                    yield item
                    await asyncio.sleep(0)
        finally:
            self.running -= 1

    async def close(self) -> None:
        self.closed = True


def tone(samples: int, first: int = 0) -> bytes:
    """Sound whose every sample tells its own position, so that a lost or doubled one shows."""
    return (np.arange(first, first + samples) % 30_000).astype("<i2").tobytes()


def pieces_of(sentence: Sentence, word_samples: int = 1600) -> list[SpeechPiece]:
    """A piece a token: one consonant, one vowel, one word."""
    pieces = []
    for index, token in enumerate(sentence.tokens):
        at = index * word_samples
        half = at + word_samples // 2
        phones = (Phone("m", at, half), Phone("ɑː", half, at + word_samples, stress=2))
        words = (WordTiming(index, at, at + word_samples),)
        marks = tuple(MarkTiming(name, at) for name in token.marks)
        pieces.append(SpeechPiece(tone(word_samples, at), phones, words, marks))
    return pieces


def native_piece(samples: int, rows: NDArray[np.uint8]) -> SpeechPiece:
    """A piece with its own blendshape rows."""
    return SpeechPiece(tone(samples), blendshapes=rows)
