"""Settings of the Polly engine, from the environment. Keys are found by the AWS library itself, in its usual places."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

from pydantic import AliasChoices, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.extensions.address import Address
from visavis.tts.engine import Voice
from visavis.tts.named_voices import named_voices

RATE_HZ: Final = 16_000
"""The higher of the two rates that Polly has for raw samples."""
PREFIX: Final = "VISAVIS_POLLY_"
_KEY_VARIABLES: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


class PollySettings(BaseSettings):
    """Which voices are had from where."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True)

    region: str = Field(
        default="",
        validation_alias=AliasChoices("VISAVIS_POLLY_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"),
        description="Region of the service, such as eu-central-1; else the one of the AWS profile.",
    )
    url: Address | None = Field(
        default=None, pattern=r"^https?://\S+$", description="Address of the service, if not the region's own."
    )
    engine: Literal["standard", "neural", "long-form", "generative"] = Field(
        default="neural", description="Polly's engine; a voice must have it."
    )
    voices: str = Field(
        default="", description="Voices as Id=zh or Id=en/es, with commas between; else all that the service lists."
    )
    timeout_s: float = Field(default=15.0, gt=0, le=600, description="Longest wait for the next sound.")

    @field_validator("voices")
    @classmethod
    def _check_voices(cls, voices: str) -> str:
        named_voices(voices, "polly", RATE_HZ, ("en",))
        return voices

    def named(self) -> list[Voice]:
        """The voices that the setting names."""
        return named_voices(self.voices, "polly", RATE_HZ, ("en",))


def has_keys() -> bool:
    """Whether a key is likely to be found, without a connection: a machine's own role is not seen here."""
    credentials = Path(os.environ.get("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")).expanduser()
    return any(os.environ.get(name) for name in _KEY_VARIABLES) or credentials.exists()
