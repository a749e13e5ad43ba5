"""Finds the engines that are installed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from visavis.extensions.loading import NotLoadedError, load_extension
from visavis.tts.engine import Engine, EngineError

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
