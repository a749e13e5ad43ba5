"""Settings of the ElevenLabs engine, from the environment."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final, Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.tts.engine import Voice
from visavis.tts.named_voices import named_voices

NAME: Final = "elevenlabs"
LANGUAGES: Final = ("en", "zh", "ja", "ko", "de", "fr", "es", "pt", "it", "ru", "ar", "hi", "nl", "pl", "tr", "vi")
"""What every voice reads with the models of today."""
USUAL: Final = (
    ("EXAVITQu4vr4xnSDxMaL", "Sarah", "female", ("en", "zh")),
    ("JBFqnCBsd6RMkjVDRZzb", "George", "male", ()),
)
"""Two voices that every account has: id, title, gender, what they are suggested for."""


class ElevenLabsSettings(BaseSettings):
    """Whose account, which model and which voices."""

    model_config = SettingsConfigDict(
        env_prefix="VISAVIS_ELEVENLABS_", extra="ignore", frozen=True, populate_by_name=True
    )

    key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("VISAVIS_ELEVENLABS_KEY", "ELEVENLABS_API_KEY"),
        description="The API key.",
    )
    url: str = Field(
        default="https://api.elevenlabs.io", pattern=r"^https?://\S+$", description="Base address of the API."
    )
    model: str = Field(default="eleven_flash_v2_5", min_length=1, description="Name of the model that speaks.")
    voices: str = Field(default="", description="Voices as id or id=zh/en, with commas between.")
    format: Literal["pcm_16000", "pcm_22050", "pcm_24000", "pcm_44100", "mp3_22050_32", "mp3_44100_128"] = Field(
        default="pcm_24000", description="What sound is asked for; not every plan has all."
    )
    timeout_s: float = Field(default=15.0, gt=0, le=600, description="Longest wait for the next sound.")

    @field_validator("voices")
    @classmethod
    def _check_voices(cls, voices: str) -> str:
        named_voices(voices, NAME, 24_000, LANGUAGES)
        return voices

    @property
    def rate_hz(self) -> int:
        """Of the format that is asked for."""
        return int(self.format.split("_")[1])

    def all_voices(self) -> list[Voice]:
        """Those that are named, else two that every account has."""
        return named_voices(self.voices, NAME, self.rate_hz, LANGUAGES) or [
            Voice(f"{NAME}:{name}", NAME, title, LANGUAGES, self.rate_hz, gender, default_for=suggested)
            for name, title, gender, suggested in USUAL
        ]

    def missing(self) -> str | None:
        """The client library or the key."""
        if find_spec("elevenlabs") is None:
            return "pip install 'visavis[elevenlabs]'"
        return None if self.key.get_secret_value() else "VISAVIS_ELEVENLABS_KEY is not set"
