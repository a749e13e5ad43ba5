"""Speech of the embedded voice at an uneven pace, with noise, and with its true phone times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from visavis.speech.cues import Phone
from visavis.speech.frontend import analyse
from visavis.speech.text import Sentence
from visavis.tts.alignment.rendering import render
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.voice_directory import VoiceDirectory


@dataclass(frozen=True)
class Spoken:
    """A recording whose times are known."""

    text: str
    sentence: Sentence
    samples: NDArray[np.int16]
    sample_rate_hz: int
    phones: tuple[Phone, ...]
    """Spoken ones only."""
    words: tuple[tuple[int, int, int], ...]
    """Token index, onset and end in samples."""


async def say(engine: EspeakEngine, text: str, voice: str, *, rate: float = 0.85, noise: float = 0.002) -> Spoken:
    """The first sentence of ``text``, its time bent by a fifth to and fro, with 0.4 s of noise at either end."""
    directory = await VoiceDirectory.open({engine.name: engine})
    chosen = directory.choose(voice)
    sentence = analyse(text, language=chosen.languages[0]).sentences[0]
    told = await render(engine, chosen, sentence, rate=rate)
    rate_hz = told.sample_rate_hz
    pad = round(0.4 * rate_hz)
    original = np.arange(len(told.samples))
    period = 0.9 * rate_hz
    bent = original + 0.2 * period / (2 * np.pi) * np.sin(2 * np.pi * original / period)
    even = np.arange(int(bent[-1]))
    sound = np.interp(np.interp(even, bent, original), original, told.samples)
    sound = np.concatenate((np.zeros(pad), sound, np.zeros(pad)))
    sound += np.random.default_rng(len(text)).normal(0, noise, len(sound))

    def when(sample: int) -> int:
        return round(float(np.interp(sample, original, bent))) + pad

    phones = tuple(
        Phone(phone.ipa, when(phone.onset_samples), when(phone.end_samples)) for phone in told.phones if phone.ipa
    )
    spans: dict[int, tuple[int, int]] = {}
    for phone, token in zip(told.phones, told.tokens, strict=True):
        if token >= 0:
            first = spans.get(token, (when(phone.onset_samples), 0))[0]
            spans[token] = (first, when(phone.end_samples))
    words = tuple((token, onset, end) for token, (onset, end) in spans.items())
    samples = np.clip(sound * 32767, -32768, 32767).astype(np.int16)
    return Spoken(text, sentence, samples, rate_hz, phones, words)


def onset_errors_ms(found: tuple[Phone, ...], truth: tuple[Phone, ...], sample_rate_hz: int) -> NDArray[np.float64]:
    """Of every true phone, the distance to the nearest found one that begins alike."""
    errors = []
    for phone in truth:
        near = [abs(other.onset_samples - phone.onset_samples) for other in found if other.ipa[:1] == phone.ipa[:1]]
        errors.append(min(near, default=sample_rate_hz) * 1000 / sample_rate_hz)
    return np.array(errors)
