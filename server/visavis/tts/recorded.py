"""A recording as an utterance: aligned with its text, or with a mouth that is recognised from its sound."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from functools import partial
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.result import Alignment, WordSpan
from visavis.speech.cues import Phone
from visavis.speech.frontend import Analysis, analyse
from visavis.speech.rough_mouth import RoughMouth, voiced_span
from visavis.speech.text import Sentence
from visavis.tts.aligner import RecordingAlignment
from visavis.tts.aligning import GUESSED, MARGIN_S, STEP_S
from visavis.tts.compute import Compute
from visavis.tts.engine import Capabilities, Engine, Prosody, SpeechPiece, Timing, Voice, WordTiming
from visavis.tts.given_timing import marks_at_words, spread_words
from visavis.tts.heard_sound import HeardSound
from visavis.tts.order import SoundOrder
from visavis.tts.sound import Sound

logger = logging.getLogger(__name__)

VOICE_NAME = "recording"
"""What an utterance says of its voice when it is a recording."""
UNKNOWN_LANGUAGE = "und"
PATIENCE_S = 4.0
"""How long somebody who hears nothing waits for a mouth that fits: as long as some 40 s of sound take."""
ALIGN_LEAST_S = 10.0
ALIGN_SHARE = 0.5
ALIGN_MOST_S = 40.0
"""An alignment may take so long, or this part of the recording's own length, but nobody waits longer than the last."""
SAID_PER_SECOND = 40
SAID_BESIDES = 100
"""Nobody says more characters than these together in a second, and besides. A text that is longer is not what is said;
aligning it would cost what saying it takes, however short the recording is."""


class RecordingAligner(Protocol):
    """What aligns recordings: see :class:`~visavis.tts.aligner.Aligner`."""

    async def align_recording(
        self, text: str, samples: NDArray[np.int16], sample_rate_hz: int, *, language: str | None = None
    ) -> RecordingAlignment:
        """When each phone and word of the text is said."""


class RecordedEngine(Engine):
    """Plays one recording, sentence by sentence, as soon as it is aligned.

    Who waits for longer than ``patience_s`` hears it meanwhile with a mouth that is recognised from the sound alone. So
    does everybody where nothing can be aligned.
    """

    name: ClassVar[str] = VOICE_NAME
    capabilities: ClassVar[Capabilities] = Capabilities(
        frozenset({Timing.PHONES, Timing.WORDS}), streaming=True, offline=True
    )

    def __init__(
        self,
        sound: Sound,
        sentences: Sequence[Sentence],
        align: Callable[[], Coroutine[Any, Any, Alignment | None]],
        compute: Compute,
        patience_s: float,
    ) -> None:
        self._pcm = sound.pcm
        self._rate = sound.sample_rate_hz
        self._sentences = sentences
        self._align = align
        self._compute = compute
        self._patience_s = patience_s
        self._heard = HeardSound(self._pcm, self._rate, compute)
        self._released = 0
        """Samples that went on."""
        self._pieces: deque[SpeechPiece] | None = None
        self._aligned = False
        self.confidence: float | None = None
        """How surely the recording says its text, 0 to 1; None before that is known and where nothing was aligned."""

    async def voices(self) -> list[Voice]:
        """None that could be asked for."""
        return []

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        """The next sentence of the recording."""
        del sentence, voice, prosody
        first = self._pieces is None
        if self._pieces is None:
            aligning = asyncio.create_task(self._align())
            try:
                async for piece in self._meanwhile(aligning, max(self._patience_s, slack_s - MARGIN_S)):
                    yield piece
                self._pieces = await self._cut(aligning.result())
            finally:
                aligning.cancel()
                await asyncio.gather(aligning, return_exceptions=True)
        sentence_piece = self._pieces.popleft()
        if self._aligned:
            yield sentence_piece
            return
        async for piece in self._by_ear(sentence_piece, start=0 if first else self._released):
            yield piece

    async def _meanwhile(self, aligning: asyncio.Task[Alignment | None], wait_s: float) -> AsyncIterator[SpeechPiece]:
        """Sound that goes on before the alignment is there, as little of it as keeps the listener fed."""
        clock = asyncio.get_running_loop().time
        release_at = heard_until = clock() + wait_s
        total = len(self._pcm) // 2
        while not aligning.done():
            all_released = self._released == total
            await asyncio.wait({aligning}, timeout=None if all_released else max(0.0, release_at - clock()))
            if aligning.done():
                return
            first, self._released = self._released, min(total, self._released + round(STEP_S * self._rate))
            phones = await self._heard.phones(first, self._released)
            heard_until = max(heard_until, clock()) + (self._released - first) / self._rate
            release_at = heard_until - MARGIN_S
            yield SpeechPiece(self._pcm[2 * first : 2 * self._released], tuple(phones))

    async def _cut(self, alignment: Alignment | None) -> deque[SpeechPiece]:
        """What was not released, sentence by sentence."""
        released = self._released
        self._aligned = alignment is not None
        if alignment is not None:
            self.confidence = alignment.confidence
            found = cut(self._sentences, self._pcm, alignment.phones, alignment.words, released=released)
        else:
            found = cut(self._sentences, self._pcm, (), await self._spread(), released=released)
        return deque(found)

    async def _spread(self) -> Sequence[WordTiming]:
        """The words of the text, over the stretch in which there is a voice."""
        tokens = tuple(token for sentence in self._sentences for token in sentence.tokens)
        if not tokens:
            return ()
        loudness = await self._compute.run(RoughMouth(self._rate).push, _samples(self._pcm))
        return spread_words(Sentence(tokens, 0, 0), voiced_span(loudness))

    async def _by_ear(self, piece: SpeechPiece, *, start: int) -> AsyncIterator[SpeechPiece]:
        """A sentence's piece in small ones, with a mouth; the sentence begins at sample ``start``."""
        end, words, marks = self._released + len(piece.pcm) // 2, piece.words, piece.marks
        while True:
            first, self._released = self._released, min(end, self._released + round(STEP_S * self._rate))
            phones = tuple(
                Phone(phone.ipa, phone.onset_samples - start, phone.end_samples - start, phone.stress)
                for phone in await self._heard.phones(first, self._released)
            )
            yield SpeechPiece(self._pcm[2 * first : 2 * self._released], phones, words, marks)
            if self._released == end:
                return
            words, marks = (), ()


