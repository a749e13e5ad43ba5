"""``visavis voices add`` and ``remove`` as people use them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from fakes.tiny_voices import piper_voice
from fakes.voice_publisher import voice_publisher
from visavis.cli import main

pytestmark = pytest.mark.contract

NAME = "zh_CN-tiny-low"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VISAVIS_VOICES_DIR", str(tmp_path / "voices"))
    return tmp_path / "voices"


def test_help_teaches_by_example() -> None:
    for verb in ("add", "remove"):
        told = CliRunner().invoke(main, ["voices", verb, "--help"]).output
        assert f"visavis voices {verb} zh_CN-huayan-medium" in told
        assert f"  {verb} " in CliRunner().invoke(main, ["voices", "--help"]).output


async def test_a_name_is_fetched_shown_spoken_and_removed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli = CliRunner()
    async with voice_publisher() as publisher:
        publisher.publish(piper_voice(tmp_path / "made", NAME, espeak="cmn", rate_hz=16_000), licence="CC BY-NC 4.0")
        monkeypatch.setenv("VISAVIS_PIPER_URL", publisher.url)
        added = await asyncio.to_thread(cli.invoke, main, ["voices", "add", NAME])
    assert (added.exit_code, added.stdout.split()) == (
        0,
        [str(folder / f"{NAME}{ending}") for ending in (".onnx", ".onnx.json", ".MODEL_CARD")],
    )
    assert "licence: CC BY-NC 4.0" in added.stderr
    assert f"{NAME}.onnx from http://127.0.0.1" in added.stderr
    assert "VISAVIS_ENGINES=piper,espeak visavis serve" in added.stderr
    sound = tmp_path / "x.wav"
    spoken = await asyncio.to_thread(cli.invoke, main, ["speak", "您好。", "--engines", "piper", "--out", str(sound)])
    assert (spoken.exit_code, f"by piper:{NAME}" in spoken.stderr) == (0, True), spoken.output
    removed = cli.invoke(main, ["voices", "remove", f"piper:{NAME}"])
    assert (removed.exit_code, removed.output.count("removed ")) == (0, 3)
    again = cli.invoke(main, ["voices", "remove", NAME])
    assert (again.exit_code, f"no voice '{NAME}' is installed" in again.output) == (2, True)
    nobody = await asyncio.to_thread(cli.invoke, main, ["speak", "您好。", "--engines", "piper", "--out", str(sound)])
    assert (nobody.exit_code, "visavis voices add" in nobody.output) == (3, True)


def test_a_file_that_is_no_voice_is_one_line(tmp_path: Path, folder: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("hello", "utf-8")
    done = CliRunner().invoke(main, ["voices", "add", str(path)])
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert "notes.txt is no voice: give an .onnx" in done.output
