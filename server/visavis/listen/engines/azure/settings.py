"""Settings of Azure's recogniser, from the environment."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.extensions.address import Address, host_of
from visavis.extensions.library import missing_library

PREFIX: Final = "VISAVIS_LISTEN_AZURE_"


class AzureListenSettings(BaseSettings):
    """Whose account, and where. Key and region are those of the voice, unless others are told."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True, hide_input_in_errors=True
    )

    key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("VISAVIS_LISTEN_AZURE_KEY", "VISAVIS_AZURE_KEY", "AZURE_SPEECH_KEY"),
        description="The key of the Speech resource.",
    )
    region: str = Field(
        default="",
        pattern=r"^[a-z0-9]*$",
        validation_alias=AliasChoices("VISAVIS_LISTEN_AZURE_REGION", "VISAVIS_AZURE_REGION", "AZURE_SPEECH_REGION"),
        description="The resource's region, such as westeurope.",
    )
    url: Address = Field(
        default="",
        pattern=r"^((https|wss?)://[^\s@]+)?$",
        description="Address instead of a region: of a resource with a domain of its own, or of a container.",
    )

    @property
    def secret(self) -> str:
        """The key itself; empty for none."""
        return self.key.get_secret_value()

    @property
    def host(self) -> str:
        """What the service is called in messages."""
        return host_of(self.url) if self.url else f"Azure Speech in {self.region}"

    @property
    def is_bare_host(self) -> bool:
        """The address names a machine alone, as of a container; the library knows the paths on it."""
        return urlsplit(self.url).scheme in {"ws", "wss"} and urlsplit(self.url).path in {"", "/"}

    def missing(self) -> str | None:
        """The client library, the key, or where the service is."""
        if (lacking := missing_library("azure.cognitiveservices.speech", "azure")) is not None:
            return lacking
        if not self.secret:
            return f"{PREFIX}KEY is not set"
        return None if self.region or self.url else f"{PREFIX}REGION is not set"
