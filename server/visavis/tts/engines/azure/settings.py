"""Settings of the Azure engine, from the environment."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from visavis.extensions.address import Address, host_of
from visavis.tts.engine import Timing, Voice
from visavis.tts.engines.azure.locales import languages_of, locale_of, tells_blendshapes, viseme_map_of
from visavis.tts.named_voices import named_voices
from visavis.tts.service_settings import KeyedServiceSettings, Library, UsualVoice

NAME: Final = "azure"
V2_PATH: Final = "/cognitiveservices/websocket/v2"
_PLAIN: Final = frozenset({Timing.VISEMES, Timing.CHARACTERS})
_SHAPED: Final = _PLAIN | {Timing.BLENDSHAPES}


class AzureSettings(KeyedServiceSettings):
    """Whose account, where, and which voices."""

    model_config = SettingsConfigDict(env_prefix="VISAVIS_AZURE_")

    engine_name: ClassVar[str] = NAME
    languages: ClassVar[tuple[str, ...]] = ("en",)
    usual: ClassVar[tuple[UsualVoice, ...]] = (
        UsualVoice("zh-CN-XiaoxiaoNeural", "晓晓", "female", ("zh", "en"), ("zh",)),
        UsualVoice("zh-CN-YunxiNeural", "云希", "male", ("zh", "en")),
        UsualVoice("zh-TW-HsiaoChenNeural", "曉臻", "female", ("zh-TW", "zh", "en"), ("zh-TW",)),
        UsualVoice("zh-HK-HiuMaanNeural", "曉曼", "female", ("yue", "en"), ("yue",)),
        UsualVoice("en-US-JennyNeural", "Jenny", "female", ("en-US", "en"), ("en-US", "en")),
        UsualVoice("en-US-GuyNeural", "Guy", "male", ("en-US", "en")),
        UsualVoice("en-GB-SoniaNeural", "Sonia", "female", ("en-GB", "en"), ("en-GB",)),
        UsualVoice("ja-JP-NanamiNeural", "七海", "female", ("ja",), ("ja",)),
        UsualVoice("ko-KR-SunHiNeural", "선히", "female", ("ko",), ("ko",)),
        UsualVoice("de-DE-KatjaNeural", "Katja", "female", ("de",), ("de",)),
        UsualVoice("fr-FR-DeniseNeural", "Denise", "female", ("fr",), ("fr",)),
        UsualVoice("es-ES-ElviraNeural", "Elvira", "female", ("es",), ("es",)),
        UsualVoice("it-IT-ElsaNeural", "Elsa", "female", ("it",), ("it",)),
        UsualVoice("pt-BR-FranciscaNeural", "Francisca", "female", ("pt-BR", "pt"), ("pt-BR", "pt")),
    )
    """Some of several hundred; a setting names others."""
    library: ClassVar[Library | None] = Library("azure.cognitiveservices.speech", "azure")

    key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("VISAVIS_AZURE_KEY", "AZURE_SPEECH_KEY"),
        description="The key of the Speech resource.",
    )
    region: str = Field(
        default="",
        pattern=r"^[a-z0-9]*$",
        validation_alias=AliasChoices("VISAVIS_AZURE_REGION", "AZURE_SPEECH_REGION"),
        description="The resource's region, such as westeurope.",
    )
    url: Address = Field(
        default="",
        pattern=r"^((https|wss?)://\S+)?$",
        validation_alias=AliasChoices("VISAVIS_AZURE_URL", "VISAVIS_AZURE_ENDPOINT"),
        description="Address instead of a region: of a resource with a domain of its own, or of a container.",
    )
    rate_hz: Literal[8000, 16_000, 22_050, 24_000, 44_100, 48_000] = Field(
        default=24_000, description="Of the sound that is asked for."
    )
    blendshapes: bool = Field(default=True, description="Ask for blendshapes where a voice's locale has them.")

    @property
    def host(self) -> str:
        """The machine of the address, or the region's."""
        return host_of(self.url) if self.url else f"Azure Speech in {self.region or 'no region'}"

    @property
    def sample_rate_hz(self) -> int:
        """Of the sound that is asked for."""
        return self.rate_hz

    @property
    def is_bare_host(self) -> bool:
        """The address names a machine alone, as of a container; the library knows the paths on it."""
        return urlsplit(self.url).scheme in {"ws", "wss"} and urlsplit(self.url).path in {"", "/"}

    @property
    def stream_url(self) -> str:
        """Where text is taken in pieces."""
        if not self.url:
            return f"wss://{self.region}.tts.speech.microsoft.com{V2_PATH}"
        parts = urlsplit(self.url)
        if parts.scheme in {"ws", "wss"}:
            return f"{parts.scheme}://{parts.netloc}{V2_PATH}"
        return f"wss://{parts.netloc}/tts{V2_PATH}"

    def all_voices(self) -> list[Voice]:
        """Those that are named, else the usual ones. A name tells its languages, and what is told of the mouth."""
        items = [item.strip() for item in self.voices.split(",") if item.strip()]
        told = ",".join(item if "=" in item else f"{item}={'/'.join(languages_of(locale_of(item)))}" for item in items)
        voices = named_voices(told, NAME, self.sample_rate_hz, self.languages) or super().all_voices()
        return [self._timed(voice) for voice in voices]

    def missing(self) -> str | None:
        """The client library, the key, or where the service is."""
        nowhere = None if self.region or self.url else "VISAVIS_AZURE_REGION is not set"
        return super().missing() or nowhere

    def _timed(self, voice: Voice) -> Voice:
        locale = locale_of(voice.name.partition(":")[2])
        shaped = self.blendshapes and tells_blendshapes(locale)
        return replace(voice, timing=_SHAPED if shaped else _PLAIN, viseme_map=viseme_map_of(locale))
