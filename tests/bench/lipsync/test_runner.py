"""The bench from end to end, on little material."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner

from visavis.bench.lipsync.flite import Flite
from visavis.bench.lipsync.flite_material import flite_recordings
from visavis.bench.lipsync.methods import METHODS
from visavis.bench.lipsync.recording import Recording, TimedPhone
from visavis.bench.lipsync.runner import Plan, run_built, run_recordings
from visavis.bench.lipsync.sentences import sentences
from visavis.cli import main

pytestmark = pytest.mark.contract


async def test_every_method_is_scored_on_the_same_sentences(flite: Flite) -> None:
    said: list[str] = []
    results = await run_built(Plan(flite_voices=["kal"], with_espeak=True, sentences=3), said.append)
    assert [result.set for result in results] == [
        name for name in ("flite:kal", "espeak:en-male", "espeak:zh-male", "all") for _ in METHODS
    ]
    assert [result.method for result in results] == [*METHODS] * 4
    by_set = {name: [result for result in results if result.set == name] for name in {result.set for result in results}}
    for name, rows in by_set.items():
        assert len({(row.phones, row.closures, row.audio_s) for row in rows}) == 1, name
        matched = rows[0].matched
        assert matched is not None
        assert matched > 90
    assert by_set["all"][0].phones == sum(rows[0].phones for name, rows in by_set.items() if name != "all")
    assert any("kal" in line for line in said)


def test_a_folder_is_measured_and_told_in_json(flite: Flite, tmp_path: Path) -> None:
    (recording,) = flite_recordings(flite, "kal", sentences("en")[:1])
    soundfile.write(tmp_path / "a.wav", recording.samples, recording.rate_hz)
    (tmp_path / "a.txt").write_text(recording.text)
    rate = recording.rate_hz / 1000
    (tmp_path / "a.phn").write_text(
        "".join(
            f"{round(phone.onset_ms * rate)} {round(phone.end_ms * rate)} {phone.ipa or 'h#'}\n"
            for phone in recording.phones
        )
    )
    answer = CliRunner().invoke(
        main, ["bench", "lipsync", str(tmp_path), "--method", "durations", "--method", "text", "--json"]
    )
    assert answer.exit_code == 0, answer.output
    rows = json.loads(answer.stdout)
    assert [row["method"] for row in rows] == ["text", "durations"]
    text, durations = rows
    assert text["set"] == tmp_path.name
    assert text["median_ms"] > durations["median_ms"] > 0
    assert durations["phones"] == sum(bool(phone.ipa) for phone in recording.phones)


async def test_a_recording_that_is_too_long_to_align_does_not_end_the_bench() -> None:
    said: list[str] = []
    long = Recording("long", "a", "en", "Hello.", np.zeros(1000 * 901, np.float32), 1000, (TimedPhone("h", 0, 100),))
    (row,) = await run_recordings([long], ["dtw"], said.append)
    assert row.answered == {"failed": 1}
    assert row.matched == 0
    assert any("1 recordings could not be aligned" in line for line in said)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["bench", "lipsync", str(tmp_path)])
    assert answer.exit_code == 1
    assert "no sound file with labels" in answer.output


def test_without_flite_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_FLITE_WASM", "nowhere.wasm")
    answer = CliRunner().invoke(main, ["bench", "lipsync", "--quick"])
    assert answer.exit_code == 1
    assert "nowhere.wasm" in answer.output
