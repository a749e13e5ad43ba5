"""Settings that are wrong are told by their variables, without what they hold."""

from __future__ import annotations

import pytest
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.extensions.environment import read_environment

pytestmark = pytest.mark.unit


class WrongError(Exception):
    pass


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="VISAVIS_NOWHERE_", extra="ignore")

    seconds: float = Field(default=1.0, gt=0)
    key: str = Field(default="", validation_alias="NOWHERES_KEY", max_length=4)
    extra: dict[str, int] = Field(default_factory=dict)
    voice: str = ""

    @field_validator("voice")
    @classmethod
    def _check_voice(cls, voice: str) -> str:
        if voice == "sk-secret":
            raise ValueError("There is no such voice")
        return voice


def test_what_is_set_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_NOWHERE_SECONDS", "2.5")
    monkeypatch.setenv("NOWHERES_KEY", "k")
    settings = read_environment(Settings, WrongError)
    assert (settings.seconds, settings.key, settings.extra) == (2.5, "k", {})


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("VISAVIS_NOWHERE_SECONDS", "sk-secret", "input should be a valid number"),
        ("VISAVIS_NOWHERE_SECONDS", "-1", "input should be greater than 0"),
        ("NOWHERES_KEY", "sk-secret", "string should have at most 4 characters"),
        ("VISAVIS_NOWHERE_VOICE", "sk-secret", "there is no such voice"),
        ("VISAVIS_NOWHERE_EXTRA", "sk-secret{", "not JSON"),
        ("VISAVIS_NOWHERE_EXTRA", '{"a": "sk-secret"}', "input should be a valid integer"),
    ],
)
def test_what_is_wrong_is_named_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongError, match=f"^{name}: {told}") as caught:
        read_environment(Settings, WrongError)
    assert "secret" not in str(caught.value)
    assert caught.value.__context__ is None, "a traceback would quote it"


def test_all_that_is_wrong_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_NOWHERE_SECONDS", "x")
    monkeypatch.setenv("NOWHERES_KEY", "sk-secret")
    with pytest.raises(WrongError, match=r"^VISAVIS_NOWHERE_SECONDS: .*; NOWHERES_KEY: "):
        read_environment(Settings, WrongError)
