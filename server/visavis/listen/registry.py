"""Finds the recognisers that are installed."""

from __future__ import annotations

import asyncio
import logging
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from visavis.extensions.loading import NotLoadedError, load_extension
from visavis.extensions.starting import NotStartedError, start_extension

from .hearer import Hearer
from .language import language_of
from .recogniser import Recogniser, RecogniserError
from .settings import OFF, PREFIX, ListenSettings, from_environment

_log = logging.getLogger(__name__)

ENTRY_POINT_GROUP: Final = "visavis.listen"
# Known also where the package is used from its source folder and declares no entry points.
_BUILT_IN: Final = (
    EntryPoint("azure", "visavis.listen.engines.azure:AzureRecogniser", ENTRY_POINT_GROUP),
    EntryPoint("browser", "visavis.listen.engines.browser:BrowserRecogniser", ENTRY_POINT_GROUP),
    EntryPoint("openai", "visavis.listen.engines.openai:OpenAIRecogniser", ENTRY_POINT_GROUP),
    EntryPoint("pocketsphinx", "visavis.listen.engines.pocketsphinx:PocketsphinxRecogniser", ENTRY_POINT_GROUP),
    EntryPoint("sherpa", "visavis.listen.engines.sherpa:SherpaRecogniser", ENTRY_POINT_GROUP),
    EntryPoint("whisper", "visavis.listen.engines.whisper:WhisperRecogniser", ENTRY_POINT_GROUP),
)


def _found() -> dict[str, EntryPoint]:
    return {point.name: point for point in (*_BUILT_IN, *entry_points(group=ENTRY_POINT_GROUP))}


def recogniser_names() -> set[str]:
    """All that are installed, whether or not they can be loaded."""
    return set(_found())


def load_recogniser(name: str) -> Recogniser:
    """An instance, which is not started. Raises :class:`RecogniserError` (``stt_unavailable``)."""
    found = _found()
    if name not in found:
        known = ", ".join(sorted(found))
        raise RecogniserError(f"no recogniser is named {name!r}; installed: {known}", code="stt_unavailable")
    try:
        # mypy takes a class that is abstract for none that could be handed on.
        return load_extension(found[name], Recogniser, f"{PREFIX}{name}_".upper())  # type: ignore[type-abstract]
    except NotLoadedError as error:
        raise RecogniserError(f"recogniser {error}", code="stt_unavailable") from None


async def open_hearer(settings: ListenSettings | None = None) -> Hearer | None:
    """The recogniser of the settings, else of the environment, started and guarded; whoever asked for it closes its
    ``recogniser``.

    None where it is switched off, or something is missing, such as a key: that is told in the log. Raises
    :class:`RecogniserError` where a setting is wrong, or the recogniser cannot start.
    """
    limits = settings or from_environment(ListenSettings)
    if limits.engine == OFF:
        return None
    recogniser = load_recogniser(limits.engine)
    missing = type(recogniser).missing()
    if missing is not None:
        _log.info("no recogniser: %s", missing)
        return None
    try:
        await start_extension(recogniser)
    except NotStartedError as error:
        message = f"recogniser {recogniser.name!r} cannot start: {error}"
        raise RecogniserError(message, code="stt_unavailable") from None
    # Its word lists are read from disk when they are first used.
    await asyncio.to_thread(language_of, "bonjour", ())
    return Hearer(recogniser, limits)
