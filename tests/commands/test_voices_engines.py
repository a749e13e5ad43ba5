"""``visavis voices engines``: what there is, and what each lacks."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from visavis.cli import main

pytestmark = pytest.mark.contract


def told(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["voices", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_each_engine_has_a_line_that_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_ENGINES", "espeak,elevenlabs")
    monkeypatch.delenv("VISAVIS_ELEVENLABS_KEY", raising=False)
    lines = told("engines").splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["engine", "espeak", "elevenlabs"], "those that are on come first"
    assert "VISAVIS_ELEVENLABS_KEY is not set" in lines[2]
    names = [line.split()[0] for line in lines[1:]]
    assert {"azure", "cosyvoice", "flite", "kokoro", "openai", "piper", "polly"} < set(names)
    assert len(set(names)) == len(names)


def test_a_key_makes_an_engine_ready_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_ELEVENLABS_KEY", "sk-1234567890")
    (line,) = (line for line in told("engines").splitlines() if line.startswith("elevenlabs"))
    assert line.split()[1:] == ["ready", "characters", "as", "it", "comes", "network"]
    assert "1234567890" not in told("engines", "--json")


def test_json_has_one_object_an_engine() -> None:
    engines = {engine["name"]: engine for engine in json.loads(told("engines", "--json"))}
    assert engines["espeak"]["enabled"]
    assert engines["espeak"]["missing"] is None
    assert engines["espeak"]["timing"] == ["phones", "words"], "finest first"
    assert not engines["azure"]["offline"]


def test_an_engine_named_by_its_path_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_EXTRA_ENGINES", "fakes.position_engine:PositionEngine")
    assert [line.split()[0] for line in told("engines").splitlines()[1:4]] == ["flite", "espeak", "position"]
    monkeypatch.setenv("VISAVIS_EXTRA_ENGINES", "fakes.nobody:NobodyEngine")
    failed = CliRunner().invoke(main, ["voices", "engines"])
    assert (failed.exit_code, "fakes.nobody:NobodyEngine" in failed.output) == (3, True)


def test_a_star_switches_all_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_ENGINES", "espeak,*")
    engines = json.loads(told("engines", "--json"))
    assert engines[0]["name"] == "espeak"
    assert all(engine["enabled"] for engine in engines)


def test_the_engines_stand_above_the_voices() -> None:
    above, _, below = told().partition("\n\n")
    assert above.splitlines()[0].split() == ["engine", "state", "tells", "sound", "where"]
    assert any(line.startswith("flite:slt") for line in below.splitlines())
