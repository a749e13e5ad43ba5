"""What engines of services share: the start that needs its library and key, and the voices of the settings."""

from __future__ import annotations

from typing import ClassVar

import pytest
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from visavis.tts.engine import EngineError
from visavis.tts.engines.openai import OpenAIEngine
from visavis.tts.engines.openai.settings import OpenAISettings
from visavis.tts.service_settings import KeyedServiceSettings, Library, UsualVoice

pytestmark = pytest.mark.unit


class Settings(KeyedServiceSettings):
    model_config = SettingsConfigDict(env_prefix="VISAVIS_NOWHERE_")

    engine_name: ClassVar[str] = "nowhere"
    languages: ClassVar[tuple[str, ...]] = ("zh", "en")
    usual: ClassVar[tuple[UsualVoice, ...]] = (UsualVoice("mei", "Mei", "female", ("zh",), ("zh",)),)

    @property
    def sample_rate_hz(self) -> int:
        return 16_000


class NeedsLibrary(Settings):
    library: ClassVar[Library | None] = Library("there_is_no_such_module", "nowhere")


def test_the_library_is_missed_before_the_key() -> None:
    assert NeedsLibrary().missing() == "pip install 'visavis[nowhere]'"
    assert Settings().missing() == "VISAVIS_NOWHERE_KEY is not set"
    assert Settings(key=SecretStr("k")).missing() is None


def test_voices_are_the_usual_ones_until_some_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    (usual,) = Settings().all_voices()
    assert (usual.name, usual.gender, usual.default_for, usual.sample_rate_hz) == (
        "nowhere:mei",
        "female",
        ("zh",),
        16_000,
    )
    monkeypatch.setenv("VISAVIS_NOWHERE_VOICES", "a, b=ja")
    assert [(voice.name, voice.languages) for voice in Settings().all_voices()] == [
        ("nowhere:a", ("zh", "en")),
        ("nowhere:b", ("ja",)),
    ]
    monkeypatch.setenv("VISAVIS_NOWHERE_VOICES", "b=")
    with pytest.raises(ValidationError, match="b="):
        Settings()


async def test_an_engine_without_its_key_does_not_start() -> None:
    with pytest.raises(EngineError, match="VISAVIS_OPENAI_KEY is not set") as caught:
        await OpenAIEngine(OpenAISettings(key=SecretStr(""))).start()
    assert caught.value.code == "engine_unavailable"
