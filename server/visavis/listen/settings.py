"""Who listens, how long it is waited for, and how much it may cost. The same for all recognisers."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.extensions.environment import SettingsT, read_environment

from .recogniser import RecogniserError

PREFIX: Final = "VISAVIS_LISTEN_"
OFF: Final = "off"


def from_environment(settings: type[SettingsT]) -> SettingsT:
    """Raises :class:`RecogniserError` (``stt_unavailable``), which names the variables and not what they hold."""
    return read_environment(settings, lambda told: RecogniserError(told, code="stt_unavailable"))


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
