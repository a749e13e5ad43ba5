"""Gives phones to an engine that has none: each sentence is aligned with its text before it goes on.

Somebody may be waiting meanwhile. When they would wait too long, sound goes on with a rough mouth that follows its
loudness, and what is left by the time that the alignment is there follows with the true one.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.result import Alignment
from visavis.speech.cues import Phone
from visavis.speech.rough_mouth import RoughMouth, voiced_span
from visavis.speech.text import Sentence
from visavis.tts.compute import Compute
from visavis.tts.engine import CharacterTiming, EngineError, MarkTiming, SpeechPiece, WordTiming
from visavis.tts.given_timing import believable, marks_at_words, spread_words, words_of_characters

logger = logging.getLogger(__name__)

PATIENCE_S = 1.0
"""How long somebody who hears nothing waits for a mouth that fits."""
STEP_S = 0.5
"""Sound that goes on at a time with a rough mouth."""
MARGIN_S = 0.5
"""More goes on when the listener has so little left."""
LONGEST_S = 120.0
"""A sentence that sounds for longer is not one, and is not aligned."""
GUESSED = frozenset({"spread"})
"""Ways of aligning that move the mouth worse than its loudness does."""
ALIGN_LEAST_S = 4.0
ALIGN_SHARE = 0.5
"""An alignment may take so long, or this part of the sound's own length."""
ROUGH_MS_PER_SECOND = 0.6
"""What a rough mouth costs for each second of sound."""


class SentenceAligner(Protocol):
    """What aligns: see :class:`~visavis.tts.aligner.Aligner`."""

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
        """Phones and words of the sentence in the samples."""


