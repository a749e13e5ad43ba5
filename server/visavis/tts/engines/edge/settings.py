"""Settings of the edge engine, from the environment, and the voices that are offered without any."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.tts.engine import Voice
from visavis.tts.named_voices import named_voices

NAME: Final = "edge"
RATE_HZ: Final = 24_000
USUAL: Final = (
    ("zh-CN-XiaoxiaoNeural", "晓晓", "female", ("zh", "en"), ("zh",)),
    ("zh-CN-YunxiNeural", "云希", "male", ("zh", "en"), ()),
    ("zh-HK-HiuMaanNeural", "曉曼", "female", ("yue", "en"), ("yue",)),
    ("en-US-EmmaMultilingualNeural", "Emma", "female", ("en",), ("en",)),
    ("en-US-AndrewMultilingualNeural", "Andrew", "male", ("en",), ()),
    ("en-GB-SoniaNeural", "Sonia", "female", ("en-GB", "en"), ("en-GB",)),
    ("ja-JP-NanamiNeural", "七海", "female", ("ja",), ("ja",)),
    ("ko-KR-SunHiNeural", "선히", "female", ("ko",), ("ko",)),
    ("de-DE-KatjaNeural", "Katja", "female", ("de",), ("de",)),
    ("fr-FR-DeniseNeural", "Denise", "female", ("fr",), ("fr",)),
    ("es-ES-ElviraNeural", "Elvira", "female", ("es",), ("es",)),
    ("pt-BR-FranciscaNeural", "Francisca", "female", ("pt-BR", "pt"), ("pt-BR", "pt")),
    ("ru-RU-SvetlanaNeural", "Светлана", "female", ("ru",), ("ru",)),
)
"""Name, title, gender, languages, what they are suggested for."""


class EdgeSettings(BaseSettings):
    """Which voices, and how long to wait. There is no key."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_EDGE_", extra="ignore", frozen=True)

    voices: str = Field(default="", description="Voices as name or name=zh/en, with commas between.")
    timeout_s: float = Field(default=15.0, gt=0, le=600, description="Longest wait for the next sound.")

    @field_validator("voices")
    @classmethod
    def _check_voices(cls, voices: str) -> str:
        named_voices(voices, NAME, RATE_HZ, ("en",))
        return voices

    def all_voices(self) -> list[Voice]:
        """Those that are named, else thirteen in eleven languages. A name alone tells its language."""
        items = [item.strip() for item in self.voices.split(",") if item.strip()]
        told = ",".join(item if "=" in item else f"{item}={item.partition('-')[0]}" for item in items)
        return named_voices(told, NAME, RATE_HZ, ("en",)) or [
            Voice(f"{NAME}:{name}", NAME, title, languages, RATE_HZ, gender, suggested)
            for name, title, gender, languages, suggested in USUAL
        ]


def missing() -> str | None:
    """The package."""
    return None if find_spec("edge_tts") else "pip install 'visavis[edge]'"
