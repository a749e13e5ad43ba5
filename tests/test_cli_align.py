"""``visavis align`` as people use it."""

from __future__ import annotations

import json
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from visavis.cli import main

pytestmark = pytest.mark.contract

SENTENCES = ["Hello there, my name is Bob.", "Please bring the map.", "Maybe we can help you."]


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of one speaker: three good pairs, and four that are not."""
    folder = tmp_path_factory.mktemp("recordings")
    for number, text in enumerate(SENTENCES):
        sound = folder / f"{number}.wav"
        said = CliRunner().invoke(main, ["speak", text, "--language", "en", "--out", str(sound), "--rate", "0.8"])
        assert said.exit_code == 0, said.output
        sound.with_suffix(".txt").write_text(text, encoding="utf-8")
    (folder / "broken.wav").write_bytes(b"RIFF and nothing more")
    (folder / "broken.txt").write_text("Hello.", encoding="utf-8")
    (folder / "empty.txt").write_text("…", encoding="utf-8")
    (folder / "empty.wav").write_bytes((folder / "0.wav").read_bytes())
    (folder / "alone.wav").write_bytes((folder / "0.wav").read_bytes())
    return folder


def invoke(*arguments: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["align", *map(str, arguments)])
    return done.exit_code, done.stdout, done.stderr


def test_json_has_phones_words_and_cues(recordings: Path) -> None:
    status, out, _ = invoke(recordings / "0.wav", "--text", SENTENCES[0], "--language", "en-US", "--json")
    assert status == 0
    told = json.loads(out)
    assert set(told) == {"text", "language", "duration_ms", "confidence", "method", "phones", "words", "cues"}
    for name, key in (("phone", "phones"), ("viseme", "cues")):
        parts = told[key]
        assert set(parts[0]) == {name, "onset_ms", "end_ms"}
        assert parts[0]["onset_ms"] == 0
        assert parts[-1]["end_ms"] == pytest.approx(told["duration_ms"], abs=0.1)
        assert all(one["end_ms"] == pytest.approx(two["onset_ms"]) for one, two in pairwise(parts))
    assert [told["text"][word["start"] : word["end"]] for word in told["words"]] == [
        word["word"] for word in told["words"]
    ]
    assert [word["word"] for word in told["words"]] == ["Hello", "there", "my", "name", "is", "Bob"]
    said = "".join(phone["phone"] for phone in told["phones"])
    assert "neɪm" in said
    assert {"PP", "sil"} <= {cue["viseme"] for cue in told["cues"]}
    assert told["confidence"] > 0.5


def test_a_table_for_people_and_a_textgrid_for_praat(recordings: Path, tmp_path: Path) -> None:
    grid = tmp_path / "0.TextGrid"
    status, out, err = invoke(recordings / "0.wav", "--language", "en-US", "--textgrid", grid)
    assert status == 0
    assert "there  /ð" in out
    assert "confidence" in out
    assert err == ""
    text = grid.read_text(encoding="utf-8")
    assert 'Object class = "TextGrid"' in text
    assert text.count('class = "IntervalTier"') == 2
    assert 'text = "there"' in text


def test_a_folder_is_aligned_and_what_is_bad_in_it_named(recordings: Path, tmp_path: Path) -> None:
    out_dir = tmp_path / "deep" / "out"
    status, out, err = invoke(recordings, "--json-dir", out_dir, "--language", "en-US")
    assert status == 2
    assert out == ""
    assert "3 aligned" in err
    assert "2 of 5 recordings could not be aligned" in err
    assert "broken: " in err
    assert "empty: nothing to say" in err
    assert sorted(path.name for path in out_dir.iterdir()) == ["0.json", "1.json", "2.json"]
    assert json.loads((out_dir / "1.json").read_text(encoding="utf-8"))["text"] == SENTENCES[1]


def test_a_named_voice_is_learnt_over_calls(recordings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_DATA_DIR", str(tmp_path / "data"))
    text = " ".join(SENTENCES * 4)
    sound = tmp_path / "long.wav"
    said = CliRunner().invoke(main, ["speak", text, "--language", "en", "--out", str(sound), "--rate", "0.8"])
    assert said.exit_code == 0, said.output
    first = json.loads(invoke(sound, "--text", text, "--voice", "anna", "--json")[1])
    second = json.loads(invoke(recordings / "0.wav", "--voice", "anna", "--json")[1])
    other = json.loads(invoke(recordings / "0.wav", "--voice", "bea", "--json")[1])
    assert [first["method"], second["method"], other["method"]] == ["dtw", "hmm", "dtw"]


def test_a_text_that_is_not_said_is_noticed(recordings: Path) -> None:
    status, _, err = invoke(recordings / "0.wav", "--text", "Growing gardens is very time consuming.", "--json")
    assert status == 0
    assert "agrees badly" in err


def test_stereo_of_any_rate(recordings: Path, tmp_path: Path) -> None:
    with wave.open(str(recordings / "1.wav")) as opened:
        rate_hz, pcm = opened.getframerate(), opened.readframes(opened.getnframes())
    mono = np.frombuffer(pcm, dtype="<i2")
    sound = tmp_path / "stereo.wav"
    with wave.open(str(sound), "wb") as written:
        written.setnchannels(2)
        written.setsampwidth(2)
        written.setframerate(rate_hz)
        written.writeframes(np.repeat(mono, 2).astype("<i2").tobytes())
    status, out, _ = invoke(sound, "--text", SENTENCES[1], "--json")
    assert status == 0
    assert json.loads(out)["duration_ms"] == pytest.approx(len(mono) * 1000 / rate_hz, abs=0.1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("0.wav", "--text", "a", "--text-file", "0.txt"), "not both"),
        ((".",), "nothing to write"),
        ((".", "--json-dir", "x", "--text", "a"), "of a folder"),
        (("0.wav", "--json-dir", "x"), "is for folders"),
        (("missing.wav", "--text", "a"), "does not exist"),
        (("alone.wav",), "Give --text"),
        (("0.txt", "--text", "a"), "is no sound that can be read"),
        (("0.wav", "--text", "…"), "nothing to say"),
    ],
)
def test_wrong_use_is_explained(recordings: Path, arguments: tuple[str, ...], said: str) -> None:
    placed = [str(recordings / word) if word.endswith((".wav", ".txt")) or word == "." else word for word in arguments]
    status, _, err = invoke(*placed)
    assert status == 2
    assert said in err


def test_help_teaches_by_example() -> None:
    status, out, _ = invoke("--help")
    assert status == 0
    assert "Examples:" in out
