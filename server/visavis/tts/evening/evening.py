"""The way in: what a server does to the sound of all its voices, sentence by sentence."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from dataclasses import replace
from typing import Final

from visavis.extensions.stream import close_stream
from visavis.speech.text import Sentence
from visavis.tts.compute import Compute
from visavis.tts.engine import Prosody, SpeechPiece, Voice
from visavis.tts.evening.sentence_sound import SentenceSound
from visavis.tts.evening.silence import pauses_of
from visavis.tts.evening.voice_gain import VoiceGain
from visavis.tts.evening.voice_levels import VoiceLevels

_MS_PER_SECOND: Final = 0.25
_LISTENING_MS_PER_SECOND: Final = 2.0
"""What a second of sound costs, roughly, and one whose loudness is measured as well."""
_FIRST_S: Final = 0.6
"""Somebody who waits gets so much of a long piece before the rest of it is looked at."""


class Evening:
    """One for a server; ``close`` it to keep what was learnt."""

    def __init__(self, target_lufs: float | None, levels: VoiceLevels | None = None) -> None:
        """``target_lufs`` is of one channel. Without, each voice stays as loud as it is."""
        self.target_lufs = target_lufs
        self.levels = levels or VoiceLevels()

    def utterance(self) -> UtteranceSound:
        """For the sentences of one utterance."""
        return UtteranceSound(self)

    def close(self) -> None:
        """Keep what was learnt. Writes a file."""
        self.levels.save()


class UtteranceSound:
    """The sentences of one utterance, at one gain for each voice that speaks in it."""

    def __init__(self, evening: Evening) -> None:
        self._evening = evening
        self._gains: dict[str, VoiceGain] = {}
        self._opening: Sentence | None = None

    async def pieces(
        self, spoken: AsyncIterator[SpeechPiece], sentence: Sentence, voice: Voice, prosody: Prosody, compute: Compute
    ) -> AsyncGenerator[SpeechPiece, None]:
        """The pieces of one sentence as they are to be heard; ``prosody`` is what the engine was asked for.

        When ``spoken`` fails after something went on, the end of that is faded and given before the failure is raised.
        Closes ``spoken``.
        """
        self._opening = self._opening or sentence
        opening = sentence is self._opening
        gain = self._gain_of(voice)
        listens = gain is not None and voice.loudness_lufs is None and _is_usual(sentence, prosody)
        sound = SentenceSound(voice.sample_rate_hz, pauses_of(sentence, opening=opening), gain, listens=listens)
        ms_per_second = _LISTENING_MS_PER_SECOND if listens else _MS_PER_SECOND
        try:
            try:
                first_s = _FIRST_S if opening and not listens else 0.0
                async for whole in spoken:
                    for piece in _parts(whole, first_s, voice.sample_rate_hz):
                        first_s -= len(piece.pcm) / 2 / voice.sample_rate_hz
                        cost_ms = len(piece.pcm) / 2 / voice.sample_rate_hz * ms_per_second
                        made = await compute.run_brief(cost_ms, sound.push, piece)
                        if made is not None:
                            yield made
                            await asyncio.sleep(0)
            except Exception:
                rest = sound.finish() if sound.begun else None
                if rest is not None:
                    yield rest
                raise
            rest = sound.finish()
            if rest is not None:
                yield rest
            level = sound.level()
            if gain is not None and level is not None:
                gain.learn(level)
                self._evening.levels.heard(voice, level)
        finally:
            await close_stream(spoken)

    def _gain_of(self, voice: Voice) -> VoiceGain | None:
        target_lufs = self._evening.target_lufs
        if target_lufs is None:
            return None
        if voice.name not in self._gains:
            self._gains[voice.name] = VoiceGain(target_lufs, self._evening.levels.of(voice))
        return self._gains[voice.name]


def _parts(piece: SpeechPiece, first_s: float, sample_rate_hz: int) -> Iterator[SpeechPiece]:
    """The piece as its first part, with all times, and what follows; whole for what is short or nobody waits for."""
    size = 2 * round(first_s * sample_rate_hz)
    if size <= 0 or len(piece.pcm) <= size:
        yield piece
        return
    yield replace(piece, pcm=piece.pcm[:size])
    yield SpeechPiece(piece.pcm[size:])


def _is_usual(sentence: Sentence, prosody: Prosody) -> bool:
    """Whether it is said as the voice says things: what is asked to be soft or loud tells nothing of the voice."""
    asked = prosody.volume != 1.0 or prosody.instructions or prosody.pitch_semitones
    return not asked and all(token.manner.volume == 1.0 for token in sentence.tokens)