@dataclass(slots=True)
class Aligning:
    """How the sentences of one utterance get their phones."""

    aligner: SentenceAligner | None
    """Without one the mouth is rough throughout."""
    compute: Compute
    voice: str
    """The voice's whole name, engine and all: its own model is learnt from what it says."""
    language: str
    sample_rate_hz: int
    patience_s: float = PATIENCE_S
    makeshift: bool = False
    """Some of the mouth was a rough one."""

    def pieces(
        self, spoken: AsyncIterator[SpeechPiece], sentence: Sentence, *, slack_s: float, on_made: Callable[[int], None]
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The pieces of one sentence with phones, words and marks; ``spoken`` are those of the engine.

        ``slack_s`` is how long the listener still has something else to hear. ``on_made`` is told how many samples
        there are, as soon as the engine is done. Raises what ``spoken`` raises.
        """
        return _Sentence(self, sentence).pieces(spoken, max(self.patience_s, slack_s - MARGIN_S), on_made)


class _Sentence:
    """One sentence while it is gathered, aligned, and let go."""

    def __init__(self, aligning: Aligning, sentence: Sentence) -> None:
        self._aligning = aligning
        self._sentence = sentence
        self._rate = aligning.sample_rate_hz
        self._rough = RoughMouth(self._rate)
        self._pcm = bytearray()
        self._released = 0
        self._roughened = 0
        """Samples that the rough mouth has taken in."""
        self._covered = 0
        """Where the phones that went on end; up to a block of the rough mouth before ``_released``."""
        self._words: list[WordTiming] = []
        self._characters: list[CharacterTiming] = []
        self._marks: list[MarkTiming] = []

    async def pieces(
        self, spoken: AsyncIterator[SpeechPiece], wait_s: float, on_made: Callable[[int], None]
    ) -> AsyncGenerator[SpeechPiece, None]:
        clock = asyncio.get_running_loop().time
        release_at = heard_until = clock() + wait_s
        coming: asyncio.Task[SpeechPiece | None] | None = asyncio.create_task(_next(spoken))
        aligned: asyncio.Task[Alignment | None] | None = None
        try:
            while True:
                work = coming or aligned
                assert work is not None
                patience_s = math.inf
                if self._samples > self._released:
                    patience_s = 0.0 if self._endless else max(0.0, release_at - clock())
                await asyncio.wait({work}, timeout=patience_s if patience_s < math.inf else None)
                if not work.done():
                    piece = await self._release(min(self._samples, self._released + round(STEP_S * self._rate)))
                    heard_until = max(heard_until, clock()) + len(piece.pcm) / 2 / self._rate
                    release_at = heard_until - MARGIN_S
                    yield piece
                elif coming is not None:
                    taken = coming.result()
                    coming = None
                    if taken is None:
                        on_made(self._samples)
                        aligned = asyncio.create_task(self._align())
                        continue
                    self._gather(taken)
                    coming = asyncio.create_task(_next(spoken))
                else:
                    break
            assert aligned is not None
            yield await self._rest(aligned.result())
        finally:
            for task in (coming, aligned):
                if task is not None:
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)
            close = getattr(spoken, "aclose", None)
            if close is not None:
                await close()

    @property
    def _samples(self) -> int:
        return len(self._pcm) // 2

    @property
    def _endless(self) -> bool:
        return self._samples > LONGEST_S * self._rate

    def _gather(self, piece: SpeechPiece) -> None:
        if len(piece.pcm) % 2:
            raise EngineError(f"the engine gave {len(piece.pcm)} bytes of 16-bit audio, an odd number")
        self._pcm += piece.pcm
        self._words += piece.words
        self._characters += piece.characters
        self._marks += piece.marks

    async def _align(self) -> Alignment | None:
        """None when it cannot be had; the reason is in the log, without what was said."""
        aligner, samples, seconds = self._aligning.aligner, self._sound(), self._samples / self._rate
        if aligner is None or not len(samples) or self._endless:
            return None
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(max(ALIGN_LEAST_S, ALIGN_SHARE * seconds)):
                found = await aligner.align(
                    self._sentence,
                    samples,
                    self._rate,
                    language=self._aligning.language,
                    voice=self._aligning.voice,
                    words=self._known_words(),
                )
            # However little it is sure of itself: what is said is known, and in noise it is right all the same.
            return None if found.method in GUESSED else found
        except TimeoutError:
            waited_s = asyncio.get_running_loop().time() - began
            logger.warning(
                "%s: %.1f s of sound were not aligned within %.1f s; its mouth follows the loudness",
                self._aligning.voice, seconds, waited_s,
            )  # fmt: skip
        except Exception as error:
            # Its text may quote what was said.
            logger.warning(
                "%s: %.1f s of sound could not be aligned (%s); its mouth follows the loudness",
                self._aligning.voice, seconds, type(error).__name__,
            )  # fmt: skip
        return None

    async def _release(self, end: int) -> SpeechPiece:
        """The next sound, up to sample ``end``, with a rough mouth."""
        phones = await self._rough_phones(end, last=False)
        return self._piece(end, phones)

    async def _rest(self, alignment: Alignment | None) -> SpeechPiece:
        """All that did not go on yet, with the words of the whole sentence."""
        end = self._samples
        if alignment is not None:
            phones = [_from(phone, self._covered) for phone in alignment.phones if phone.end_samples > self._covered]
        else:
            phones = await self._rough_phones(end, last=True)
        told = () if alignment is None else alignment.words
        words = tuple(WordTiming(word.token_index, word.onset_samples, word.end_samples) for word in told)
        words = words or self._known_words() or spread_words(self._sentence, await self._voiced())
        marks = tuple(self._marks) or marks_at_words(self._sentence, words, end)
        return self._piece(end, phones, words, marks)

    def _piece(
        self,
        end: int,
        phones: list[Phone],
        words: tuple[WordTiming, ...] = (),
        marks: tuple[MarkTiming, ...] = (),
    ) -> SpeechPiece:
        pcm = bytes(self._pcm[2 * self._released : 2 * end])
        self._released = end
        self._covered = phones[-1].end_samples if phones else self._covered
        return SpeechPiece(pcm, tuple(phones), words, marks)

    async def _rough_phones(self, end: int, *, last: bool) -> list[Phone]:
        self._aligning.makeshift = True
        sound = self._sound()[self._roughened : end]
        self._roughened = end
        cost_ms = len(sound) / self._rate * ROUGH_MS_PER_SECOND
        phones = await self._aligning.compute.run_brief(cost_ms, self._rough.push, sound)
        return [*phones, *self._rough.finish()] if last else phones

    async def _voiced(self) -> tuple[int, int] | None:
        cost_ms = self._samples / self._rate * ROUGH_MS_PER_SECOND
        phones = await self._aligning.compute.run_brief(cost_ms, RoughMouth(self._rate).push, self._sound())
        return voiced_span(phones)

    def _known_words(self) -> tuple[WordTiming, ...]:
        words = self._words or words_of_characters(self._sentence, self._characters)
        return believable(self._sentence, words, self._samples)

    def _sound(self) -> NDArray[np.int16]:
        # A copy: an array on the bytes themselves would forbid them to grow.
        return np.frombuffer(bytes(self._pcm), dtype="<i2").astype(np.int16, copy=False)


async def _next(spoken: AsyncIterator[SpeechPiece]) -> SpeechPiece | None:
    return await anext(spoken, None)


def _from(phone: Phone, first_sample: int) -> Phone:
    """The phone without what lies before a sample."""
    if phone.onset_samples >= first_sample:
        return phone
    return Phone(phone.ipa, first_sample, phone.end_samples, phone.stress, phone.tone)
