"""Settings of the embeddings, from the environment."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX: Final = "VISAVIS_EMBEDDINGS_"
DEFAULT_URL: Final = "https://api.openai.com/v1"


class EmbeddingSettings(BaseSettings):
    """Where embeddings are had. Without a model's name there are none."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )

    url: str = Field(
        default=DEFAULT_URL,
        validation_alias=AliasChoices(f"{PREFIX}URL", "OPENAI_BASE_URL"),
        pattern=r"^https?://[^\s@]+$",
        description="Base address of the API, up to and including /v1.",
    )
    key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices(f"{PREFIX}KEY", "OPENAI_API_KEY"),
        description="The API key; a local server may need none.",
    )
    model: str = Field(default="", description="Name of the model, such as bge-m3 or text-embedding-v4.")
    dimensions: int | None = Field(
        default=None, ge=1, le=8192, description="Length of a vector; the model's own if unset."
    )
    batch: int = Field(default=10, ge=1, le=2048, description="Texts in one request; DashScope takes no more than 10.")
    question_s: float = Field(default=0.8, gt=0, le=30, description="Longest wait for a visitor's question.")
    file_s: float = Field(
        default=30.0, gt=0, le=600, description="Longest wait for one request for the file's questions."
    )
    rest_s: float = Field(default=30.0, gt=0, le=3600, description="After a failure, words alone serve for this long.")

    @property
    def secret(self) -> str:
        """The key itself; empty for none."""
        return self.key.get_secret_value()

    @property
    def host(self) -> str:
        """What the service is called in messages."""
        return urlsplit(self.url).hostname or "the embeddings"

    def missing(self) -> str | None:
        """The model's name, the client library, or a key for OpenAI's own address."""
        if not self.model:
            return f"{PREFIX}MODEL is not set"
        if find_spec("openai") is None:
            return "pip install 'visavis[openai]'"
        return f"{PREFIX}KEY is not set" if self.url.rstrip("/") == DEFAULT_URL and not self.secret else None
