"""Settings of whoever asks a service: its address, its key and the model, from the environment."""

from __future__ import annotations

from importlib.util import find_spec
from typing import ClassVar, Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_URL: Final = "https://api.openai.com/v1"
_ADDRESS: Final = r"^https?://[^\s@]+$"


class ApiSettings(BaseSettings):
    """Where a model is, and what it is called. A subclass sets the prefix of its variables and the class variables."""

    model_config = SettingsConfigDict(
        extra="ignore", frozen=True, populate_by_name=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    called: ClassVar[str] = "the service"
    """In messages, where the address names no machine."""
    sends: ClassVar[str] = "the request"
    """What is sent, for messages: ``the conversation``."""
    wants: ClassVar[str] = "answer"
    """What is to come, for messages: ``chat completion``."""

    url: str | None = Field(
        default=None,
        pattern=_ADDRESS,
        description="Base address of the API, up to and including /v1; OpenAI's by default.",
    )
    key: SecretStr = Field(default=SecretStr(""), description="The API key; a local server may need none.")
    openai_url: str = Field(default=DEFAULT_URL, validation_alias="OPENAI_BASE_URL", pattern=_ADDRESS)
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
        return urlsplit(self.address).hostname or self.called

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
        if find_spec("openai") is None:
            return "pip install 'visavis[openai]'"
        return f"{self.variable('key')} is not set" if self.is_openai and not self.secret else None
