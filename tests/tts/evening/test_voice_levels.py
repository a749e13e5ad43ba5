"""What is learnt of voices, and how long it lasts."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from fakes.scripted_engine import VOICE
from visavis.tts.evening.meter import Level
from visavis.tts.evening.voice_gain import LEAST_DB, MOST_DB, SLEW_DB_PER_S, VoiceGain
from visavis.tts.evening.voice_levels import MEMORY_S, OF_ITS_ENGINE_S, USUAL, VoiceLevels

pytestmark = pytest.mark.unit

SECOND = dataclasses.replace(VOICE, name="scripted:two")
STRANGER = dataclasses.replace(VOICE, name="other:one", engine="other")
DECLARED = dataclasses.replace(VOICE, loudness_lufs=-23.0)


def test_a_voice_is_as_loud_as_it_declares_as_it_was_as_others_are_or_as_is_usual() -> None:
    levels = VoiceLevels()
    assert levels.of(VOICE) == USUAL
    levels.heard(VOICE, Level(-26.0, 4.0))
    levels.heard(VOICE, Level(-24.0, 4.0))
    assert levels.of(VOICE) == Level(-25.0, 8.0)
    assert levels.of(SECOND) == Level(-25.0, OF_ITS_ENGINE_S)
    assert levels.of(STRANGER) == USUAL
    assert levels.of(DECLARED).lufs == -23.0


def test_a_voice_that_changes_is_learnt_anew() -> None:
    levels = VoiceLevels()
    levels.heard(VOICE, Level(-30.0, 500.0))
    assert levels.of(VOICE).seconds == MEMORY_S
    for _ in range(40):
        levels.heard(VOICE, Level(-20.0, 5.0))
    assert levels.of(VOICE).lufs == pytest.approx(-20.0, abs=0.5)


def test_it_is_kept_beside_what_others_learnt(tmp_path: Path) -> None:
    path = tmp_path / "data" / "loudness.json"
    one, two = VoiceLevels(path), VoiceLevels(path)
    one.heard(VOICE, Level(-25.0, 4.0))
    two.heard(SECOND, Level(-15.0, 2.0))
    one.save()
    two.save()
    later = VoiceLevels(path)
    assert (later.of(VOICE), later.of(SECOND)) == (Level(-25.0, 4.0), Level(-15.0, 2.0))
    assert [entry.name for entry in path.parent.iterdir()] == ["loudness.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"format": 9, "voices": {}}',
        '{"format": 1, "voices": {"a:b": [0, -1]}}',
        '{"format": 1}',
        "\x00",
    ],
)
def test_a_damaged_file_is_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "loudness.json"
    path.write_text(content)
    levels = VoiceLevels(path)
    assert levels.of(VOICE) == USUAL
    levels.heard(VOICE, Level(-25.0, 4.0))
    levels.save()
    assert VoiceLevels(path).of(VOICE) == Level(-25.0, 4.0)


def test_a_place_that_cannot_be_written_costs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    levels = VoiceLevels(tmp_path / "file" / "loudness.json")
    levels.heard(VOICE, Level(-25.0, 4.0))
    levels.save()
    assert "cannot be kept" in caplog.text


def test_a_known_voice_keeps_its_gain() -> None:
    gain = VoiceGain(-19.0, Level(-25.0, MEMORY_S))
    assert gain.begin(Level(-15.0, 1.0)) == pytest.approx(6.0, abs=0.2)
    assert gain.move(gain.db, Level(-15.0, 3.0), 3.0) == pytest.approx(6.0, abs=0.5)


def test_an_unknown_voice_finds_its_gain_with_its_first_sound_and_then_moves_slowly() -> None:
    gain = VoiceGain(-19.0, USUAL)
    first = gain.begin(Level(-29.0, 2.7))
    assert first == pytest.approx(9.1, abs=0.01)
    assert gain.begin(Level(-9.0, 2.0)) == first, "no jump between sentences"
    assert gain.move(first, Level(-9.0, 100.0), 0.5) == pytest.approx(first - 0.5 * SLEW_DB_PER_S)


def test_a_gain_has_bounds() -> None:
    assert VoiceGain(-19.0, Level(-60.0, 9.0)).db == MOST_DB
    assert VoiceGain(-40.0, Level(-5.0, 9.0)).db == LEAST_DB
