"""Settings of the CosyVoice engine, from the environment."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final, Literal

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.tts.engine import Voice
from visavis.tts.named_voices import named_voices

NAME: Final = "cosyvoice"
LANGUAGES: Final = ("zh", "en")
USUAL: Final = (("longanhuan", "龙安欢", "female", ("zh", "en")), ("longanyang", "龙安洋", "male", ()))
"""Voices of the v3 models: name, title, gender, what they are suggested for."""


class CosyVoiceSettings(BaseSettings):
    """Whose account, where, which model and which voices."""

    model_config = SettingsConfigDict(
        env_prefix="VISAVIS_COSYVOICE_", extra="ignore", frozen=True, populate_by_name=True
    )

    key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("VISAVIS_COSYVOICE_KEY", "DASHSCOPE_API_KEY"),
        description="The API key of Model Studio, of the region that the address is in.",
    )
    url: str = Field(
        default="wss://dashscope.aliyuncs.com/api-ws/v1/inference",
        validation_alias=AliasChoices("VISAVIS_COSYVOICE_URL", "DASHSCOPE_WEBSOCKET_BASE_URL"),
        pattern=r"^wss?://\S+$",
        description="Address of the WebSocket.",
    )
    model: str = Field(default="cosyvoice-v3-flash", min_length=1, description="Name of the model that speaks.")
    voices: str = Field(default="", description="Voices as name or name=zh/en, with commas between.")
    rate_hz: Literal[8000, 16_000, 22_050, 24_000, 44_100, 48_000] = Field(
        default=24_000, description="Sample rate that is asked for."
    )
    timeout_s: float = Field(default=15.0, gt=0, le=600, description="Longest wait for the next sound.")

    @field_validator("voices")
    @classmethod
    def _check_voices(cls, voices: str) -> str:
        named_voices(voices, NAME, 24_000, LANGUAGES)
        return voices

    def all_voices(self) -> list[Voice]:
        """Those that are named, else two of the v3 models."""
        return named_voices(self.voices, NAME, self.rate_hz, LANGUAGES) or [
            Voice(f"{NAME}:{name}", NAME, title, LANGUAGES, self.rate_hz, gender, default_for=suggested)
            for name, title, gender, suggested in USUAL
        ]

    def missing(self) -> str | None:
        """The client library or the key."""
        if find_spec("dashscope") is None:
            return "pip install 'visavis[dashscope]'"
        return None if self.key.get_secret_value() else "VISAVIS_COSYVOICE_KEY is not set"
