"""Settings of the CosyVoice engine, from the environment."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from visavis.extensions.address import Address, host_of
from visavis.tts.service_settings import KeyedServiceSettings, Library, UsualVoice

NAME: Final = "cosyvoice"
LANGUAGES: Final = ("zh", "en")


class CosyVoiceSettings(KeyedServiceSettings):
    """Whose account, where, which model and which voices."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_COSYVOICE_")

    engine_name: ClassVar[str] = NAME
    languages: ClassVar[tuple[str, ...]] = LANGUAGES
    usual: ClassVar[tuple[UsualVoice, ...]] = (
        UsualVoice("longanhuan", "龙安欢", "female", LANGUAGES, ("zh", "en")),
        UsualVoice("longanyang", "龙安洋", "male", LANGUAGES),
    )
    """Voices of the v3 models."""
    library: ClassVar[Library | None] = Library("dashscope", "dashscope")

    key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("VISAVIS_COSYVOICE_KEY", "DASHSCOPE_API_KEY"),
        description="The API key of Model Studio, of the region that the address is in.",
    )
    url: Address = Field(
        default="wss://dashscope.aliyuncs.com/api-ws/v1/inference",
        validation_alias=AliasChoices("VISAVIS_COSYVOICE_URL", "DASHSCOPE_WEBSOCKET_BASE_URL"),
        pattern=r"^wss?://\S+$",
        description="Address of the WebSocket.",
    )
    model: str = Field(default="cosyvoice-v3-flash", min_length=1, description="Name of the model that speaks.")
    rate_hz: Literal[8000, 16_000, 22_050, 24_000, 44_100, 48_000] = Field(
        default=24_000, description="Sample rate that is asked for."
    )

    @property
    def host(self) -> str:
        """The machine of the address."""
        return host_of(self.url)

    @property
    def sample_rate_hz(self) -> int:
        """What is asked for."""
        return self.rate_hz
