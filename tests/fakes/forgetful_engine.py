"""The embedded voice, without what it knows of its timing: an engine that must be aligned, and whose truth is known."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from typing import ClassVar

from visavis.speech.cues import Phone
from visavis.speech.spoken_text import spoken_text
from visavis.speech.text import Sentence
from visavis.tts.engine import Capabilities, CharacterTiming, Prosody, SpeechPiece, Timing, Voice, WordTiming
from visavis.tts.engines.espeak import EspeakEngine

# Another voice than the one that recordings are compared with.
VOICES = {"zh": "espeak:zh-male", "en": "espeak:en-male"}


class ForgetfulEngine(EspeakEngine):
    """Tells words, characters or nothing. Its ``truth`` is what it did not tell, sentence by sentence.

    ``pace`` is how long a second of sound takes to come, in seconds.
    """

    name: ClassVar[str] = "forgetful"

    def __init__(self, timing: Timing = Timing.NONE, *, pace: float = 0.0) -> None:
        super().__init__(1)
        self.timing = timing
        self.pace = pace
        self.capabilities = Capabilities(frozenset({timing}), streaming=True, offline=True)
        self.truth: list[list[Phone]] = []

    async def voices(self) -> list[Voice]:
        own = await super().voices()
        return [
            dataclasses.replace(
                voice, name=f"forgetful:{language}", engine="forgetful", languages=(language,), default_for=(language,)
            )
            for language, name in VOICES.items()
            for voice in own
            if voice.name == name
        ]

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        own = dataclasses.replace(voice, name=VOICES[voice.languages[0]])
        truth: list[Phone] = []
        self.truth.append(truth)
        async for piece in super().speak(sentence, own, prosody, slack_s=slack_s):
            truth += piece.phones
            await asyncio.sleep(len(piece.pcm) / 2 / voice.sample_rate_hz * self.pace)
            words = piece.words if self.timing is Timing.WORDS else ()
            characters = _characters(sentence, piece.words) if self.timing is Timing.CHARACTERS else ()
            yield SpeechPiece(piece.pcm, words=words, characters=characters)


def _characters(sentence: Sentence, words: tuple[WordTiming, ...]) -> tuple[CharacterTiming, ...]:
    spans = spoken_text(sentence).spans
    found = []
    for word in words:
        start, end = spans[word.token_index]
        step = (word.end_samples - word.onset_samples) / max(1, end - start)
        for n in range(end - start):
            onset = word.onset_samples + round(n * step)
            found.append(CharacterTiming(start + n, onset, word.onset_samples + round((n + 1) * step)))
    return tuple(found)
