"""What an engine says, as far as it keeps to the contract: in time, whole samples, timing that can be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass

from visavis.extensions.stream import close_stream
from visavis.speech.text import Sentence
from visavis.tts.engine import EngineError, SpeechPiece, Voice
from visavis.tts.engine_meter import EngineMeter

PAST_THE_END_S = 0.1
"""A last phone may run on for so long after the sound."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an engine is waited for, in seconds."""

    first_s: float = 20.0
    """For the first sound of a sentence."""
    next_s: float = 20.0
    """For each piece after it."""


async def checked(
    spoken: AsyncIterator[SpeechPiece],
    sentence: Sentence,
    voice: Voice,
    patience: Patience,
    *,
    strict: bool = True,
    meter: EngineMeter | None = None,
) -> AsyncGenerator[SpeechPiece, None]:
    """The pieces of one sentence. Closes ``spoken``, whatever happens. ``meter`` is told when the first sound comes.

    Raises :class:`EngineError`: ``engine_timeout`` when sound is too long in coming, ``engine_failed`` when half a
    sample comes, timing that cannot be, or no sound at all for a sentence that has words. Without ``strict`` the last
    two pass: they say nothing of a recording.
    """
    clock = asyncio.get_running_loop().time
    samples = covered = 0
    begun = clock()
    deadline = begun + patience.first_s
    try:
        while True:
            waits_s = patience.next_s if samples else patience.first_s
            try:
                async with asyncio.timeout_at(clock() + patience.next_s if samples else deadline):
                    piece = await anext(spoken, None)
            except TimeoutError:
                message = f"{voice.name} gave no sound for {waits_s:g} s"
                raise EngineError(message, code="engine_timeout", retryable=True) from None
            if piece is None:
                break
            if len(piece.pcm) % 2:
                raise EngineError(f"{voice.name} gave {len(piece.pcm)} bytes of 16-bit audio, an odd number")
            covered = _covered(piece, covered, voice) if strict else 0
            if meter is not None and not samples and piece.pcm:
                meter.first_sound(voice.engine, clock() - begun)
            samples += len(piece.pcm) // 2
            yield piece
    finally:
        await close_stream(spoken)
    if strict and not samples and any(token.spoken for token in sentence.tokens):
        raise EngineError(f"{voice.name} gave no sound for a sentence that has words", retryable=True)
    if covered > samples + PAST_THE_END_S * voice.sample_rate_hz:
        past_s = (covered - samples) / voice.sample_rate_hz
        raise EngineError(f"the phones of {voice.name} end {past_s:.2f} s after its sound")


def _covered(piece: SpeechPiece, covered: int, voice: Voice) -> int:
    """Where the phones end that have come so far; each begins where the one before it ends, or later."""
    for phone in piece.phones:
        if not covered <= phone.onset_samples <= phone.end_samples:
            message = f"a phone of {voice.name} lies at {phone.onset_samples} to {phone.end_samples} samples"
            raise EngineError(f"{message}; those before it end at {covered}")
        covered = phone.end_samples
    return covered
