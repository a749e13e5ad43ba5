"""Finds the language models that are installed."""

from __future__ import annotations

import logging
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from visavis.extensions.loading import NotLoadedError, load_extension
from visavis.extensions.starting import NotStartedError, start_extension

from .asker import Asker
from .contract import LanguageModel, LanguageModelError
from .settings import PREFIX, LimitSettings, from_environment

_log = logging.getLogger(__name__)

ENTRY_POINT_GROUP: Final = "visavis.llm"
# Known also where the package is used from its source folder and declares no entry points.
_BUILT_IN: Final = (EntryPoint("openai", "visavis.dialogue.model.openai:OpenAIModel", ENTRY_POINT_GROUP),)


def _found() -> dict[str, EntryPoint]:
    return {point.name: point for point in (*_BUILT_IN, *entry_points(group=ENTRY_POINT_GROUP))}


def model_names() -> set[str]:
    """All that are installed, whether or not they can be loaded."""
    return set(_found())


def load_model(name: str) -> LanguageModel:
    """An instance, which is not started. Raises :class:`LanguageModelError` (``llm_unavailable``)."""
    found = _found()
    if name not in found:
        known = ", ".join(sorted(found))
        raise LanguageModelError(f"no language model is named {name!r}; installed: {known}", code="llm_unavailable")
    try:
        # mypy takes a class that is abstract for none that could be handed on.
        return load_extension(found[name], LanguageModel, PREFIX)  # type: ignore[type-abstract]
    except NotLoadedError as error:
        raise LanguageModelError(f"language model {error}", code="llm_unavailable") from None


async def open_asker() -> Asker | None:
    """The model that the environment names, started and guarded; whoever asked for it closes its ``model``.

    None where something is missing, such as the model's name: that is told in the log, and the avatar does without.
    Raises :class:`LanguageModelError` where a setting is wrong, or the model cannot start.
    """
    limits = from_environment(LimitSettings)
    model = load_model(limits.engine)
    missing = type(model).missing()
    if missing is not None:
        _log.info("no language model: %s", missing)
        return None
    try:
        await start_extension(model)
    except NotStartedError as error:
        message = f"language model {model.name!r} cannot start: {error}"
        raise LanguageModelError(message, code="llm_unavailable") from None
    return Asker(model, limits)
