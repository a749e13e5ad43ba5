"""Settings of the edge engine, from the environment, and the voices that are offered without any."""

from __future__ import annotations

from typing import ClassVar, Final

from pydantic_settings import SettingsConfigDict

from visavis.tts.engine import Voice
from visavis.tts.named_voices import named_voices
from visavis.tts.service_settings import Library, ServiceSettings, UsualVoice

NAME: Final = "edge"
RATE_HZ: Final = 24_000


class EdgeSettings(ServiceSettings):
    """Which voices, and how long to wait. There is no key."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_EDGE_")

    engine_name: ClassVar[str] = NAME
    languages: ClassVar[tuple[str, ...]] = ("en",)
    usual: ClassVar[tuple[UsualVoice, ...]] = (
        UsualVoice("zh-CN-XiaoxiaoNeural", "晓晓", "female", ("zh", "en"), ("zh",)),
        UsualVoice("zh-CN-YunxiNeural", "云希", "male", ("zh", "en"), ()),
        UsualVoice("zh-HK-HiuMaanNeural", "曉曼", "female", ("yue", "en"), ("yue",)),
        UsualVoice("en-US-EmmaMultilingualNeural", "Emma", "female", ("en",), ("en",)),
        UsualVoice("en-US-AndrewMultilingualNeural", "Andrew", "male", ("en",), ()),
        UsualVoice("en-GB-SoniaNeural", "Sonia", "female", ("en-GB", "en"), ("en-GB",)),
        UsualVoice("ja-JP-NanamiNeural", "七海", "female", ("ja",), ("ja",)),
        UsualVoice("ko-KR-SunHiNeural", "선히", "female", ("ko",), ("ko",)),
        UsualVoice("de-DE-KatjaNeural", "Katja", "female", ("de",), ("de",)),
        UsualVoice("fr-FR-DeniseNeural", "Denise", "female", ("fr",), ("fr",)),
        UsualVoice("es-ES-ElviraNeural", "Elvira", "female", ("es",), ("es",)),
        UsualVoice("pt-BR-FranciscaNeural", "Francisca", "female", ("pt-BR", "pt"), ("pt-BR", "pt")),
        UsualVoice("ru-RU-SvetlanaNeural", "Светлана", "female", ("ru",), ("ru",)),
    )
    """Thirteen in eleven languages."""
    library: ClassVar[Library | None] = Library("edge_tts", "edge")

    @property
    def host(self) -> str:
        """It has one address, which is the package's affair."""
        return "Edge's read-aloud"

    @property
    def sample_rate_hz(self) -> int:
        """The one that the service has."""
        return RATE_HZ

    def all_voices(self) -> list[Voice]:
        """Those that are named, else the usual ones. A name alone tells its language."""
        items = [item.strip() for item in self.voices.split(",") if item.strip()]
        told = ",".join(item if "=" in item else f"{item}={item.partition('-')[0]}" for item in items)
        return named_voices(told, NAME, RATE_HZ, self.languages) or super().all_voices()
