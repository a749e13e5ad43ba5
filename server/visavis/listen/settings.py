"""Who listens, how long it is waited for, and how much it may cost. The same for all recognisers."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal, TypeVar

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from .recogniser import RecogniserError

PREFIX: Final = "VISAVIS_LISTEN_"
OFF: Final = "off"
_FIELD: Final = re.compile(r'field "(\w+)"')

SettingsT = TypeVar("SettingsT", bound=BaseSettings)


def from_environment(settings: type[SettingsT]) -> SettingsT:
    """Raises :class:`RecogniserError` (``stt_unavailable``), which names the variables and not what they hold: one may
    be a key that stands in the wrong place."""
    prefix = settings.model_config.get("env_prefix", PREFIX)
    try:
        return settings()
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        told = "; ".join(f"{_variable(prefix, problem['loc'])}: {problem['msg']}" for problem in problems)
    except SettingsError as error:
        field = _FIELD.search(str(error))
        told = f"{_variable(prefix, (field[1] if field else '…',))}: not JSON"
    raise RecogniserError(told, code="stt_unavailable")


def _variable(prefix: str, path: tuple[str | int, ...]) -> str:
    name = str(path[0]) if path else ""
    return name if name.isupper() else f"{prefix}{name.upper()}"


class ListenSettings(BaseSettings):
    """Read from the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True, allow_inf_nan=False
    )

    engine: str = Field(
        default="browser",
        min_length=1,
        validation_alias="VISAVIS_LISTEN",
        description="Recogniser to use, by its entry point's name; off for none.",
    )
    first_s: float = Field(
        default=8.0, gt=0, le=600, description="Longest wait for a result when all was said, all tries together."
    )
    next_s: float = Field(default=5.0, gt=0, le=600, description="Longest wait between two results after that.")
    timeout_s: float = Field(default=20.0, gt=0, le=3600, description="Longest time from then to the last result.")
    retries: int = Field(default=1, ge=0, le=5, description="Times that the sound is sent again.")
    utterance_s: float = Field(
        default=60.0, ge=1, le=600, description="Longest utterance; what is said after that is not listened to."
    )
    pause_s: float = Field(
        default=10.0, gt=0, le=600, description="Longest wait for more sound; what came until then is the utterance."
    )
    at_once: int = Field(default=32, ge=1, le=10_000, description="Utterances that one worker listens to at a time.")
    seconds_per_day: Annotated[int, Field(ge=60)] | Literal["off"] = Field(
        default=36_000, description="Seconds of sound that one worker may have recognised in a day of UTC; off for all."
    )

    @property
    def day_limit_s(self) -> float | None:
        """None for no limit."""
        return None if self.seconds_per_day == "off" else float(self.seconds_per_day)
