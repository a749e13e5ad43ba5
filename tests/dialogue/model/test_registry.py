"""Language models are found by entry point, ours too."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from fakes.scripted_model import ScriptedModel
from visavis.dialogue.model import registry
from visavis.dialogue.model.contract import LanguageModelError
from visavis.dialogue.model.openai import OpenAIModel

pytestmark = pytest.mark.unit

PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_ours_is_found_and_declared() -> None:
    assert isinstance(registry.load_model("openai"), OpenAIModel)
    declared = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["entry-points"]["visavis.llm"]
    assert declared == {point.name: point.value for point in registry._BUILT_IN}


def test_a_strangers_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("scripted", "fakes.scripted_model:ScriptedModel", registry.ENTRY_POINT_GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: (point,))
    assert registry.model_names() == {"openai", "scripted"}
    assert registry.load_model("scripted").name == "scripted"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("fakes.scripted_model:saying", "list is not a LanguageModel"),
        ("fakes.nowhere:Model", "ModuleNotFoundError"),
        ("fakes.scripted_model:ScriptedModel", "it calls itself 'scripted'"),
    ],
)
def test_one_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch, value: str, said: str) -> None:
    point = EntryPoint("mine", value, registry.ENTRY_POINT_GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: (point,))
    with pytest.raises(LanguageModelError, match=said) as caught:
        registry.load_model("mine")
    assert caught.value.code == "llm_unavailable"


def test_an_unknown_one_is_told_with_those_that_are_known() -> None:
    with pytest.raises(LanguageModelError, match="'nobody'; installed: openai"):
        registry.load_model("nobody")


async def test_without_a_name_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISAVIS_LLM_MODEL", raising=False)
    assert await registry.open_asker() is None


async def test_the_model_of_the_environment_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MODEL": "qwen-plus", "URL": "http://127.0.0.1:9/v1", "MAX_TOKENS": "99"}.items():
        monkeypatch.setenv(f"VISAVIS_LLM_{name}", value)
    asker = await registry.open_asker()
    assert asker is not None
    assert asker.limits.max_tokens == 99
    assert isinstance(asker.model, OpenAIModel)
    await asker.model.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TEMPERATURE", "sk-secret"),
        ("URL", "sk-secret"),
        ("EXTRA", "sk-secret{"),
        ("EXTRA", "[1]"),
        ("MAX_TOKENS", "sk-secret"),
    ],
)
async def test_a_wrong_setting_is_named_and_not_quoted(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"VISAVIS_LLM_{name}", value)
    with pytest.raises(LanguageModelError, match=f"VISAVIS_LLM_{name}: ") as caught:
        await registry.open_asker()
    assert "secret" not in str(caught.value)
    assert caught.value.code == "llm_unavailable"


async def test_one_that_cannot_start_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    async def start(_self: object) -> None:
        raise RuntimeError("my key is sk-secret")

    monkeypatch.setattr(ScriptedModel, "start", start)
    point = EntryPoint("scripted", "fakes.scripted_model:ScriptedModel", registry.ENTRY_POINT_GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda group: (point,))
    monkeypatch.setenv("VISAVIS_LLM_ENGINE", "scripted")
    with pytest.raises(LanguageModelError, match="'scripted' cannot start") as caught:
        await registry.open_asker()
    assert caught.value.code == "llm_unavailable"
    assert "secret" not in str(caught.value)
