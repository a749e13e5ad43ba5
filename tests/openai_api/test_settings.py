"""The address and the key of a service, as the environment gives them."""

from __future__ import annotations

import pytest
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from visavis.openai_api.settings import DEFAULT_URL, ApiSettings

pytestmark = pytest.mark.unit

KEY = "sk-test-0123456789"


class Settings(ApiSettings):
    model_config = SettingsConfigDict(env_prefix="VISAVIS_NOWHERE_")


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_what_is_missing_is_told_by_its_variable() -> None:
    assert Settings().missing() == "VISAVIS_NOWHERE_MODEL is not set"
    assert Settings(model="m").missing() == "VISAVIS_NOWHERE_KEY is not set"
    assert Settings(model="m", key=SecretStr(KEY)).missing() is None


@pytest.mark.parametrize("url", [DEFAULT_URL, f"{DEFAULT_URL}/"])
def test_only_openai_itself_needs_a_key(url: str) -> None:
    settings = Settings(model="m", url=url)
    assert (settings.is_openai, settings.missing()) == (True, "VISAVIS_NOWHERE_KEY is not set")
    assert Settings(model="m", url="http://127.0.0.1:11434/v1").missing() is None


def test_openais_own_variables_stand_for_both_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "https://gateway.example/v1")
    settings = Settings()
    assert (settings.address, settings.secret, settings.host) == ("https://gateway.example/v1", KEY, "gateway.example")
    monkeypatch.setenv("VISAVIS_NOWHERE_URL", "https://elsewhere.example/v1")
    settings = Settings()
    assert (settings.address, settings.secret) == ("https://elsewhere.example/v1", "")


def test_a_key_of_ones_own_goes_to_any_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openais")
    monkeypatch.setenv("VISAVIS_NOWHERE_KEY", KEY)
    assert Settings().secret == KEY
    monkeypatch.setenv("VISAVIS_NOWHERE_URL", "https://elsewhere.example/v1")
    assert Settings().secret == KEY


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "VISAVIS_NOWHERE_URL", "VISAVIS_NOWHERE_KEY"):
        monkeypatch.setenv(name, "")
    settings = Settings()
    assert (settings.address, settings.secret, settings.url) == (DEFAULT_URL, "", None)


def test_keys_are_in_no_text() -> None:
    settings = Settings(key=SecretStr(KEY), openai_key=SecretStr(KEY))
    assert KEY not in repr(settings)
    assert KEY not in str(settings.model_dump())


@pytest.mark.parametrize(
    "url",
    [
        *("", "127.0.0.1:8000/v1", "ftp://a.example/v1", "https://me:sk-secret@a.example/v1", "https://a example/v1"),
        *("http://:8000/v1", "http://[::1/v1", "http://a.example:secret/v1", "http://a.example:0/v1"),
    ],
)
def test_what_is_no_address_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Settings(url=url)
    assert "secret" not in str(caught.value)
