"""Recognisers are found by entry point, ours too."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from fakes.scripted_recogniser import ScriptedRecogniser
from visavis.listen import registry
from visavis.listen.engines.browser import BrowserRecogniser
from visavis.listen.overview import recognisers_overview
from visavis.listen.recogniser import Place, RecogniserError
from visavis.listen.settings import ListenSettings

pytestmark = pytest.mark.unit

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
OURS = {"azure", "browser", "openai", "pocketsphinx", "sherpa", "whisper"}


def stranger(monkeypatch: pytest.MonkeyPatch, value: str = "fakes.scripted_recogniser:ScriptedRecogniser") -> None:
    point = EntryPoint("scripted", value, registry.ENTRY_POINT_GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: (point,))


def test_ours_are_found_and_declared() -> None:
    assert {registry.load_recogniser(name).name for name in OURS} == OURS
    declared = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["entry-points"]["visavis.listen"]
    assert declared == {point.name: point.value for point in registry._BUILT_IN}


def test_a_strangers_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger(monkeypatch)
    assert registry.recogniser_names() == {*OURS, "scripted"}
    assert isinstance(registry.load_recogniser("scripted"), ScriptedRecogniser)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("fakes.scripted_recogniser:final", "TypeError"),
        ("fakes.nowhere:Recogniser", "ModuleNotFoundError"),
        ("visavis.listen.engines.browser:BrowserRecogniser", "it calls itself 'browser'"),
    ],
)
def test_one_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    stranger(monkeypatch, value)
    with pytest.raises(RecogniserError, match=said) as caught:
        registry.load_recogniser("scripted")
    assert caught.value.code == "stt_unavailable"
    assert said in next(one.state for one in recognisers_overview("browser") if one.name == "scripted")


def test_an_unknown_one_is_told_with_those_that_are_known() -> None:
    with pytest.raises(RecogniserError, match="'nobody'; installed: azure, browser, openai, pocketsphinx"):
        registry.load_recogniser("nobody")


async def test_the_page_listens_unless_something_else_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_LISTEN", raising=False)
    hearer = await registry.open_hearer()
    assert hearer is not None
    assert isinstance(hearer.recogniser, BrowserRecogniser)
    assert hearer.recogniser.capabilities.place is Place.PAGE


async def test_the_recogniser_of_the_environment_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger(monkeypatch)
    monkeypatch.setenv("VISAVIS_LISTEN", "scripted")
    monkeypatch.setenv("VISAVIS_LISTEN_UTTERANCE_S", "30")
    hearer = await registry.open_hearer()
    assert hearer is not None
    assert (hearer.recogniser.name, hearer.limits.utterance_s) == ("scripted", 30)


@pytest.mark.parametrize("engine", ["off", "openai"])
async def test_off_or_without_a_model_there_is_none(monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.delenv("VISAVIS_LISTEN_OPENAI_MODEL", raising=False)
    assert await registry.open_hearer(ListenSettings(engine=engine)) is None


@pytest.mark.parametrize(
    ("name", "value", "engine"),
    [
        ("VISAVIS_LISTEN_FIRST_S", "sk-secret", "browser"),
        ("VISAVIS_LISTEN_SECONDS_PER_DAY", "sk-secret", "browser"),
        ("VISAVIS_LISTEN_OPENAI_URL", "sk-secret", "openai"),
        ("VISAVIS_LISTEN_OPENAI_FORM", "sk-secret", "openai"),
        ("VISAVIS_LISTEN_OPENAI_EXTRA", "sk-secret{", "openai"),
        ("VISAVIS_LISTEN_AZURE_REGION", "sk-SECRET secret", "azure"),
        ("VISAVIS_LISTEN_AZURE_URL", "sk-secret", "azure"),
        ("VISAVIS_LISTEN_AZURE_URL", "wss://[secret", "azure"),
        ("VISAVIS_LISTEN_SHERPA_THREADS", "sk-secret", "sherpa"),
        ("VISAVIS_LISTEN_WHISPER_DEVICE", "sk-secret", "whisper"),
    ],
)
async def test_a_wrong_setting_is_named_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, engine: str
) -> None:
    monkeypatch.setenv("VISAVIS_LISTEN", engine)
    monkeypatch.setenv(name, value)
    with pytest.raises(RecogniserError, match=f"^{name}: ") as caught:
        await registry.open_hearer()
    assert "secret" not in str(caught.value)
    assert caught.value.code == "stt_unavailable"


async def test_one_that_cannot_start_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async def start(_self: object) -> None:
        raise RuntimeError("my key is sk-secret")

    monkeypatch.setattr(ScriptedRecogniser, "start", start)
    stranger(monkeypatch)
    monkeypatch.setenv("VISAVIS_LISTEN", "scripted")
    with pytest.raises(RecogniserError, match="'scripted' cannot start") as caught:
        await registry.open_hearer()
    assert caught.value.code == "stt_unavailable"
    assert "secret" not in str(caught.value)
