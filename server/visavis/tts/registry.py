"""Finds the engines that are installed, and the voice that somebody asks for."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from visavis.extensions.loading import NotLoadedError, load_extension
from visavis.tts.engine import Engine, EngineError, Voice

_log = logging.getLogger(__name__)

ENTRY_POINT_GROUP: Final = "visavis.tts"
# Known also where the package is used from its source folder and declares no entry points.
_BUILT_IN: Final = (
    EntryPoint("espeak", "visavis.tts.engines.espeak:EspeakEngine", ENTRY_POINT_GROUP),
    EntryPoint("azure", "visavis.tts.engines.azure:AzureEngine", ENTRY_POINT_GROUP),
    EntryPoint("browser", "visavis.tts.engines.browser:BrowserEngine", ENTRY_POINT_GROUP),
    EntryPoint("cosyvoice", "visavis.tts.engines.cosyvoice:CosyVoiceEngine", ENTRY_POINT_GROUP),
    EntryPoint("edge", "visavis.tts.engines.edge:EdgeEngine", ENTRY_POINT_GROUP),
    EntryPoint("elevenlabs", "visavis.tts.engines.elevenlabs:ElevenLabsEngine", ENTRY_POINT_GROUP),
    EntryPoint("flite", "visavis.tts.engines.flite:FliteEngine", ENTRY_POINT_GROUP),
    EntryPoint("kokoro", "visavis.tts.engines.kokoro:KokoroEngine", ENTRY_POINT_GROUP),
    EntryPoint("openai", "visavis.tts.engines.openai:OpenAIEngine", ENTRY_POINT_GROUP),
    EntryPoint("piper", "visavis.tts.engines.piper:PiperEngine", ENTRY_POINT_GROUP),
    EntryPoint("polly", "visavis.tts.engines.polly:PollyEngine", ENTRY_POINT_GROUP),
    EntryPoint("volcengine", "visavis.tts.engines.volcengine:VolcengineEngine", ENTRY_POINT_GROUP),
)
_MATCHES_SHOWN: Final = 5


def _found() -> dict[str, EntryPoint]:
    return {point.name: point for point in (*_BUILT_IN, *entry_points(group=ENTRY_POINT_GROUP))}


def engine_names() -> set[str]:
    """All engines that are installed, whether or not they can be loaded."""
    return set(_found())


def load_engines(names: Sequence[str] | None = None) -> dict[str, Engine]:
    """Instances of the named engines, or of all that can be loaded, by name. They are not started.

    An engine that was asked for by name and cannot be loaded is an :class:`EngineError` (``engine_unavailable``);
    without ``names`` it is left out with a warning.
    """
    found = _found()
    engines: dict[str, Engine] = {}
    for name in found if names is None else names:
        if name not in found:
            known = ", ".join(sorted(found))
            raise EngineError(f"no engine is named {name!r}; installed: {known}", code="engine_unavailable")
        try:
            # mypy takes a class that is abstract for none that could be handed on.
            engines[name] = load_extension(found[name], Engine, f"VISAVIS_{name}_".upper())  # type: ignore[type-abstract]
        except (NotLoadedError, EngineError) as error:
            message = f"engine {error}" if isinstance(error, NotLoadedError) else f"engine {name!r}: {error}"
            if names is not None:
                raise EngineError(message, code="engine_unavailable") from None
            _log.warning("%s", message)
    return engines


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
