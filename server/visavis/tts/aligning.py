"""Gives phones to an engine that has none: each sentence is aligned with its text before it goes on.

Somebody may be waiting meanwhile. When they would wait too long, sound goes on with a makeshift mouth: that of the
engine's visemes if they fit the sound, else a rough one that follows its loudness. What is left by the time that the
alignment is there follows with the true one. Blendshape rows of the engine go on as they are, at once and without an
alignment, as long as they fit the sound.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from visavis.extensions.stream import close_stream
from visavis.speech.alignment.result import Alignment
from visavis.speech.cues import Phone
from visavis.speech.rough_mouth import RoughMouth, voiced_span
from visavis.speech.text import Sentence
from visavis.tts.compute import Compute
from visavis.tts.engine import CharacterTiming, EngineError, MarkTiming, SpeechPiece, WordTiming
from visavis.tts.given_timing import marks_at_words, placed, spread_words, words_of_characters
from visavis.tts.own_rows import OwnRows
from visavis.tts.viseme_mouth import VisemeMouth

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
FIT_MS_PER_SECOND = 0.5
"""What comparing a mouth with its sound costs for each second of it."""
SLIP_S = 0.2
"""Words that begin or end so far from where the voice does are not in their place."""


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
    viseme_map: str = ""
    """Name of the map of the voice's visemes; empty for a voice that tells none."""
    native: bool = False
    """The engine's blendshape rows are wanted."""
    makeshift: bool = False
    """Some of the mouth was not the true one."""

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
        self._own = OwnRows(self._rate) if aligning.native else None
        self._visemes = VisemeMouth(aligning.viseme_map, self._rate) if aligning.viseme_map else None
        self._words: list[WordTiming] = []
        self._characters: list[CharacterTiming] = []
        self._marks: list[MarkTiming] = []
        self._words_told = -1
        """The last token whose word went on."""
        self._voiced_span: tuple[int, int] | None = None
        self._is_own = False
        """The mouth of all that is left is the engine's."""

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
                    at_once = self._endless or self._own_until > self._released
                    patience_s = 0.0 if at_once else max(0.0, release_at - clock())
                await asyncio.wait({work}, timeout=patience_s if patience_s < math.inf else None)
                if not work.done():
                    piece = await self._release()
                    heard_until = max(heard_until, clock()) + len(piece.pcm) / 2 / self._rate
                    release_at = heard_until - MARGIN_S
                    yield piece
                elif coming is not None:
                    taken = coming.result()
                    coming = None
                    if taken is None:
                        on_made(self._samples)
                        aligned = asyncio.create_task(self._settle())
                        continue
                    self._gather(taken)
                    await self._look()
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
            await close_stream(spoken)

    @property
    def _samples(self) -> int:
        return len(self._pcm) // 2

    @property
    def _endless(self) -> bool:
        return self._samples > LONGEST_S * self._rate

    @property
    def _own_until(self) -> int:
        """The sound before this sample has rows of the engine that are trusted."""
        return min(self._own.known_samples, self._samples) if self._own is not None and self._own.trusted else 0

    def _gather(self, piece: SpeechPiece) -> None:
        if len(piece.pcm) % 2:
            raise EngineError(f"the engine gave {len(piece.pcm)} bytes of 16-bit audio, an odd number")
        self._pcm += piece.pcm
        self._words += piece.words
        self._characters += piece.characters
        self._marks += piece.marks
        if self._visemes is not None:
            self._visemes.push(piece.visemes)
        if self._own is not None and piece.blendshapes is not None:
            self._own.push(piece.blendshapes)

    async def _look(self) -> None:
        """See whether the rows that have come can go on."""
        if self._own is not None and self._own.wants_look(self._samples):
            await self._aligning.compute.run_brief(self._fit_ms, self._own.look, self._sound())

    async def _settle(self) -> Alignment | None:
        """All has come: the alignment, or None when it cannot be had or the engine's own rows do."""
        if self._words or self._characters or self._own is not None:
            self._voiced_span = await self._voiced()
        if self._own is not None and self._own.known_samples:
            verdict = await self._aligning.compute.run_brief(self._fit_ms, self._own.judge, self._sound())
            if self._own.trusted and not self._own.lacks(0 if self._voiced_span is None else self._voiced_span[1]):
                self._is_own = True
                return None
            logger.info("%s: blendshapes do not cover their sound (%s); it is aligned", self._aligning.voice, verdict)
        return await self._align()

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
                "%s: %.1f s of sound were not aligned within %.1f s; its mouth is a makeshift one",
                self._aligning.voice, seconds, waited_s,
            )  # fmt: skip
        except Exception as error:
            # Its text may quote what was said.
            logger.warning(
                "%s: %.1f s of sound could not be aligned (%s); its mouth is a makeshift one",
                self._aligning.voice, seconds, type(error).__name__,
            )  # fmt: skip
        return None

    async def _release(self) -> SpeechPiece:
        """The next sound: all that has rows of the engine, else a step with a makeshift mouth."""
        if self._own_until > self._released:
            words = tuple(word for word in self._known_words() if word.onset_samples < self._own_until)
            return self._piece(self._own_until, [], words)
        end = min(self._samples, self._released + round(STEP_S * self._rate))
        return self._piece(end, await self._makeshift_phones(end, last=False))

    async def _rest(self, alignment: Alignment | None) -> SpeechPiece:
        """All that did not go on yet, with the words of the whole sentence."""
        end = self._samples
        rows_end = min(self._own_until, end)
        phones: list[Phone] = []
        if not self._is_own:
            covered = max(self._covered, rows_end)
            if alignment is not None:
                phones = [_from(phone, covered) for phone in alignment.phones if phone.end_samples > covered]
            else:
                phones = await self._makeshift_phones(end, last=True)
        told = () if alignment is None else alignment.words
        words = tuple(WordTiming(word.token_index, word.onset_samples, word.end_samples) for word in told)
        words = words or self._known_words()
        if not words:
            words = spread_words(self._sentence, self._voiced_span or await self._voiced())
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
        rows = self._own.take(end) if self._own is not None and self._own.trusted else None
        self._released = end
        self._covered = phones[-1].end_samples if phones else max(self._covered, end if rows is not None else 0)
        words = tuple(word for word in words if word.token_index > self._words_told)
        self._words_told = words[-1].token_index if words else self._words_told
        return SpeechPiece(pcm, tuple(phones), words, marks, rows)

    async def _makeshift_phones(self, end: int, *, last: bool) -> list[Phone]:
        """A mouth up to sample ``end`` from what is known now."""
        self._aligning.makeshift = True
        covered = max(self._covered, self._own_until if last else 0)
        if self._visemes is not None:
            told = await self._aligning.compute.run_brief(
                self._fit_ms, partial(self._visemes.phones, self._sound(), complete=last)
            )
            if told is not None:
                return [_between(p, covered, end) for p in told if p.end_samples > covered and p.onset_samples < end]
        sound = self._sound()[self._roughened : end]
        self._roughened = end
        cost_ms = len(sound) / self._rate * ROUGH_MS_PER_SECOND
        phones = await self._aligning.compute.run_brief(cost_ms, self._rough.push, sound)
        phones = [*phones, *self._rough.finish()] if last else phones
        return [_from(phone, covered) for phone in phones if phone.end_samples > covered]

    async def _voiced(self) -> tuple[int, int] | None:
        cost_ms = self._samples / self._rate * ROUGH_MS_PER_SECOND
        phones = await self._aligning.compute.run_brief(cost_ms, RoughMouth(self._rate).push, self._sound())
        return voiced_span(phones)

    def _known_words(self) -> tuple[WordTiming, ...]:
        words = self._words or words_of_characters(self._sentence, self._characters)
        return placed(self._sentence, words, self._samples, self._voiced_span, round(SLIP_S * self._rate))

    @property
    def _fit_ms(self) -> float:
        return self._samples / self._rate * FIT_MS_PER_SECOND

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


def _between(phone: Phone, first_sample: int, end_sample: int) -> Phone:
    onset, end = max(phone.onset_samples, first_sample), min(phone.end_samples, end_sample)
    return Phone(phone.ipa, onset, end, phone.stress, phone.tone)
