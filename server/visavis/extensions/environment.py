"""Settings from the environment, and what is wrong with them: told by their variables, never by what those hold, since
one may be a key that stands in the wrong place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsError

SettingsT = TypeVar("SettingsT", bound=BaseSettings)
_FIELD: Final = re.compile(r'field "(\w+)"')


def read_environment(settings: type[SettingsT], error_of: Callable[[str], Exception]) -> SettingsT:
    """The settings. Raises ``error_of`` what is wrong with them, such as ``VISAVIS_LLM_TEMPERATURE: input should be a
    valid number``."""
    prefix = settings.model_config.get("env_prefix", "")
    try:
        return settings()
    except ValidationError as error:
        told = "; ".join(setting_problems(error, prefix))
    except SettingsError as error:
        field = _FIELD.search(str(error))
        told = f"{_variable(prefix, (field[1] if field else '…',))}: not JSON"
    # Not from within: a traceback would tell what the variables hold.
    raise error_of(told)


def setting_problems(error: ValidationError, prefix: str) -> Iterator[str]:
    """Each variable with what is wrong with it. ``prefix`` is that of variables that have no name of their own."""
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        told = problem["msg"].removeprefix("Value error, ")
        yield f"{_variable(prefix, problem['loc'])}: {told[:1].lower()}{told[1:]}"


def _variable(prefix: str, path: tuple[int | str, ...]) -> str:
    name = str(path[0]) if path else ""
    return name if name.isupper() else f"{prefix}{name.upper()}"
