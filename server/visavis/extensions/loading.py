"""An extension from its entry point."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import ClassVar, Protocol, TypeVar

from pydantic import ValidationError

from .environment import setting_problems
from .error import ExtensionError


class Named(Protocol):
    """Every extension has a name, which is that of its entry point."""

    name: ClassVar[str]


T = TypeVar("T", bound=Named)


class NotLoadedError(Exception):
    """An extension cannot be used. The message says for people which and why, and begins with its name."""


def load_extension(point: EntryPoint, kind: type[T], prefix: str) -> T:
    """A new instance of ``kind``. ``prefix`` is that of the variables of its settings, for messages.

    Raises :class:`NotLoadedError`; an :class:`~visavis.extensions.error.ExtensionError` of its own passes.
    """
    try:
        made = point.load()()
    except ExtensionError:
        raise
    except ValidationError as error:
        raise NotLoadedError(f"{point.name!r} is not set up: {'; '.join(setting_problems(error, prefix))}") from None
    except Exception as error:  # a stranger's package may fail in any way
        # Only the kind of the error is told: a message about settings may hold a key.
        raise _not_loaded(point, type(error).__name__) from None
    if not isinstance(made, kind):
        raise _not_loaded(point, f"{type(made).__name__} is not a {kind.__name__}")
    if made.name != point.name:
        raise _not_loaded(point, f"it calls itself {made.name!r}")
    return made


def _not_loaded(point: EntryPoint, why: str) -> NotLoadedError:
    return NotLoadedError(f"{point.name!r} ({point.value}) cannot be loaded ({why})")
