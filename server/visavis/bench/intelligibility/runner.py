"""Lets voices say the bench's English sentences, and a recogniser write them down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from visavis.bench.intelligibility.recogniser import RATE_HZ, Recogniser
from visavis.bench.intelligibility.words import word_errors, words_of
from visavis.bench.lipsync.sentences import sentences
from visavis.speech.frontend import analyse
from visavis.tts.engine import EngineError, Prosody, Voice
from visavis.tts.voice_directory import VoiceDirectory


@dataclass(frozen=True, slots=True)
class Understood:
    """One voice."""

    voice: str
    gender: str
    words: int
    wrong: int
    """Words that were heard as others, not at all, or without being said."""
    audio_s: float

    @property
    def share(self) -> float:
        """Words understood, 0 to 1."""
        return max(0.0, 1 - self.wrong / self.words)

    @property
    def words_per_minute(self) -> float:
        """Pauses included."""
        return self.words / self.audio_s * 60


def english_voices(voices: VoiceDirectory) -> list[Voice]:
    """Those that read English first of all, in the engines' order."""
    return [voice for voice in voices.voices if voice.languages[:1] and voice.languages[0].partition("-")[0] == "en"]


async def measure(
    voices: VoiceDirectory, chosen: Sequence[Voice], prosody: Prosody, count: int | None, say: Callable[[str], None]
) -> list[Understood]:
    """Every chosen voice on the first ``count`` sentences, best first. Raises
    :class:`~visavis.bench.intelligibility.recogniser.RecogniserMissingError`; a voice that fails is left out."""
    recogniser = await asyncio.to_thread(Recogniser)
    texts = sentences("en")[:count]
    results = []
    for voice in chosen:
        words = wrong = 0
        seconds = 0.0
        try:
            for text in texts:
                samples = await _spoken(voices, voice, text, prosody)
                heard = await asyncio.to_thread(recogniser.hear, samples)
                said = words_of(text)
                words += len(said)
                wrong += word_errors(said, words_of(heard))
                seconds += len(samples) / RATE_HZ
        except EngineError as error:
            say(f"{voice.name} left out: {error}")
            continue
        results.append(Understood(voice.name, voice.gender, words, wrong, seconds))
        say(_line(results[-1]))
    return sorted(results, key=lambda result: -result.share)


async def _spoken(voices: VoiceDirectory, voice: Voice, text: str, prosody: Prosody) -> NDArray[np.int16]:
    """As a visitor hears it, but for the wire: 16 kHz mono."""
    engine = voices.engine_of(voice)
    pcm = b""
    for sentence in analyse(text, language="en").sentences:
        async for piece in engine.speak(sentence, voice, prosody, slack_s=60.0):
            pcm += piece.pcm
    samples = np.frombuffer(pcm, "<i2")
    if voice.sample_rate_hz != RATE_HZ:
        samples = soxr.resample(samples, voice.sample_rate_hz, RATE_HZ)
    return samples.astype(np.int16, copy=False)


def as_json(results: Sequence[Understood]) -> list[dict[str, Any]]:
    """For programs."""
    return [
        asdict(result) | {"share": round(result.share, 4), "words_per_minute": round(result.words_per_minute, 1)}
        for result in results
    ]


def as_table(results: Sequence[Understood]) -> str:
    """For people: a line a voice, best first."""
    return "\n".join(_lines(results))


def _lines(results: Sequence[Understood]) -> Iterator[str]:
    yield f"{'voice':<24}{'':<10}{'understood':>10}{'words/min':>11}"
    for result in results:
        yield _line(result)


def _line(result: Understood) -> str:
    return f"{result.voice:<24}{result.gender:<10}{result.share:>9.1%} {result.words_per_minute:>10.0f}"
