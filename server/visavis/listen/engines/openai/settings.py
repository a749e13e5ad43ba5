"""Settings of the transcription behind an OpenAI-compatible address, from the environment."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar, Final

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from visavis.openai_api.settings import ApiSettings
from visavis.speech.frontend.scripts import primary_language

PREFIX: Final = "VISAVIS_LISTEN_OPENAI_"


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


class OpenAIListenSettings(ApiSettings):
    """Where the model is, and what it is called."""

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    sends: ClassVar[str] = "the sound"
    wants: ClassVar[str] = "transcription"

    model: str = Field(default="", description="Name of the model, such as gpt-transcribe or whisper-1.")
    form: Form = Field(default=Form.AUTO, description="stream, verbose_json, json, or auto, which is by the model.")
    extra: dict[str, Any] = Field(
        default_factory=dict,
        repr=False,
        description='More fields of the request as JSON, such as {"vad_filter": true} for a local server.',
    )

    @property
    def asked_form(self) -> Form:
        """Never ``auto``."""
        if self.form is not Form.AUTO:
            return self.form
        model = self.model.lower()
        if model.startswith("gpt-"):
            return Form.STREAM
        return Form.VERBOSE if "whisper" in model else Form.JSON

    def language_code(self, language: str) -> str:
        """As the service writes it: ISO 639-1. Cantonese has no such code; servers of Whisper and SenseVoice know its
        other one, OpenAI does not."""
        code = primary_language(language).partition("-")[0]
        return "zh" if code == "yue" and self.is_openai else code

    @property
    def takes_lists(self) -> bool:
        """OpenAI's newest model takes languages and words as lists; all others one language and a prompt."""
        return self.model.lower().startswith("gpt-transcribe")
