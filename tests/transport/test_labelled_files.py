"""Every file that a server or a command gives says in its metadata that it was generated; other readers find it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
import soundfile
from click.testing import CliRunner

from fakes.live_server import LiveServer, live_server
from fakes.rest_answers import parts_of
from fakes.scripted_engine import ScriptedEngine
from visavis.cli import main
from visavis.speech.export.label import use_label

pytestmark = pytest.mark.contract

SOUNDS = ["audio/wav", "audio/flac", "audio/mpeg", "audio/ogg"]
SPEECH = {"model": "visavis", "input": "hello", "voice": "scripted:one"}


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, content_producer="某店") as running:
        yield running
    use_label("visavis")


def mark_in(text: str) -> dict[str, Any]:
    assert text.startswith("AI-generated ")
    told: dict[str, Any] = json.loads(text.removeprefix("AI-generated "))
    return dict(told["AIGC"])


def mark_of(file: bytes) -> dict[str, Any]:
    """As FFmpeg finds it, whatever the form."""
    with av.open(io.BytesIO(file)) as container:
        tags = {**container.streams.audio[0].metadata, **container.metadata}
    found = {name.lower(): text for name, text in tags.items()}
    return mark_in(found["comment"])


def spoken(server: LiveServer, accept: str) -> httpx.Response:
    return httpx.post(f"{server.url}/v1/speech", json={"text": "hello"}, headers={"Accept": accept}, timeout=30)


@pytest.mark.parametrize("form", SOUNDS)
def test_a_sound_is_marked_and_is_sound_all_the_same(server: LiveServer, form: str) -> None:
    answer = spoken(server, form)
    mark = mark_of(answer.content)
    assert (mark["Label"], mark["ContentProducer"]) == ("1", "某店")
    samples, rate_hz = soundfile.read(io.BytesIO(answer.content))
    assert len(samples) / rate_hz >= 0.2
    assert abs(samples).max() > 0.01


@pytest.mark.parametrize("form", ["wav", "mp3", "opus", "flac"])
def test_so_is_one_that_is_sent_while_it_is_made(server: LiveServer, form: str) -> None:
    answer = httpx.post(f"{server.url}/v1/audio/speech", json={**SPEECH, "response_format": form}, timeout=30)
    assert answer.status_code == 200
    assert mark_of(answer.content)["Label"] == "1"


def test_json_captions_and_parts_are_marked(server: LiveServer) -> None:
    assert spoken(server, "application/json").json()["aigc"]["ContentProducer"] == "某店"
    head, note = spoken(server, "text/vtt").text.split("\n\n")[:2]
    assert head == "WEBVTT"
    assert mark_in(note.removeprefix("NOTE "))["Label"] == "1"
    parts = parts_of(spoken(server, "multipart/mixed"))
    told = json.loads(parts["speech"])["aigc"]
    assert told["Label"] == "1"
    assert mark_of(parts["audio"])["Label"] == "1"


def test_a_recording_stays_the_visitors_own(server: LiveServer) -> None:
    recording = spoken(server, "audio/wav").content
    answer = httpx.post(
        f"{server.url}/v1/speech/audio",
        content=recording,
        headers={"Content-Type": "audio/wav", "Accept": "audio/wav"},
        timeout=30,
    )
    assert answer.status_code == 200
    assert b"AIGC" not in answer.content
    assert soundfile.read(io.BytesIO(answer.content))[1] > 0


def test_an_operator_may_leave_it_out() -> None:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, content_label=False) as server:
        for form in (*SOUNDS, "text/vtt"):
            assert b"AIGC" not in spoken(server, form).content
        assert spoken(server, "application/json").json()["aigc"] is None
    use_label("visavis")


def test_what_a_command_writes_is_marked(tmp_path: Path) -> None:
    sound, track = tmp_path / "a.mp3", tmp_path / "a.vtt"
    arguments = ["speak", "您好。", "--out", str(sound), "--track", str(track), "--engines", "espeak"]
    result = CliRunner().invoke(main, arguments, env={"VISAVIS_CONTENT_PRODUCER": "shop"})
    use_label("visavis")
    assert result.exit_code == 0, result.output
    assert mark_of(sound.read_bytes())["ContentProducer"] == "shop"
    assert '"ContentProducer": "shop"' in track.read_text(encoding="utf-8")
