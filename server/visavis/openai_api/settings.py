"""Settings of whoever asks a service: its address, its key and the model, from the environment."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.extensions.address import Address, host_of
from visavis.extensions.library import missing_library

DEFAULT_URL: Final = "https://api.openai.com/v1"

ApiAddress = Annotated[Address, Field(pattern=r"^https?://[^\s@]+$")]
"""Without a name or password in it: an address is told in messages, and kept with what was had from there."""


class ApiSettings(BaseSettings):
    """Where a model is, and what it is called. A subclass sets the prefix of its variables and the class variables."""

    model_config = SettingsConfigDict(
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
        # Files of variables name what they leave unset.
        env_ignore_empty=True,
    )

    sends: ClassVar[str] = "the request"
    """What is sent, for messages: ``the conversation``."""
    wants: ClassVar[str] = "answer"
    """What is to come, for messages: ``chat completion``."""

    url: ApiAddress | None = Field(
        default=None, description="Base address of the API, up to and including /v1; OpenAI's by default."
    )
    key: SecretStr = Field(default=SecretStr(""), description="The API key; a local server may need none.")
    openai_url: ApiAddress = Field(default=DEFAULT_URL, validation_alias="OPENAI_BASE_URL")
    openai_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    """OpenAI's own variables, which stand for both together: its key is for no other address."""
    model: str = Field(default="", description="Name of the model.")

    @property
    def address(self) -> str:
        """Where requests go."""
        return self.url or self.openai_url

    @property
    def secret(self) -> str:
        """The key itself; empty for none."""
        return self.key.get_secret_value() or ("" if self.url else self.openai_key.get_secret_value())

    @property
    def host(self) -> str:
        """What the service is called in messages."""
        return host_of(self.address)

    @property
    def is_openai(self) -> bool:
        """Goes to OpenAI itself."""
        return self.address.rstrip("/") == DEFAULT_URL

    def variable(self, field: str) -> str:
        """The name in the environment of a field that has no other name there."""
        return f"{self.model_config.get('env_prefix', '')}{field.upper()}"

    def missing(self) -> str | None:
        """The model's name, the client library, or a key for OpenAI's own address."""
        if not self.model:
            return f"{self.variable('model')} is not set"
        no_key = f"{self.variable('key')} is not set" if self.is_openai and not self.secret else None
        return missing_library("openai", "openai") or no_key
