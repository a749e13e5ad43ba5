"""The visitor's browser speaks: no sound here, only when each sound of the text is to be expected.

The page gives the text to its ``speechSynthesis`` and bends the track to what it hears of it
(``web/src/core/system_voice``), so the plan need not be exact. It is espeak's timing of the same text, whose phones
and words are the finest that can be had without a voice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from visavis.speech.text import Sentence
from visavis.tts.engine import Capabilities, Engine, EngineError, Prosody, SpeechPiece, Timing, Voice
from visavis.tts.engines.espeak import EspeakEngine
from visavis.tts.voice_directory import VoiceDirectory

_TITLES: Final = {
    "zh-CN": "浏览器语音（普通话）",
    "zh-TW": "瀏覽器語音（國語）",
    "zh-HK": "瀏覽器語音（粵語）",
    "en-US": "Browser voice (US English)",
    "en-GB": "Browser voice (British English)",
    "ar-SA": "صوت المتصفح",
    "de-DE": "Stimme des Browsers",
    "es-ES": "Voz del navegador",
    "fr-FR": "Voix du navigateur",
    "hi-IN": "ब्राउज़र की आवाज़",
    "id-ID": "Suara peramban",
    "it-IT": "Voce del browser",
    "ja-JP": "ブラウザーの音声",
    "ko-KR": "브라우저 음성",
    "nl-NL": "Browserstem",
    "pl-PL": "Głos przeglądarki",
    "pt-BR": "Voz do navegador",
    "ru-RU": "Голос браузера",
    "th-TH": "เสียงของเบราว์เซอร์",
    "tr-TR": "Tarayıcı sesi",
    "vi-VN": "Giọng của trình duyệt",
}
"""By language: which voice of that language speaks is for the page to choose, on the visitor's device."""


@dataclass(frozen=True, slots=True)
class _Planned:
    voice: Voice
    by: Voice
    """Whose timing it has."""


class BrowserEngine(Engine):
    """Voices by language, ``browser:zh-CN``, that a page's own speech synthesis makes heard. ``planner`` times them."""

    name: ClassVar[str] = "browser"
    capabilities: ClassVar[Capabilities] = Capabilities(
        timing=frozenset({Timing.PHONES, Timing.WORDS}), streaming=True, offline=True
    )

    def __init__(self, planner: Engine | None = None) -> None:
        self._planner = planner or EspeakEngine(1)
        self._planned: dict[str, _Planned] = {}

    async def start(self) -> None:
        """Start the planner. Raises :class:`EngineError`."""
        await self._planner.start()
        found = VoiceDirectory(await self._planner.voices(), {})
        for language, title in _TITLES.items():
            try:
                by = found.choose(None, language)
            except EngineError:
                continue
            voice = replace(
                by,
                name=f"{self.name}:{language}",
                engine=self.name,
                title=title,
                languages=(language, *by.languages),
                gender="neutral",
                default_for=(),
                sound=False,
            )
            self._planned[voice.name] = _Planned(voice, by)

    async def voices(self) -> list[Voice]:
        """One for each language that can be planned."""
        return [planned.voice for planned in self._planned.values()]

    async def speak(
        self, sentence: Sentence, voice: Voice, prosody: Prosody, *, slack_s: float
    ) -> AsyncIterator[SpeechPiece]:
        """As :meth:`Engine.speak`: the planner's timing over silence."""
        planned = self._planned.get(voice.name)
        if planned is None:
            raise EngineError(f"browser has no voice {voice.name!r}", code="voice_unknown")
        async with aclosing(self._planner.speak(sentence, planned.by, prosody, slack_s=slack_s)) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                yield replace(piece, pcm=bytes(len(piece.pcm)))

    async def close(self) -> None:
        """End the planner."""
        self._planned.clear()
        await self._planner.close()
