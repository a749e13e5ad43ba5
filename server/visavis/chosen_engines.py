"""The engines that the settings choose, and what the settings say of their sound, their failures and their cost."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint

from visavis.access.budgets import Budgets, HubLedger, read_budgets
from visavis.access.file_ledger import FileLedger
from visavis.extensions.loading import NotLoadedError, made_by
from visavis.hub.hub import Hub
from visavis.settings import Settings, cache_folder, data_folder
from visavis.tts.checked import Patience
from visavis.tts.engine import Engine, EngineError
from visavis.tts.engine_meter import EngineMeter
from visavis.tts.evening.evening import Evening
from visavis.tts.evening.voice_levels import VoiceLevels
from visavis.tts.fallback import Understudies
from visavis.tts.kept_speech import SpeechStore
from visavis.tts.purse import Purse
from visavis.tts.registry import ENTRY_POINT_GROUP, load_engines
from visavis.tts.resilience import Resilience
from visavis.tts.retry import RetryPolicy
from visavis.tts.voice_directory import VoiceDirectory


def load_all_engines(settings: Settings) -> dict[str, Engine]:
    """Instances of the engines that the settings name, installed or by import path. Raises :class:`EngineError`."""
    extra = extra_engines(settings)
    installed = [name for name in settings.engines if name not in extra]
    return load_engines(None if "*" in installed else installed) | extra


def extra_engines(settings: Settings) -> dict[str, Engine]:
    """Instances of the engines that the settings name by import path. Raises :class:`EngineError`."""
    return {engine.name: engine for engine in map(_import_engine, settings.extra_engines)}


def speech_store(settings: Settings, engines: Mapping[str, Engine]) -> SpeechStore | None:
    """Where engines' sound is kept; None when there is no place or nothing to keep. Close it."""
    folder = cache_folder(settings)
    if folder is None or not settings.cache_disk_mb or not any(e.capabilities.keeps for e in engines.values()):
        return None
    return SpeechStore(folder / "speech", round(settings.cache_disk_mb * (1 << 20)))


def resilience(
    settings: Settings,
    voices: VoiceDirectory,
    store: SpeechStore | None,
    purse: Purse | None = None,
    meter: EngineMeter | None = None,
) -> Resilience:
    """What the settings say of engines that fail, or may cost no more."""
    return Resilience(
        Patience(settings.engine_first_s, settings.engine_timeout_s),
        RetryPolicy(settings.engine_retries, settings.engine_retry_s),
        Understudies(voices, settings.fallback) if settings.fallback else None,
        store=store,
        purse=purse,
        meter=meter,
    )


def evening(settings: Settings) -> Evening:
    """What the settings say of sound, and what is known of voices. Close it."""
    folder = data_folder(settings)
    levels = VoiceLevels(None if folder is None else folder / "loudness.json")
    return Evening(None if settings.loudness_lufs == "off" else settings.loudness_lufs, levels)


def budgets(settings: Settings, hub: Hub) -> Budgets | None:
    """What the settings allow engines to cost; None where they say nothing."""
    limits = read_budgets(settings.engine_budgets)
    if not limits:
        return None
    folder = data_folder(settings)
    # Without Redis the workers of one machine share a file, which outlives them.
    shared = settings.redis_url is not None or folder is None
    return Budgets(limits, HubLedger(hub) if shared or folder is None else FileLedger(folder / "spent.json"))


def _import_engine(path: str) -> Engine:
    try:
        # mypy takes a class that is abstract for none that could be handed on.
        return made_by(EntryPoint(path, path, ENTRY_POINT_GROUP), Engine)  # type: ignore[type-abstract]
    except NotLoadedError as error:
        raise EngineError(f"VISAVIS_EXTRA_ENGINES: {error}", code="engine_unavailable") from None
