"""Finds the language models that are installed."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Final

from .contract import LanguageModel, LanguageModelError

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
        model = found[name].load()()
        if not isinstance(model, LanguageModel):
            raise TypeError(f"{type(model).__name__} is not a LanguageModel")
        if model.name != name:
            raise ValueError(f"it calls itself {model.name!r}")
    except Exception as error:  # a stranger's package may fail in any way
        # Only the kind of the error is told: a message about settings may hold a key.
        message = f"language model {name!r} ({found[name].value}) cannot be loaded ({type(error).__name__})"
        raise LanguageModelError(message, code="llm_unavailable") from None
    return model
