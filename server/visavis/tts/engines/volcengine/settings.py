"""Settings of the Volcengine engine, from the environment."""

from __future__ import annotations

from typing import ClassVar, Final, Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from visavis.extensions.address import Address, host_of
from visavis.tts.service_settings import KeyedServiceSettings, UsualVoice

NAME: Final = "volcengine"
LANGUAGES: Final = ("zh", "en")


class VolcengineSettings(KeyedServiceSettings):
    """Whose account, which resource and which voices."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_VOLCENGINE_")

    engine_name: ClassVar[str] = NAME
    languages: ClassVar[tuple[str, ...]] = LANGUAGES
    usual: ClassVar[tuple[UsualVoice, ...]] = (
        UsualVoice("zh_female_xiaohe_uranus_bigtts", "小何 2.0", "female", LANGUAGES, ("zh",)),
        UsualVoice("zh_male_ruyayichen_uranus_bigtts", "儒雅逸辰 2.0", "male", LANGUAGES),
        UsualVoice("en_female_dacey_uranus_bigtts", "Dacey", "female", ("en",), ("en",)),
    )
    """Voices of model 2.0."""

    key: SecretStr = Field(default=SecretStr(""), description="API key of the new console, else the old one's token.")
    app_id: str = Field(default="", description="APP ID of the old console, whose access token is then the key.")
    url: Address = Field(
        default="wss://openspeech.bytedance.com/api/v3/tts/unidirectional/stream",
        pattern=r"^wss?://\S+$",
        description="Address of the one-way WebSocket V3.",
    )
    resource: str = Field(default="", description="Resource that is billed; by default that of the voice.")
    rate_hz: Literal[8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] = Field(
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

    def resource_of(self, speaker: str) -> str:
        """What a voice belongs to: cloned ones begin with S_, those of model 1.0 have moon or mars in their names."""
        if self.resource:
            return self.resource
        if speaker.startswith("S_"):
            return "seed-icl-2.0"
        old = speaker.endswith(("_moon_bigtts", "_mars_bigtts", "_wvae_bigtts")) or speaker.startswith(("ICL_", "BV"))
        return "seed-tts-1.0" if old else "seed-tts-2.0"
