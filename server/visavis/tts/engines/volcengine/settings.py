"""Settings of the Volcengine engine, from the environment."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.tts.engine import Voice
from visavis.tts.named_voices import named_voices

NAME: Final = "volcengine"
LANGUAGES: Final = ("zh", "en")
USUAL: Final = (
    ("zh_female_xiaohe_uranus_bigtts", "小何 2.0", "female", LANGUAGES, ("zh",)),
    ("zh_male_ruyayichen_uranus_bigtts", "儒雅逸辰 2.0", "male", LANGUAGES, ()),
    ("en_female_dacey_uranus_bigtts", "Dacey", "female", ("en",), ("en",)),
)
"""Voices of model 2.0: name, title, gender, languages, what they are suggested for."""


class VolcengineSettings(BaseSettings):
    """Whose account, which resource and which voices."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_VOLCENGINE_", extra="ignore", frozen=True)

    key: SecretStr = Field(default=SecretStr(""), description="API key of the new console, else the old one's token.")
    app_id: str = Field(default="", description="APP ID of the old console, whose access token is then the key.")
    url: str = Field(
        default="wss://openspeech.bytedance.com/api/v3/tts/unidirectional/stream",
        pattern=r"^wss?://\S+$",
        description="Address of the one-way WebSocket V3.",
    )
    resource: str = Field(default="", description="Resource that is billed; by default that of the voice.")
    voices: str = Field(default="", description="Voices as name or name=zh/en, with commas between.")
    rate_hz: Literal[8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] = Field(
        default=24_000, description="Sample rate that is asked for."
    )
    timeout_s: float = Field(default=15.0, gt=0, le=600, description="Longest wait for the next sound.")

    @field_validator("voices")
    @classmethod
    def _check_voices(cls, voices: str) -> str:
        named_voices(voices, NAME, 24_000, LANGUAGES)
        return voices

    def all_voices(self) -> list[Voice]:
        """Those that are named, else three of model 2.0."""
        return named_voices(self.voices, NAME, self.rate_hz, LANGUAGES) or [
            Voice(f"{NAME}:{name}", NAME, title, languages, self.rate_hz, gender, suggested)
            for name, title, gender, languages, suggested in USUAL
        ]

    def resource_of(self, speaker: str) -> str:
        """What a voice belongs to: cloned ones begin with S_, those of model 1.0 have moon or mars in their names."""
        if self.resource:
            return self.resource
        if speaker.startswith("S_"):
            return "seed-icl-2.0"
        old = speaker.endswith(("_moon_bigtts", "_mars_bigtts", "_wvae_bigtts")) or speaker.startswith(("ICL_", "BV"))
        return "seed-tts-1.0" if old else "seed-tts-2.0"

    def missing(self) -> str | None:
        """The key."""
        return None if self.key.get_secret_value() else "VISAVIS_VOLCENGINE_KEY is not set"
