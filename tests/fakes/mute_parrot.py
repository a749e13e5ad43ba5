"""An engine of a stranger's that offers voices and never speaks: for what chooses among them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

from visavis.speech.text import Sentence
from visavis.tts.engine import Capabilities, Engine, EngineError, Prosody, SpeechPiece, Timing, Voice


class Parrot(Engine):
    """Offers ``voices``; without any it fails."""

    name: ClassVar[str] = "parrot"
    capabilities: ClassVar[Capabilities] = Capabilities(frozenset({Timing.NONE}), streaming=False, offline=True)

    def __init__(self, voices: list[Voice] | None = None) -> None:
        self._voices = voices

    async def voices(self) -> list[Voice]:
        if self._voices is None:
            raise EngineError("the parrot sleeps")
        return self._voices

    def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        raise NotImplementedError  # choosing a voice never makes it speak
