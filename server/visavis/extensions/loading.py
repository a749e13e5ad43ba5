"""An extension from its entry point."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import ClassVar, Final, Protocol, TypeVar

from pydantic import ValidationError

from .environment import setting_problems
from .error import ExtensionError


class Named(Protocol):
    """Every extension has a name, which is that of its entry point."""

    name: ClassVar[str]


T = TypeVar("T", bound=Named)


_UNNAMED: Final = "…_"
"""Before the variables of an extension whose prefix is not known."""


class NotLoadedError(Exception):
    """An extension cannot be used. The message says for people which and why, and begins with its name."""


def load_extension(point: EntryPoint, kind: type[T], prefix: str) -> T:
    """A new instance of ``kind``, which calls itself as its entry point does. ``prefix`` is that of the variables of
    its settings, for messages.

    Raises :class:`NotLoadedError`; an :class:`~visavis.extensions.error.ExtensionError` of its own passes.
    """
    made = made_by(point, kind, prefix)
    if made.name != point.name:
        raise _not_loaded(point, f"it calls itself {made.name!r}")
    return made


def made_by(point: EntryPoint, kind: type[T], prefix: str = _UNNAMED) -> T:
    """The same, whatever it calls itself."""
    try:
        make = point.load()
    except (ImportError, AttributeError) as error:  # it is not where it is said to be
        raise _not_loaded(point, f"{type(error).__name__}: {error}") from None
    except Exception as error:
        raise _not_loaded(point, type(error).__name__) from None
    try:
        made = make()
    except ExtensionError:
        raise
    except ValidationError as error:
        raise NotLoadedError(f"{point.name!r} is not set up: {'; '.join(setting_problems(error, prefix))}") from None
    except Exception as error:  # a stranger's package may fail in any way
        # Only the kind of the error is told: a message about settings may hold a key.
        raise _not_loaded(point, type(error).__name__) from None
    if not isinstance(made, kind):
        raise _not_loaded(point, f"{type(made).__name__} is not a {kind.__name__}")
    return made


def _not_loaded(point: EntryPoint, why: str) -> NotLoadedError:
    told = repr(point.name) if point.name == point.value else f"{point.name!r} ({point.value})"
    return NotLoadedError(f"{told} cannot be loaded ({why})")
