"""Settings of the OpenAI engine, from the environment."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from visavis.openai_api.settings import ApiSettings
from visavis.tts.service_settings import ServiceSettings, UsualVoice

LANGUAGES: Final = (
    *("en", "zh", "ja", "ko", "de", "fr", "es", "ru", "pt", "it"),
    *("ar", "hi", "th", "vi", "id", "nl", "pl", "tr", "yue"),
)
"""What a voice reads whose languages are not told. OpenAI's voices are tuned for English and read many more."""
RATE_HZ: Final = 24_000
PREFIX: Final = "VISAVIS_OPENAI_"


class OpenAISettings(ApiSettings, ServiceSettings):
    """Where speech is had, from whom, and how."""

    model_config = SettingsConfigDict(env_prefix=PREFIX)

    sends: ClassVar[str] = "the text"
    wants: ClassVar[str] = "speech"
    engine_name: ClassVar[str] = "openai"
    languages: ClassVar[tuple[str, ...]] = LANGUAGES
    usual: ClassVar[tuple[UsualVoice, ...]] = (
        UsualVoice("marin", "Marin", "female", LANGUAGES, LANGUAGES),
        UsualVoice("cedar", "Cedar", "male", LANGUAGES),
        *(
            UsualVoice(name, name.capitalize(), "neutral", LANGUAGES)
            for name in ("coral", "alloy", "ash", "ballad", "echo", "fable", "nova", "onyx", "sage", "shimmer", "verse")
        ),
    )
    model: str = Field(default="gpt-4o-mini-tts", min_length=1, description="Name of the model that speaks.")
    format: Literal["pcm", "wav", "mp3", "opus", "flac"] = Field(
        default="pcm", description="What sound is asked for: pcm starts soonest, wav tells its rate."
    )
    rate_hz: int = Field(default=RATE_HZ, ge=8000, le=48_000, description="Sample rate of raw pcm, if not OpenAI's.")

    @property
    def sample_rate_hz(self) -> int:
        """What is asked for, or what raw samples are told to have."""
        return self.rate_hz
