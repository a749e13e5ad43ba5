"""Settings from the environment, and what is said of wrong ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from visavis.settings import Settings, SettingsError, environment_of, load_settings, use_own_words
from visavis.speech.frontend import analyse

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"VISAVIS_{name.upper()}", raising=False)


def test_the_defaults() -> None:
    settings = load_settings()
    assert (settings.host, settings.port, settings.engines, settings.workers) == (
        "127.0.0.1",
        8080,
        ("flite", "espeak"),
        1,
    )
    assert (settings.lead_seconds, settings.queued_utterances, settings.message_bytes) == (20.0, 32, 65536)


def test_the_environment_and_what_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_PORT", "9000")
    monkeypatch.setenv("VISAVIS_ALLOWED_ORIGINS", "https://a.example, http://b.example:3000")
    settings = load_settings(host="0.0.0.0", workers=None)
    assert (settings.host, settings.port, settings.workers) == ("0.0.0.0", 9000, 1)
    assert settings.allowed_origins == ("https://a.example", "http://b.example:3000")
    assert load_settings(port=9001).port == 9001


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "valid integer"),
        ("PORT", "70000", "less than or equal to 65535"),
        ("LEAD_SECONDS", "1", "greater than or equal to 5"),
        ("ALLOWED_ORIGINS", "shop.example", "is not an origin"),
        ("ALLOWED_ORIGINS", "https://shop.example/page", "is not an origin"),
        ("EXTRA_ENGINES", "module.Class", "module:Class"),
        ("FRAME_ANCESTORS", "x; script-src *", "is not an origin, self, none or *"),
        ("ALLOWED_ORIGINS", "https://x; script-src *", "is not an origin"),
        ("FRAME_ANCESTORS", "x\r\nSet-Cookie:a", "is not an origin, self, none or *"),
        ("CACHE_MB", "inf", "finite"),
        ("HELLO_TIMEOUT_S", "inf", "finite"),
        ("HOST", "", "at least 1 character"),
        ("MODELS_DIR", "/nowhere/at/all", "is not a directory"),
        ("LOG_LEVEL", "loud", "pattern"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(f"VISAVIS_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    text = str(caught.value)
    assert text.startswith(f"VISAVIS_{name}=")
    assert repr(value) in text
    assert said in text


def test_another_process_gets_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(port=9000, engines=("a", "b"), warm_up=False, frame_ancestors=(), compute_threads=3)
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_the_operations_page_explains_every_setting() -> None:
    page = (Path(__file__).parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `VISAVIS_(\w+)` \| .* \| (.+) \|$", page, re.MULTILINE))
    assert told == {name.upper(): field.description for name, field in Settings.model_fields.items()}


def test_the_password_of_a_redis_server_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "redis://:hunter2@redis.example:6379/0"
    settings = load_settings(redis_url=url)
    assert "hunter2" not in repr(settings)
    assert environment_of(settings)["VISAVIS_REDIS_URL"] == url
    monkeypatch.setenv("VISAVIS_REDIS_URL", "http://:hunter2@redis.example")
    with pytest.raises(SettingsError, match="redis://") as caught:
        load_settings()
    assert "hunter2" not in str(caught.value)


def test_nothing_that_is_secret_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = [name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)]
    assert {"redis_url", "metrics_token"} <= set(secret)
    for name in secret:
        with monkeypatch.context() as environment:
            environment.setenv(f"VISAVIS_{name.upper()}", "hunter2")
            with pytest.raises(SettingsError, match=f"^VISAVIS_{name.upper()}=…: ") as caught:
                load_settings()
            assert "hunter2" not in str(caught.value)


def test_a_lexicon_is_checked_at_the_start_and_holds_for_every_text(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("六安路,liu4 an1 lu4\n", encoding="utf-8")
    settings = load_settings(lexicon=str(path))
    assert environment_of(settings)["VISAVIS_LEXICON"] == str(path)
    try:
        use_own_words(settings)
        assert [token.reading for token in analyse("六安路").sentences[0].tokens] == ["liu4", "an1", "lu4"]
    finally:
        use_own_words(load_settings())
    path.write_text("六安路,liu4\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"VISAVIS_LEXICON=.*words\.csv, line 1: '六安路' has 3 characters"):
        load_settings(lexicon=str(path))
