"""Settings of the transcription behind an OpenAI-compatible address, from the environment."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.speech.frontend.scripts import primary_language

DEFAULT_URL: Final = "https://api.openai.com/v1"
PREFIX: Final = "VISAVIS_LISTEN_OPENAI_"
_ADDRESS: Final = r"^https?://[^\s@]+$"


class Form(StrEnum):
    """What is asked of the service."""

    AUTO = "auto"
    """By the model's name: a stream of ``gpt-…``, the long form of ``…whisper…``, else the short one."""
    STREAM = "stream"
    """The text as it is written, by server-sent events."""
    VERBOSE = "verbose_json"
    """With the language and how sure it is, as Whisper tells it."""
    JSON = "json"
    """The text alone: every server has it."""


class OpenAIListenSettings(BaseSettings):
    """Where the model is, and what it is called."""

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
    model: str = Field(default="", description="Name of the model, such as gpt-transcribe or whisper-1.")
    form: Form = Field(default=Form.AUTO, description="stream, verbose_json, json, or auto, which is by the model.")
    extra: dict[str, Any] = Field(
        default_factory=dict,
        repr=False,
        description='More fields of the request as JSON, such as {"vad_filter": true} for a local server.',
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
        return urlsplit(self.address).hostname or "the recogniser"

    @property
    def asked_form(self) -> Form:
        """Never ``auto``."""
        if self.form is not Form.AUTO:
            return self.form
        model = self.model.lower()
        if model.startswith("gpt-"):
            return Form.STREAM
        return Form.VERBOSE if "whisper" in model else Form.JSON

    @property
    def is_openai(self) -> bool:
        """Goes to OpenAI itself."""
        return self.address.rstrip("/") == DEFAULT_URL

    def language_code(self, language: str) -> str:
        """As the service writes it: ISO 639-1. Cantonese has no such code; servers of Whisper and SenseVoice know its
        other one, OpenAI does not."""
        code = primary_language(language).partition("-")[0]
        return "zh" if code == "yue" and self.is_openai else code

    @property
    def takes_lists(self) -> bool:
        """OpenAI's newest model takes languages and words as lists; all others one language and a prompt."""
        return self.model.lower().startswith("gpt-transcribe")

    def missing(self) -> str | None:
        """The model's name, the client library, or a key for OpenAI's own address."""
        if not self.model:
            return f"{PREFIX}MODEL is not set"
        if find_spec("openai") is None:
            return "pip install 'visavis[openai]'"
        return f"{PREFIX}KEY is not set" if self.is_openai and not self.secret else None
