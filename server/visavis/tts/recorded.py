"""A recording as an utterance: aligned with its text, or with a mouth that follows its loudness."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.result import WordSpan
from visavis.speech.cues import Phone
from visavis.speech.frontend import Analysis, TextError, analyse
from visavis.speech.rough_mouth import RoughMouth, voiced_span
from visavis.speech.text import Sentence
from visavis.tts.aligner import RecordingAlignment
from visavis.tts.aligning import GUESSED
from visavis.tts.compute import Compute
from visavis.tts.engine import Capabilities, Engine, Prosody, SpeechPiece, Timing, Voice, WordTiming
from visavis.tts.given_timing import marks_at_words, spread_words
from visavis.tts.order import SoundOrder

logger = logging.getLogger(__name__)

VOICE_NAME = "recording"
"""What an utterance says of its voice when it is a recording."""
UNKNOWN_LANGUAGE = "und"
ALIGN_LEAST_S = 10.0
ALIGN_SHARE = 0.5
"""An alignment may take so long, or this part of the recording's own length."""


class RecordingAligner(Protocol):
    """What aligns recordings: see :class:`~visavis.tts.aligner.Aligner`."""

    async def align_recording(
        self, text: str, samples: NDArray[np.int16], sample_rate_hz: int, *, language: str | None = None
    ) -> RecordingAlignment:
        """When each phone and word of the text is said."""


class RecordedEngine(Engine):
    """Plays the pieces that it was made with, one for each sentence in order."""

    name: ClassVar[str] = VOICE_NAME
    capabilities: ClassVar[Capabilities] = Capabilities(
        frozenset({Timing.PHONES, Timing.WORDS}), streaming=False, offline=True
    )

    def __init__(self, pieces: Iterable[SpeechPiece]) -> None:
        self._pieces = deque(pieces)

    async def voices(self) -> list[Voice]:
        """None that could be asked for."""
        return []

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        """The next piece."""
        del sentence, voice, prosody, slack_s
        yield self._pieces.popleft()


async def recorded(
    order: SoundOrder, aligner: RecordingAligner | None, compute: Compute, *, text_chars: int
) -> tuple[Analysis, Voice, RecordedEngine]:
    """What is to be performed for a recording. Raises ``TextError`` for a text that cannot be said.

    Where no alignment can be had the mouth follows the loudness, and the words of the text are spread over the stretch
    in which there is a voice.
    """
    samples = np.frombuffer(order.sound.pcm, dtype="<i2").astype(np.int16, copy=False)
    rate_hz = order.sound.sample_rate_hz
    if order.text.strip():
        analysis = await compute.run(analyse, order.text, language=order.language, max_chars=text_chars)
        found = await _align(order, aligner, samples)
    else:
        analysis, found = Analysis("", order.language or UNKNOWN_LANGUAGE, (Sentence((), 0, 0),)), None
    if found is not None:
        alignment = found.alignment
        pieces = _cut(found.analysis.sentences, order.sound.pcm, alignment.phones, alignment.words)
        analysis = found.analysis
    else:
        pieces = await compute.run(_roughly, analysis.sentences, order.sound.pcm, samples, rate_hz)
    voice = Voice(VOICE_NAME, VOICE_NAME, "", (analysis.language,), rate_hz)
    return analysis, voice, RecordedEngine(pieces)


async def _align(
    order: SoundOrder, aligner: RecordingAligner | None, samples: NDArray[np.int16]
) -> RecordingAlignment | None:
    """None when it cannot be had; the reason is in the log, without what was said."""
    if aligner is None:
        return None
    seconds = order.sound.seconds
    try:
        async with asyncio.timeout(max(ALIGN_LEAST_S, ALIGN_SHARE * seconds)):
            found = await aligner.align_recording(
                order.text, samples, order.sound.sample_rate_hz, language=order.language
            )
    except TextError:
        raise
    except Exception as error:
        # Its text may quote what was said.
        logger.warning(
            "a recording of %.1f s could not be aligned (%s); its mouth follows the loudness",
            seconds, type(error).__name__,
        )  # fmt: skip
        return None
    # However little it is sure of itself: in noise it is right all the same, and a wrong text is its sender's.
    return found if found.alignment.words and found.alignment.method not in GUESSED else None


def _roughly(sentences: Sequence[Sentence], pcm: bytes, samples: NDArray[np.int16], rate_hz: int) -> list[SpeechPiece]:
    mouth = RoughMouth(rate_hz)
    phones = [*mouth.push(samples), *mouth.finish()]
    tokens = tuple(token for sentence in sentences for token in sentence.tokens)
    words = spread_words(Sentence(tokens, 0, 0), voiced_span(phones))
    return _cut(sentences, pcm, phones, words)


def _cut(
    sentences: Sequence[Sentence], pcm: bytes, phones: Sequence[Phone], words: Sequence[WordSpan | WordTiming]
) -> list[SpeechPiece]:
    """One piece a sentence, each from its first word on, the first from the beginning; words count all tokens."""
    pieces: list[SpeechPiece] = []
    first_token, at, total = 0, 0, len(pcm) // 2
    for index, sentence in enumerate(sentences):
        next_token = first_token + len(sentence.tokens)
        later = [word.onset_samples for word in words if word.token_index >= next_token]
        end = max(at, min(later, default=total)) if index + 1 < len(sentences) else total
        own = tuple(
            WordTiming(word.token_index - first_token, word.onset_samples - at, min(word.end_samples, end) - at)
            for word in words
            if first_token <= word.token_index < next_token and word.onset_samples >= at
        )
        within = tuple(
            Phone(
                phone.ipa,
                max(phone.onset_samples, at) - at,
                min(phone.end_samples, end) - at,
                phone.stress,
                phone.tone,
            )
            for phone in phones
            if phone.end_samples > at and phone.onset_samples < end
        )
        pieces.append(SpeechPiece(pcm[2 * at : 2 * end], within, own, marks_at_words(sentence, own, end - at)))
        first_token, at = next_token, end
    return pieces
