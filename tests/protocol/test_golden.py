"""One saturated example of every message and frame; the web tests read the same files."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from visavis.protocol import agent, client, describe, frames, generate, rest, server
from visavis.protocol.base import Message
from visavis.protocol.frames import AudioHeader, TrackHeader
from visavis.protocol.framing import decode_frame, encode_frame

pytestmark = pytest.mark.contract

GOLDEN = Path(__file__).parent.parent / "golden"
BODIES: dict[str, type[Message]] = {
    "describe": describe.Describe,
    "speech_request": rest.SpeechRequest,
    "audio_speech_request": rest.AudioSpeechRequest,
    "speech_result": rest.SpeechResult,
    "voice_list": rest.VoiceList,
    "redeem_request": rest.RedeemRequest,
    "bound_session": rest.BoundSession,
    "command_answer": rest.CommandAnswer,
    "page_code": rest.PageCode,
    "page_token_request": rest.PageTokenRequest,
    "page_token": rest.PageToken,
    "page_approval": rest.PageApproval,
    "page_approved": rest.PageApproved,
    "problem": rest.Problem,
}
ALWAYS_EMPTY = {"pause", "resume", "ask_code", "code_redeemed", "command_answer", "page_approved"}


def _models() -> dict[str, type[Message]]:
    typed = {
        model.model_fields["type"].default: model
        for module in (client, frames, server)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, Message) and "type" in model.model_fields
    }
    return {**typed, **_agents(), **BODIES}


def _agents() -> dict[str, type[Message]]:
    """Between server and agents types mean other things than between server and pages."""
    return {
        f"agent_{model.model_fields['type'].default}": model
        for model in vars(agent).values()
        if isinstance(model, type) and model.__module__ == agent.__name__ and "type" in model.model_fields
    }


MODELS = _models()


def read(name: str) -> Any:
    return json.loads((GOLDEN / "messages" / f"{name}.json").read_text(encoding="utf-8"))


def test_every_message_has_an_example_and_every_example_a_message() -> None:
    assert {path.stem for path in (GOLDEN / "messages").glob("*.json")} == MODELS.keys()


@pytest.mark.parametrize("name", sorted(MODELS))
def test_an_example_survives_reading_and_writing(name: str) -> None:
    example = read(name)
    model = MODELS[name].model_validate(example, strict=False)
    assert model.model_dump(mode="json") == example
    assert json.loads(model.model_dump_json()) == example


@pytest.mark.parametrize("name", sorted(MODELS.keys() - ALWAYS_EMPTY))
def test_no_field_of_an_example_has_its_default(name: str) -> None:
    model = MODELS[name].model_validate(read(name))
    defaults = [
        field
        for field, info in MODELS[name].model_fields.items()
        if field != "type" and not info.is_required() and getattr(model, field) == info.default
    ]
    assert defaults == []


@pytest.mark.parametrize(
    ("names", "union"),
    [
        (
            (
                *("hello", "speak", "speak_audio", "interrupt", "pause", "resume", "playback", "token", "ask_code"),
                *("ping", "ask", "listen_start", "heard_text", "listen_cancel", "turn_timing"),
            ),
            client.ClientMessage,
        ),
        (
            (
                "welcome",
                "utterance_start",
                "interrupted",
                "token_accepted",
                "code",
                "code_redeemed",
                "command",
                "turn_state",
                "transcript",
                "go_on",
                "show",
                "handover",
                "turn_end",
                "pong",
                "error",
            ),
            server.ServerMessage,
        ),
        (("audio", "track"), frames.FrameHeader),
        (
            tuple(f"agent_{name}" for name in ("hello", "begin", "say", "audio", "show", "handover", "interrupt")),
            agent.AgentMessage,
        ),
        (("agent_welcome", "agent_asked", "agent_heard", "agent_state", "error"), agent.AgentEvent),
    ],
)
def test_each_direction_knows_its_messages(names: tuple[str, ...], union: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(union)
    assert [adapter.validate_python(read(name)).type for name in names] == [
        name.removeprefix("agent_") for name in names
    ]


@pytest.mark.parametrize("name", sorted(MODELS))
def test_a_field_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="surplus"):
        MODELS[name].model_validate({**read(name), "surplus": 1})


def test_the_audio_frame() -> None:
    data = (GOLDEN / "frames" / "audio.bin").read_bytes()
    header, payload = decode_frame(data)
    assert header == AudioHeader(**read("audio"))
    assert payload == b"\x03\x00abc\x01\x00d"
    assert encode_frame(header, bytes(payload)) == data


def test_the_audio_frame_of_plain_samples() -> None:
    data = (GOLDEN / "frames" / "audio_pcm.bin").read_bytes()
    header, payload = decode_frame(data)
    assert header == AudioHeader(**{**read("audio"), "codec": "pcm"})
    assert struct.unpack("<6h", payload) == (0, 1, -1, 32767, -32768, 12345)
    assert encode_frame(header, bytes(payload)) == data


def test_the_track_frame() -> None:
    data = (GOLDEN / "frames" / "track.bin").read_bytes()
    header, payload = decode_frame(data)
    assert header == TrackHeader(**read("track"))
    assert list(payload) == list(range(30))
    assert encode_frame(header, bytes(payload)) == data


def test_the_committed_schema_is_up_to_date() -> None:
    assert generate.main(["--check"]) == 0


def test_a_stale_schema_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "messages.schema.json"
    assert generate.main(["--output", str(target)]) == 0
    assert generate.main(["--check", "--output", str(target)]) == 0
    target.write_text(target.read_text(encoding="utf-8").replace("audio", "sound"), encoding="utf-8")
    assert generate.main(["--check", "--output", str(target)]) == 1
    assert "stale" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(MODELS))
def test_the_schema_accepts_the_examples(name: str) -> None:
    from jsonschema import Draft202012Validator

    schema = generate.schema()
    model = MODELS[name].__name__
    Draft202012Validator({"$defs": schema["$defs"], "$ref": f"#/$defs/{model}"}).validate(read(name))
