"""A sentence as the embedded voice speaks it: sound, phones and words with exact times, in any language it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from visavis.speech.alignment.reference import Reference
from visavis.speech.cues import Phone
from visavis.speech.text import Sentence
from visavis.tts.engine import Engine, EngineError, Prosody, SpeechPiece, Voice, WordTiming
from visavis.tts.voice_directory import VoiceDirectory

_RATE: Final = 1.4
_MANDARIN_RATE: Final = 1.2
"""Brisk: sounds then run into each other as people's do."""
_WOMAN: Final = (1.0, 1.08)
_MAN: Final = (1.0, 0.92)
_MAN_OF_WOMAN: Final = (0.9, 0.83)
"""Throats of a woman's voice, of a man's, and of a man's that is a woman's played slowly."""

_STRETCH_S: Final = 20.0


async def render(engine: Engine, voice: Voice, sentence: Sentence, *, rate: float) -> Reference:
    """``engine`` must give phones and words. Raises :class:`EngineError`."""
    pieces: list[SpeechPiece] = [
        piece async for piece in engine.speak(sentence, voice, Prosody(rate=rate), slack_s=60.0)
    ]
    phones: list[Phone] = [phone for piece in pieces for phone in piece.phones]
    words: list[WordTiming] = [word for piece in pieces for word in piece.words]
    pcm = np.frombuffer(b"".join(piece.pcm for piece in pieces), dtype="<i2")
    spans = [(word.token_index, word.onset_samples, word.end_samples) for word in words]
    samples = pcm.astype(np.float32) * np.float32(1 / 32768)
    return Reference.from_words(samples, voice.sample_rate_hz, phones, spans)


async def renderings(
    engine: Engine, voices: VoiceDirectory, sentence: Sentence, language: str
) -> tuple[Reference, ...]:
    """Two renderings, by a woman and a man; in a language with one voice, the man is the woman played slowly.

    ``language`` is a BCP 47 tag; its region chooses the accent where there is one. A language that the engine does not
    read is rendered as the first token's own, else in English. Raises :class:`EngineError`.
    """
    voice = _voice_for(voices, sentence, language)
    rate = _MANDARIN_RATE if voice.languages[0] == "zh" else _RATE
    woman = await render(engine, voice, sentence, rate=rate)
    male = next((other for other in voices.voices if other.name == f"{voice.name}-male"), None)
    if male is None:
        man, throats = await render(engine, voice, sentence, rate=rate / _MAN_OF_WOMAN[0]), _MAN_OF_WOMAN
    else:
        man, throats = await render(engine, male, sentence, rate=rate), _MAN
    return replace(woman, throats=_WOMAN), replace(man, throats=throats)


async def stretches(
    engine: Engine, voices: VoiceDirectory, sentences: Sequence[Sentence], language: str
) -> tuple[tuple[Reference, ...], ...]:
    """Renderings of a whole text, in stretches of sentences of up to 20 s; tokens count those of the whole text.

    Raises :class:`EngineError`.
    """
    done: list[tuple[Reference, ...]] = []
    gathered: list[tuple[Reference, ...]] = []
    firsts: list[int] = []
    length_s = 0.0

    def close() -> None:
        if gathered:
            done.append(tuple(Reference.joined(each, firsts) for each in zip(*gathered, strict=True)))
        gathered.clear()
        firsts.clear()

    token = 0
    for sentence in sentences:
        each = await renderings(engine, voices, sentence, language)
        more_s = len(each[0].samples) / each[0].sample_rate_hz
        if length_s + more_s > _STRETCH_S:
            close()
            length_s = 0.0
        gathered.append(each)
        firsts.append(token)
        token += len(sentence.tokens)
        length_s += more_s
    close()
    return tuple(done)


def _voice_for(voices: VoiceDirectory, sentence: Sentence, language: str) -> Voice:
    for wanted in (language, *(token.language for token in sentence.tokens[:1]), "en"):
        try:
            return voices.choose(None, wanted or None)
        except EngineError:
            continue
    return voices.voices[0]
