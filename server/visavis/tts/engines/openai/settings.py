"""Settings of the OpenAI engine, from the environment."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.tts.engine import Voice
from visavis.tts.named_voices import named_voices

DEFAULT_URL: Final = "https://api.openai.com/v1"
LANGUAGES: Final = (
    *("en", "zh", "ja", "ko", "de", "fr", "es", "ru", "pt", "it"),
    *("ar", "hi", "th", "vi", "id", "nl", "pl", "tr", "yue"),
)
"""What a voice reads whose languages are not told. OpenAI's voices are tuned for English and read many more."""
VOICES: Final = "marin,cedar,coral,alloy,ash,ballad,echo,fable,nova,onyx,sage,shimmer,verse"
RATE_HZ: Final = 24_000
PREFIX: Final = "VISAVIS_OPENAI_"


class OpenAISettings(BaseSettings):
    """Where speech is had, from whom, and how."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True)

    key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("VISAVIS_OPENAI_KEY", "OPENAI_API_KEY"),
        description="The API key; a local server may need none.",
    )
    url: str = Field(
        default=DEFAULT_URL,
        validation_alias=AliasChoices("VISAVIS_OPENAI_URL", "OPENAI_BASE_URL"),
        pattern=r"^https?://\S+$",
        description="Base address of the API, up to and including /v1.",
    )
    model: str = Field(default="gpt-4o-mini-tts", min_length=1, description="Name of the model that speaks.")
    voices: str = Field(default=VOICES, description="Voices as name or name=zh/en, with commas between.")
    format: Literal["pcm", "wav", "mp3", "opus", "flac"] = Field(
        default="pcm", description="What sound is asked for: pcm starts soonest, wav tells its rate."
    )
    rate_hz: int = Field(default=RATE_HZ, ge=8000, le=48_000, description="Sample rate of raw pcm, if not OpenAI's.")
    timeout_s: float = Field(default=15.0, gt=0, le=600, description="Longest wait for the next sound.")

    @field_validator("voices")
    @classmethod
    def _check_voices(cls, voices: str) -> str:
        if not named_voices(voices, "openai", RATE_HZ, LANGUAGES):
            raise ValueError("no voice is named")
        return voices

    @property
    def secret(self) -> str:
        """The key itself; empty for none."""
        return "" if self.key is None else self.key.get_secret_value()

    def all_voices(self) -> list[Voice]:
        """The voices that are named, which the service cannot be asked for."""
        return named_voices(self.voices, "openai", self.rate_hz, LANGUAGES)
