"""A folder of recordings is read with whatever labels lie beside them."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from visavis.bench.lipsync.folder import read_folder

pytestmark = pytest.mark.unit

PHN = "0 1600 h#\n1600 2400 pcl\n2400 3200 p\n3200 8000 iy\n8000 16000 h#\n"
GRID = """File type = "ooTextFile"
Object class = "TextGrid"

0
1
<exists>
3
"IntervalTier"
"Word"
0
1
1
0
1
"C"
"IntervalTier"
"Ann - phones"
0
1
2
0
0.4
"P"
0.4
1
"IY1"
"IntervalTier"
"Text"
0
1
1
0
1
"pea"
"""


def sound(path: Path, seconds: float = 1.0, channels: int = 1, **extra: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, np.zeros((round(16000 * seconds), channels)), 16000, **extra)


def test_timit_by_its_own_files(tmp_path: Path) -> None:
    for speaker in ("FAA0", "MBB0"):
        sound(tmp_path / "DR1" / speaker / "SA1.WAV", format="NIST")
        (tmp_path / "DR1" / speaker / "SA1.PHN").write_text(PHN)
        (tmp_path / "DR1" / speaker / "SA1.TXT").write_text("0 16000 Pea.\n")
        (tmp_path / "DR1" / speaker / "SA1.WRD").write_text("1600 8000 pea\n")
    first, second = read_folder(tmp_path, pytest.fail)
    assert [first.speaker, second.speaker] == ["DR1/FAA0", "DR1/MBB0"]
    assert (first.text, first.language, first.rate_hz, first.duration_ms) == ("Pea.", "en", 16000, 1000)
    assert [(phone.ipa, phone.onset_ms, phone.end_ms) for phone in first.phones] == [
        ("", 0, 100),
        ("p", 100, 200),
        ("iː", 200, 500),
        ("", 500, 1000),
    ]
    assert first.closures == ((100.0, 150.0),)
    assert [(word.text, word.onset_ms, word.end_ms) for word in first.words] == [("pea", 100, 500)]


def test_a_textgrid_gives_phones_and_the_text_too(tmp_path: Path) -> None:
    sound(tmp_path / "a.wav", channels=2)
    (tmp_path / "a.TextGrid").write_text(GRID, "utf-8")
    (recording,) = read_folder(tmp_path, pytest.fail)
    assert (recording.text, recording.speaker, recording.samples.shape) == ("pea", tmp_path.name, (16000,))
    assert [phone.ipa for phone in recording.phones] == ["p", "iː"]
    assert [word.text for word in recording.words] == ["pea"]


def test_what_cannot_be_read_is_left_out_by_name(tmp_path: Path) -> None:
    said: list[str] = []
    sound(tmp_path / "bare.wav")
    sound(tmp_path / "textless.wav")
    (tmp_path / "textless.phn").write_text(PHN)
    sound(tmp_path / "broken.wav")
    (tmp_path / "broken.TextGrid").write_text("x")
    sound(tmp_path / "lines.wav")
    (tmp_path / "lines.phn").write_text("0 x h#\n")
    (tmp_path / "noise.wav").write_bytes(b"RIFF?")
    (tmp_path / "noise.phn").write_text(PHN)
    assert read_folder(tmp_path, said.append) == []
    assert sorted(line.split()[0] for line in said) == [
        "bare.wav",
        "broken.wav",
        "lines.wav",
        "noise.wav",
        "textless.wav",
    ]


def test_a_limit_on_the_sound_that_is_read(tmp_path: Path) -> None:
    said: list[str] = []
    for name in "abc":
        sound(tmp_path / f"{name}.wav")
        (tmp_path / f"{name}.TextGrid").write_text(GRID, "utf-8")
    assert [recording.name for recording in read_folder(tmp_path, said.append, longest_s=1.5)] == ["a", "b"]
    assert "c.wav" in said[0]


def test_a_named_language_is_kept(tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    (tmp_path / "a.TextGrid").write_text(GRID, "utf-8")
    assert read_folder(tmp_path, pytest.fail, language="en-GB")[0].language == "en-GB"


def test_a_tier_of_phones_is_found_by_its_labels_when_its_name_is_strange(tmp_path: Path) -> None:
    sound(tmp_path / "a.wav")
    (tmp_path / "a.TextGrid").write_text(GRID.replace("Ann - phones", "Lautung"), "utf-8")
    assert [phone.ipa for phone in read_folder(tmp_path, pytest.fail)[0].phones] == ["p", "iː"]


def test_tiers_without_phones_are_named(tmp_path: Path) -> None:
    said: list[str] = []
    sound(tmp_path / "a.wav")
    (tmp_path / "a.TextGrid").write_text(GRID.replace('"P"', '"seven"').replace('"IY1"', '"eight"'), "utf-8")
    assert read_folder(tmp_path, said.append) == []
    assert "Word, Ann - phones, Text" in said[0]
