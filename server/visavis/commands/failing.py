"""How a command ends when it cannot do what it was asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from visavis.listen.recogniser import RecogniserError
from visavis.settings import SettingsError
from visavis.speech.frontend import TextError
from visavis.tts.engine import EngineError


class BadInputError(click.ClickException):
    """What was given cannot be used."""

    exit_code = 2


class EngineFailedError(click.ClickException):
    """The engine did not do its work."""

    exit_code = 3


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turns our errors into one line on stderr. Exit status 2 is the caller's input, 3 the engine, 1 the system."""
    try:
        yield
    except (SettingsError, TextError) as error:
        raise BadInputError(str(error)) from None
    except EngineError as error:
        raise (BadInputError if error.code == "voice_unknown" else EngineFailedError)(str(error)) from None
    except RecogniserError as error:
        raise EngineFailedError(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")) from None
