"""Settings of the model behind an OpenAI-compatible address, from the environment."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.dialogue.model.settings import PREFIX

DEFAULT_URL: Final = "https://api.openai.com/v1"
_ADDRESS: Final = r"^https?://[^\s@]+$"


class OpenAIModelSettings(BaseSettings):
    """Where the model is, and what it is called. Without a name there is none."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )

    url: str | None = Field(
        default=None,
        pattern=_ADDRESS,
        description="Base address of the API, up to and including /v1; OpenAI's by default.",
    )
    key: SecretStr = Field(default=SecretStr(""), description="The API key; a local server may need none.")
    openai_url: str = Field(default=DEFAULT_URL, validation_alias="OPENAI_BASE_URL", pattern=_ADDRESS)
    openai_key: SecretStr = Field(default=SecretStr(""), validation_alias="OPENAI_API_KEY")
    """OpenAI's own variables, which stand for both together: its key is for no other address."""
    model: str = Field(default="", description="Name of the model, such as qwen-plus or deepseek-chat.")
    temperature: float | None = Field(default=None, ge=0, le=2, description="How freely it writes; its own by default.")
    tools: bool = Field(default=True, description="Offer tools; a model that knows none writes tags in brackets.")
    extra: dict[str, Any] = Field(
        default_factory=dict,
        repr=False,
        description='More fields of the request as JSON, such as {"enable_thinking": false} for Qwen.',
    )

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
        return urlsplit(self.address).hostname or "the language model"

    @property
    def limit_field(self) -> str:
        """Name of the limit of tokens: OpenAI's newer models know only the one, everybody else's only the other."""
        return "max_completion_tokens" if self._is_openai else "max_tokens"

    @property
    def _is_openai(self) -> bool:
        return self.address.rstrip("/") == DEFAULT_URL

    def missing(self) -> str | None:
        """The model's name, the client library, or a key for OpenAI's own address."""
        if not self.model:
            return f"{PREFIX}MODEL is not set"
        if find_spec("openai") is None:
            return "pip install 'visavis[openai]'"
        return f"{PREFIX}KEY is not set" if self._is_openai and not self.secret else None
