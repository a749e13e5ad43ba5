"""Settings of the ElevenLabs engine, from the environment."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from visavis.extensions.address import Address, host_of
from visavis.tts.service_settings import KeyedServiceSettings, Library, UsualVoice

NAME: Final = "elevenlabs"
LANGUAGES: Final = ("en", "zh", "ja", "ko", "de", "fr", "es", "pt", "it", "ru", "ar", "hi", "nl", "pl", "tr", "vi")
"""What every voice reads with the models of today."""


class ElevenLabsSettings(KeyedServiceSettings):
    """Whose account, which model and which voices."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_ELEVENLABS_")

    engine_name: ClassVar[str] = NAME
    languages: ClassVar[tuple[str, ...]] = LANGUAGES
    usual: ClassVar[tuple[UsualVoice, ...]] = (
        UsualVoice("EXAVITQu4vr4xnSDxMaL", "Sarah", "female", LANGUAGES, ("en", "zh")),
        UsualVoice("JBFqnCBsd6RMkjVDRZzb", "George", "male", LANGUAGES),
    )
    """Two that every account has."""
    library: ClassVar[Library | None] = Library("elevenlabs", "elevenlabs")

    key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("VISAVIS_ELEVENLABS_KEY", "ELEVENLABS_API_KEY"),
        description="The API key.",
    )
    url: Address = Field(
        default="https://api.elevenlabs.io", pattern=r"^https?://\S+$", description="Base address of the API."
    )
    model: str = Field(default="eleven_flash_v2_5", min_length=1, description="Name of the model that speaks.")
    format: Literal["pcm_16000", "pcm_22050", "pcm_24000", "pcm_44100", "mp3_22050_32", "mp3_44100_128"] = Field(
        default="pcm_24000", description="What sound is asked for; not every plan has all."
    )

    @property
    def host(self) -> str:
        """The machine of the address."""
        return host_of(self.url)

    @property
    def sample_rate_hz(self) -> int:
        """Of the format that is asked for."""
        return int(self.format.split("_")[1])
