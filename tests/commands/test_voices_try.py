"""``visavis voices try``: a sentence is said, and drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result
from PIL import Image

from visavis.cli import main

pytestmark = pytest.mark.contract

BLACK = (31, 41, 51)


def tried(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["voices", "try", *arguments])


def closures(picture: Path) -> int:
    """Black stretches in the row of visemes."""
    with Image.open(picture) as image:
        row = np.asarray(image.convert("RGB"))[342]
    black = (row == BLACK).all(axis=1).astype(int)
    return int((np.diff(black) == 1).sum())


def test_the_picture_shows_each_closure_and_the_sound_is_written(tmp_path: Path) -> None:
    picture, sound = tmp_path / "bob.png", tmp_path / "bob.wav"
    text = "Bob met Pam."
    done = tried("flite:slt", "--text", text, "--out", str(picture), "--wav", str(sound))
    assert done.exit_code == 0, done.output
    assert closures(picture) == 4, "b, b and m in one, p, m"
    samples, _ = soundfile.read(sound)
    seconds = len(samples) / soundfile.info(sound).samplerate
    assert f"flite:slt   {seconds:.1f} s   first sound" in done.output
    assert "times from phones, words" in done.output
    assert str(picture) in done.output


def test_it_has_a_sentence_and_a_file_name_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert tried("espeak:zh").exit_code == 0
    assert closures(tmp_path / "espeak-zh.png") >= 3, "bié, piào, mì mǎ"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["espeak:zz"], 2, "espeak:zz"),
        (["nobody:zh"], 3, "nobody"),
        (["espeak:sw"], 2, "--text"),
        (["espeak:zh", "--text", "…"], 2, "nothing"),
        (["browser:zh-CN"], 2, "spoken by the page"),
    ],
)
def test_what_cannot_be_tried_is_one_line(
    arguments: list[str], code: int, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = tried(*arguments)
    assert (done.exit_code, told in done.output) == (code, True), done.output
    assert "Traceback" not in done.output
    assert not list(tmp_path.iterdir())
