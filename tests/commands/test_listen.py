"""``visavis listen``: which recognisers there are, and one tried on a recording."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner, Result

from fakes.http_stand_in import Exchange
from fakes.transcription_service import KEY, Asked, TranscriptionService, refuse, transcription_service
from visavis.cli import main

pytestmark = pytest.mark.contract

MODEL = "VISAVIS_LISTEN_OPENAI_MODEL"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["listen", *arguments])


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "question.wav"
    tone = 0.3 * np.sin(np.arange(22_050) / 8)
    soundfile.write(path, np.stack([tone, tone], axis=1), 22_050)
    return path


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[TranscriptionService]:
    """On a loop of its own: the command has another."""
    with _in_another_thread() as found:
        monkeypatch.setenv("VISAVIS_LISTEN_OPENAI_URL", found.url)
        monkeypatch.setenv("VISAVIS_LISTEN_OPENAI_KEY", KEY)
        monkeypatch.setenv(MODEL, "gpt-4o-transcribe")
        yield found


@contextmanager
def _in_another_thread() -> Iterator[TranscriptionService]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    ending = asyncio.Event()
    opened: asyncio.Queue[TranscriptionService] = asyncio.Queue()

    async def serve() -> None:
        async with transcription_service() as service:
            await opened.put(service)
            await ending.wait()

    serving = asyncio.run_coroutine_threadsafe(serve(), loop)
    try:
        yield asyncio.run_coroutine_threadsafe(opened.get(), loop).result(20)
        loop.call_soon_threadsafe(ending.set)
        serving.result(20)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()


def test_each_recogniser_has_a_line_that_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_LISTEN", "openai")
    monkeypatch.delenv(MODEL, raising=False)
    told = run("engines")
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["engine", "openai", "azure"], "the one that is on comes first"
    assert f"{MODEL} is not set" in lines[1]
    assert any(line.startswith("browser") and line.endswith("the visitor's browser") for line in lines)


def test_json_has_one_object_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISAVIS_LISTEN_AZURE_KEY", "sk-1234567890")
    monkeypatch.setenv("VISAVIS_LISTEN_AZURE_REGION", "westeurope")
    told = run("engines", "--json").output
    found = {one["name"]: one for one in json.loads(told)}
    assert (found["azure"]["missing"], found["azure"]["streaming"], found["azure"]["place"]) == (None, True, "service")
    assert found["browser"]["enabled"]
    assert "1234567890" not in told


def test_a_recording_is_sent_and_what_is_understood_is_shown(service: TranscriptionService, recording: Path) -> None:
    done = run("try", str(recording), "--engine", "openai", "--language", "zh,en", "--hint", "小维", "--at-once")
    assert done.exit_code == 0, done.output
    shown, last = done.output.splitlines()[:-1], done.output.splitlines()[-1]
    assert shown == ["… 我的订单", "… 我的订单到哪里了？", "= 我的订单到哪里了？   [zh]"]
    assert last.startswith("1.0 s of sound   first result ")
    (asked,) = service.asked
    assert len(asked.pcm) == pytest.approx(32_000, abs=100), "one channel at 16 kHz"
    assert asked.fields["prompt"] == "小维"


def test_the_sound_is_sent_as_fast_as_it_is_spoken(service: TranscriptionService, recording: Path) -> None:
    done = run("try", str(recording), "--engine", "openai")
    first_s = float(done.output.partition("first result ")[2].split()[0])
    assert first_s >= 1.0, "the request is sent when all was said"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--engine", "nobody"], 3, "no recogniser is named 'nobody'"),
        (["--engine", "browser"], 3, "the page itself recognises"),
        (["--engine", "whisper"], 3, "whisper: "),
        (["--engine", "openai"], 3, "does not accept the key"),
    ],
)
def test_what_cannot_be_tried_is_one_line(
    service: TranscriptionService,
    recording: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    told: str,
) -> None:
    monkeypatch.setenv("VISAVIS_LISTEN_OPENAI_KEY", "sk-wrong")
    done = run("try", str(recording), "--at-once", *arguments)
    assert (done.exit_code, told in done.output) == (code, True), done.output
    assert "Traceback" not in done.output
    assert "sk-wrong" not in done.output


def test_a_file_that_is_none_or_empty(tmp_path: Path) -> None:
    (tmp_path / "no.wav").write_text("no sound", encoding="utf-8")
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 16_000)
    for name, told in {
        "no.wav": "no sound that can be read",
        "empty.wav": "no sound",
        "gone.wav": "no such file",
    }.items():
        done = run("try", str(tmp_path / name))
        assert (done.exit_code, told in done.output) == (2, True), done.output


def test_a_service_that_fails_is_told(service: TranscriptionService, recording: Path) -> None:
    async def busy(exchange: Exchange, _asked: Asked) -> None:
        await refuse(exchange, 429, "insufficient_quota", retry_after="7")

    service.answer = busy
    done = run("try", str(recording), "--engine", "openai", "--at-once")
    assert (done.exit_code, "the quota is used up" in done.output) == (3, True)
