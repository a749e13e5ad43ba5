"""The voice that somebody asks for."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from visavis.tts.engine import Engine, EngineError, Voice

_log = logging.getLogger(__name__)

_MATCHES_SHOWN: Final = 5


class VoiceDirectory:
    """All voices of some started engines, in the engines' order."""

    def __init__(self, voices: Sequence[Voice], engines: Mapping[str, Engine]) -> None:
        self.voices: list[Voice] = list(voices)
        self._engines = dict(engines)
        self._by_name = {voice.name: voice for voice in self.voices}

    @classmethod
    async def open(cls, engines: Mapping[str, Engine]) -> VoiceDirectory:
        """Ask every engine for its voices. One that fails is left out with a warning.

        Raises:
            EngineError: ``engine_unavailable`` when there is no voice at all.
        """
        voices: list[Voice] = []
        for name, engine in engines.items():
            try:
                voices += await engine.voices()
            except EngineError as error:
                _log.warning("engine %r offers no voices: %s", name, error)
        if not voices:
            raise EngineError(f"no voice in engines {sorted(engines)}", code="engine_unavailable", retryable=True)
        return cls(voices, engines)

    def choose(
        self,
        name: str | None = None,
        language: str | None = None,
        engine: str | None = None,
        also: Collection[str] = (),
    ) -> Voice:
        """The voice called ``name``; else the best for ``language``, of ``engine`` if one is named; else the first.

        Best is the suggested one for the language, then one at home in it, then any that reads it; ``zh-CN`` falls back
        to ``zh``. Where words in the languages ``also`` must be read too, voices that would lose them are passed over
        as long as there are others; so are those that make no sound here. Raises :class:`EngineError`
        (``voice_unknown``) naming what comes close.
        """
        if name:
            return self._named(name)
        voices = [voice for voice in self.voices if engine in {None, voice.engine}]
        if not voices:
            raise EngineError(f"no engine {engine!r} offers voices", code="voice_unknown")
        voices = [voice for voice in voices if voice.sound] or voices
        if not language:
            return voices[0]
        able = [voice for voice in voices if self.copes(voice, also)]
        for offered in (able, voices):
            if (best := _best(offered, language)) is not None:
                return best
        languages = sorted({code for voice in voices for code in voice.languages})
        close = _close(language.lower(), languages)
        raise EngineError(f"no voice reads {language!r}{close}", code="voice_unknown")

    def copes(self, voice: Voice, languages: Collection[str]) -> bool:
        """Whether nothing is lost when ``voice`` reads words of all these languages."""
        engine = self._engines.get(voice.engine)
        if engine is None or not engine.capabilities.own_languages_only:
            return True
        return {_family(code) for code in languages} <= {_family(code) for code in voice.languages}

    def engine_of(self, voice: Voice) -> Engine:
        """The engine that speaks ``voice``. Raises :class:`EngineError` (``voice_unknown``)."""
        try:
            return self._engines[voice.engine]
        except KeyError:
            raise EngineError(f"no engine {voice.engine!r} for voice {voice.name!r}", code="voice_unknown") from None

    def _named(self, name: str) -> Voice:
        found = self._by_name.get(name)
        if found is not None:
            return found
        raise EngineError(f"no voice is named {name!r}{_close(name, list(self._by_name))}", code="voice_unknown")


def _best(voices: Sequence[Voice], language: str) -> Voice | None:
    wanted = language.replace("_", "-").lower()
    while wanted:
        for rank in (_suggested, _at_home, _reads):
            for voice in voices:
                if rank(voice, wanted):
                    return voice
        wanted = wanted.rpartition("-")[0]
    return None


def _suggested(voice: Voice, language: str) -> bool:
    return language in (code.lower() for code in voice.default_for)


def _at_home(voice: Voice, language: str) -> bool:
    return voice.languages[:1] != () and voice.languages[0].lower() == language


def _reads(voice: Voice, language: str) -> bool:
    return language in (code.lower() for code in voice.languages)


def _family(code: str) -> str:
    return code.partition("-")[0].lower()


def _close(wanted: str, known: list[str]) -> str:
    matches = get_close_matches(wanted[:200], known, n=_MATCHES_SHOWN, cutoff=0.5)
    return f"; close: {', '.join(matches)}" if matches else ""