async def recorded(
    order: SoundOrder,
    sound: Sound,
    aligner: RecordingAligner | None,
    compute: Compute,
    *,
    text_chars: int,
    patience_s: float = PATIENCE_S,
) -> tuple[Analysis, Voice, RecordedEngine]:
    """What is to be performed for a recording whose ``sound`` is there. Raises ``TextError`` for a text that cannot be
    said.

    ``patience_s`` is how long a listener who hears nothing waits for the alignment; ``math.inf`` where nobody listens.
    Where no alignment can be had the mouth's shapes are recognised, and the words of the text are spread over the
    stretch in which there is a voice.
    """
    if order.text.strip():
        analysis = await compute.run(analyse, order.text, language=order.language, max_chars=text_chars)
    else:
        analysis, aligner = Analysis("", order.language or UNKNOWN_LANGUAGE, (Sentence((), 0, 0),)), None
    align = partial(_align, order, sound, aligner)
    if patience_s == math.inf:
        # Before the performance: its engine may be silent for so long only.
        align = partial(_already, await align())
    voice = Voice(VOICE_NAME, VOICE_NAME, "", (analysis.language,), sound.sample_rate_hz)
    return analysis, voice, RecordedEngine(sound, analysis.sentences, align, compute, patience_s)


async def _already(alignment: Alignment | None) -> Alignment | None:
    return alignment


async def _align(order: SoundOrder, sound: Sound, aligner: RecordingAligner | None) -> Alignment | None:
    """None when it cannot be had; the reason is in the log, without what was said."""
    if aligner is None:
        return None
    if len(order.text) > SAID_BESIDES + SAID_PER_SECOND * sound.seconds:
        logger.info(
            "a text of %d characters is not said in %.1f s; the mouth follows the sound alone",
            len(order.text), sound.seconds,
        )  # fmt: skip
        return None
    try:
        async with asyncio.timeout(min(max(ALIGN_LEAST_S, ALIGN_SHARE * sound.seconds), ALIGN_MOST_S)):
            found = await aligner.align_recording(
                order.text, _samples(sound.pcm), sound.sample_rate_hz, language=order.language
            )
    except Exception as error:
        # Its text may quote what was said.
        logger.warning(
            "a recording of %.1f s could not be aligned (%s); its mouth follows the sound alone",
            sound.seconds, type(error).__name__,
        )  # fmt: skip
        return None
    # However little it is sure of itself: in noise it is right all the same, and a wrong text is its sender's.
    return found.alignment if found.alignment.words and found.alignment.method not in GUESSED else None


def cut(
    sentences: Sequence[Sentence],
    pcm: bytes,
    phones: Sequence[Phone],
    words: Sequence[WordSpan | WordTiming],
    *,
    released: int = 0,
) -> list[SpeechPiece]:
    """One piece a sentence, each from its first word on, the first from the beginning; words count all tokens.

    The samples before ``released`` went on already: the first sentence begins there as long as it has not passed; words
    before it keep their times.
    """
    pieces: list[SpeechPiece] = []
    first_token, at, total = 0, 0, len(pcm) // 2
    for index, sentence in enumerate(sentences):
        next_token = first_token + len(sentence.tokens)
        later = [word.onset_samples for word in words if word.token_index >= next_token]
        end = max(at, released, min(later, default=total)) if index + 1 < len(sentences) else total
        # The first sentence counts from the beginning, whatever of it went on.
        start, silent_before = (0, released) if index == 0 else (at, at)
        own = tuple(
            WordTiming(word.token_index - first_token, word.onset_samples - start, word.end_samples - start)
            for word in words
            if first_token <= word.token_index < next_token
        )
        from_sample = max(at, released)
        within = tuple(
            Phone(
                phone.ipa,
                max(phone.onset_samples, from_sample) - start,
                min(phone.end_samples, end) - start,
                phone.stress,
                phone.tone,
            )
            for phone in phones
            if phone.end_samples > from_sample and phone.onset_samples < end
        )
        marks = marks_at_words(sentence, own, end - start)
        pieces.append(SpeechPiece(pcm[2 * silent_before : 2 * end], within, own, marks))
        first_token, at = next_token, end
    return pieces


def _samples(pcm: bytes) -> NDArray[np.int16]:
    return np.frombuffer(pcm, dtype="<i2").astype(np.int16, copy=False)
