"""Engines by name."""

from importlib.metadata import EntryPoint
from typing import ClassVar

import pytest

from fakes.mute_parrot import Parrot
from visavis.tts import registry
from visavis.tts.engine import EngineError
from visavis.tts.registry import load_engines

pytestmark = pytest.mark.unit


class Impostor(Parrot):
    name: ClassVar[str] = "somebody"


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [
        EntryPoint("parrot", f"{__name__}:Parrot", "visavis.tts"),
        EntryPoint("impostor", f"{__name__}:Impostor", "visavis.tts"),
        EntryPoint("broken", "no_such_module:Engine", "visavis.tts"),
        EntryPoint("number", "math:floor", "visavis.tts"),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == "visavis.tts" else [])
    monkeypatch.setattr(EntryPoint, "load", _load)


_LOAD = EntryPoint.load


def _load(point: EntryPoint) -> object:
    return {"parrot": Parrot, "impostor": Impostor}.get(point.name) or _LOAD(point)


@pytest.mark.usefixtures("installed")
def test_what_can_be_loaded_is_loaded(caplog: pytest.LogCaptureFixture) -> None:
    loaded = list(load_engines())
    assert (loaded[0], loaded[-1]) == ("espeak", "parrot")
    assert "no_such_module" in caplog.text
    assert "'somebody'" in caplog.text


@pytest.mark.usefixtures("installed")
def test_an_engine_asked_for_must_load() -> None:
    assert list(load_engines(["parrot"])) == ["parrot"]
    with pytest.raises(EngineError, match="no_such_module") as caught:
        load_engines(["broken"])
    assert caught.value.code == "engine_unavailable"
    with pytest.raises(EngineError, match=r"'canary'; installed: .*broken, .*espeak"):
        load_engines(["canary"])


def test_a_wrong_setting_is_told_by_its_variable_without_what_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # the engines that are installed
    monkeypatch.setenv("VISAVIS_OPENAI_KEY", "hush")
    monkeypatch.setenv("VISAVIS_OPENAI_TIMEOUT_S", "soon")
    with pytest.raises(EngineError) as caught:
        load_engines(["openai"])
    assert str(caught.value).startswith("engine 'openai' is not set up: VISAVIS_OPENAI_TIMEOUT_S: input should be")
    assert "hush" not in str(caught.value)
    assert "soon" not in str(caught.value)


@pytest.mark.parametrize(
    ("engine", "variable", "scheme"),
    [
        *(("azure", "AZURE", "https"), ("cosyvoice", "COSYVOICE", "wss"), ("elevenlabs", "ELEVENLABS", "https")),
        *(("openai", "OPENAI", "https"), ("polly", "POLLY", "https"), ("volcengine", "VOLCENGINE", "wss")),
    ],
)
@pytest.mark.parametrize("rest", ["[::1/v1", "a.example:secret/v1", ":8000/v1"])
def test_an_address_that_names_no_machine_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, engine: str, variable: str, scheme: str, rest: str
) -> None:
    monkeypatch.setenv(f"VISAVIS_{variable}_URL", f"{scheme}://{rest}")
    with pytest.raises(EngineError, match=f"VISAVIS_{variable}_URL: it names no machine") as caught:
        load_engines([engine])
    assert "secret" not in str(caught.value)


def test_the_embedded_voice_is_known_without_entry_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda group: [])
    assert next(iter(load_engines())) == "espeak"
