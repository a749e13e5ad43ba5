"""The start of an extension, which may be a stranger's and fail in any way."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import ClassVar, Protocol

from .error import ExtensionError

logger = logging.getLogger(__name__)


class Startable(Protocol):
    """Every extension has a life between ``start`` and ``close``."""

    name: ClassVar[str]

    async def start(self) -> None:
        """Make ready."""

    async def close(self) -> None:
        """Give everything back."""


class NotStartedError(Exception):
    """An extension could not start. The message says for people what happened, without a word of the extension's."""


async def start_extension(extension: Startable) -> None:
    """Raises :class:`NotStartedError` when it failed in a way that is not its contract's, and closes it then. An
    :class:`~visavis.extensions.error.ExtensionError` passes."""
    try:
        await extension.start()
    except ExtensionError:
        raise
    except Exception as error:
        # What it says may hold a key; where it failed helps whoever wrote it.
        *_, last = traceback.extract_tb(error.__traceback__)
        what, where = _told(error), Path(last.filename).name
        logger.info("%s failed at its start: %s in %s, line %s", extension.name, what, where, last.lineno)
        await close_extension(extension)
        raise NotStartedError(f"it failed ({what})") from None


async def close_extension(extension: Startable) -> None:
    """Give back what a start that did not end may hold. What fails then is told in the log, and raised no further."""
    try:
        await extension.close()
    except Exception as error:
        logger.warning("%s cannot be closed: %s", extension.name, type(error).__name__)


def _told(error: Exception) -> str:
    """The kind of error; what the system says of a file is nobody's secret."""
    system = isinstance(error, OSError) and error.strerror is not None
    return f"{type(error).__name__}: {error}" if system else type(error).__name__
