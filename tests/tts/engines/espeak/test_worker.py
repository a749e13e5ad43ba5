"""The worker process by itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import espeakng_loader
import pytest

import visavis
from visavis.tts.engines.espeak.data_folder import make_data_folder, remove_data_folder
from visavis.tts.engines.espeak.frames import HEADER, Kind, pack

pytestmark = pytest.mark.contract

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(visavis.__file__).parents[1])}
MODULE = "visavis.tts.engines.espeak.worker"


def talk(data: Path, *messages: bytes) -> list[tuple[Kind, int, bytes]]:
    """All answers to some messages."""
    done = subprocess.run(
        [sys.executable, "-m", MODULE, espeakng_loader.get_library_path(), str(data)],
        input=b"".join(messages),
        capture_output=True,
        env=ENVIRONMENT,
        timeout=60,
    )
    answers, rest = [], done.stdout
    while rest:
        length, kind, job = HEADER.unpack_from(rest)
        answers.append((Kind(kind), job, rest[HEADER.size : HEADER.size + length]))
        rest = rest[HEADER.size + length :]
    return answers


def test_it_starts_light() -> None:
    heavy = ("numpy", "pydantic", "asyncio", "fastapi", "phonemizer", "pypinyin")
    code = f"import {MODULE}, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=ENVIRONMENT, text=True, timeout=60)
    assert done.stdout.strip() == "[]"


def test_it_says_what_it_has() -> None:
    folder = make_data_folder(Path(espeakng_loader.get_data_path()))
    try:
        ((kind, job, payload),) = talk(folder, pack(Kind.END, 0))
        hello = json.loads(payload)
        assert (kind, job, hello["sample_rate_hz"]) == (Kind.READY, 0, 22050)
        assert hello["version"].startswith("1.5")
        assert any("cmn" in voice["languages"] for voice in hello["voices"])
        assert folder.exists()
    finally:
        remove_data_folder(folder)


def test_it_cleans_up_when_its_parent_is_gone() -> None:
    folder = make_data_folder(Path(espeakng_loader.get_data_path()))
    try:
        talk(folder)
        assert not folder.exists()
    finally:
        remove_data_folder(folder)
    assert (Path(espeakng_loader.get_data_path()) / "phontab").exists()


def test_a_folder_that_is_no_data_is_refused(tmp_path: Path) -> None:
    ((kind, job, payload),) = talk(tmp_path)
    assert (kind, job) == (Kind.FAILED, 0)
    assert str(tmp_path) in payload.decode()
