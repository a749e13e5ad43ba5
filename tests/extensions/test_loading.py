"""An extension is found by its entry point, or it is told what is wrong with it."""

from __future__ import annotations

from abc import ABC
from importlib.metadata import EntryPoint
from typing import ClassVar

import pytest
from pydantic_settings import BaseSettings, SettingsConfigDict

from visavis.extensions.error import ExtensionError
from visavis.extensions.loading import NotLoadedError, load_extension, made_by

pytestmark = pytest.mark.unit


class Bird(ABC):
    name: ClassVar[str]


class Parrot(Bird):
    name = "parrot"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="VISAVIS_UNSET_")

    weight: int = 0


class Unset(Bird):
    name = "unset"

    def __init__(self) -> None:
        self.settings = Settings()


class BirdError(ExtensionError):
    usual_code = "bird_failed"


class Refusing(Bird):
    name = "refusing"

    def __init__(self) -> None:
        raise BirdError("it does not want to")


class Careless(Bird):
    name = "careless"

    def __init__(self) -> None:
        raise RuntimeError("my key is sk-secret")


def load(name: str, value: str) -> Bird:
    return load_extension(EntryPoint(name, value, "visavis.birds"), Bird, f"VISAVIS_{name}_".upper())


def ours(name: str, kind: type, monkeypatch: pytest.MonkeyPatch) -> Bird:
    monkeypatch.setattr(EntryPoint, "load", lambda _point: kind)
    return load(name, f"birds:{kind.__name__}")


def test_one_that_is_well_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(ours("parrot", Parrot, monkeypatch), Parrot)


def test_one_that_is_not_there() -> None:
    with pytest.raises(
        NotLoadedError,
        match=r"^'canary' \(no_such_module:Bird\) cannot be loaded \(ModuleNotFoundError: No module named",
    ):
        load("canary", "no_such_module:Bird")


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("canary", Parrot, "'canary' (birds:Parrot) cannot be loaded (it calls itself 'parrot')"),
        ("number", int, "'number' (birds:int) cannot be loaded (int is not a Bird)"),
        ("careless", Careless, "'careless' (birds:Careless) cannot be loaded (RuntimeError)"),
    ],
)
def test_what_is_wrong_is_told_without_a_strangers_words(
    monkeypatch: pytest.MonkeyPatch, name: str, kind: type, told: str
) -> None:
    with pytest.raises(NotLoadedError) as caught:
        ours(name, kind, monkeypatch)
    assert str(caught.value) == told
    assert caught.value.__cause__ is None


def test_a_setting_that_is_wrong_is_told_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_UNSET_WEIGHT", "sk-secret")
    with pytest.raises(NotLoadedError, match=r"^'unset' is not set up: VISAVIS_UNSET_WEIGHT: input should") as caught:
        ours("unset", Unset, monkeypatch)
    assert "secret" not in str(caught.value)


def test_one_that_has_no_entry_point_may_call_itself_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "birds:Parrot"
    monkeypatch.setattr(EntryPoint, "load", lambda _point: Parrot)
    assert made_by(EntryPoint(path, path, "visavis.birds"), Bird).name == "parrot"
    monkeypatch.setattr(EntryPoint, "load", lambda _point: Unset)
    monkeypatch.setenv("VISAVIS_UNSET_WEIGHT", "sk-secret")
    with pytest.raises(NotLoadedError, match=r"^'birds:Parrot' is not set up: …_WEIGHT: input should") as caught:
        made_by(EntryPoint(path, path, "visavis.birds"), Bird)
    assert "secret" not in str(caught.value)


def test_an_error_of_the_contract_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BirdError, match="does not want") as caught:
        ours("refusing", Refusing, monkeypatch)
    assert (caught.value.code, caught.value.retryable, caught.value.retry_after_s) == ("bird_failed", False, None)
