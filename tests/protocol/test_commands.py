"""Every command that a host may send over the relay survives the wire, and no two are taken for one another."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from visavis.protocol.commands import RelayedCommand
from visavis.protocol.server import HostCommand, ServerMessage

pytestmark = pytest.mark.contract

COMMAND: TypeAdapter[Any] = TypeAdapter(RelayedCommand)
MESSAGE: TypeAdapter[ServerMessage] = TypeAdapter(ServerMessage)
SATURATED: list[dict[str, Any]] = [
    {
        "type": "speak", "id": "u1", "text": "<b>您好</b>", "ssml": True, "voice": "v", "language": "zh", "rate": 1.5,
        "pitch": 2.0, "volume": 0.5, "emotion": "sad", "style": "shout",
    },
    {"type": "speakStream", "id": "u1", "text": "您", "final": True},
    {
        "type": "speakAudio", "url": "hello.wav", "id": "u1", "text": "您好", "language": "zh", "emotion": "sad",
        "style": "clear",
    },
    {"type": "ask", "text": "我的快递到哪了？", "id": "t1", "language": "zh", "voice": "v"},
    {"type": "interrupt", "id": "u1"},
    {"type": "stop", "id": "u1"},
    {"type": "pause"},
    {"type": "resume"},
    {"type": "mute"},
    {"type": "unmute"},
    {"type": "volume", "volume": 0.5},
    {"type": "mouth", "on": False},
    {"type": "playMouth", "on": False},
    {"type": "captions", "on": False},
    {"type": "still", "on": False},
    {"type": "setEmotion", "name": "happy", "intensity": 0.5},
    {"type": "emotion", "name": "happy", "intensity": 0.5},
    {"type": "playClip", "name": "nod"},
    {"type": "clip", "name": "nod"},
    {"type": "activity", "name": "thinking"},
    {"type": "setActivity", "name": "thinking"},
    {"type": "setShot", "name": "head"},
    {"type": "shot", "name": "head"},
    {"type": "setBackground", "background": "#dfe8f3"},
    {"type": "background", "background": "none"},
    {"type": "setAvatar", "name": "pip-2"},
    {"type": "avatar", "name": "pip-2"},
    {"type": "lookAt", "x": -0.5, "y": 1.0},
    {"type": "tint", "name": "outfit", "colour": "#7a1f2b"},
    {"type": "setTint", "name": "outfit", "colour": "#7a1f2b"},
    {"type": "quality", "quality": "low"},
    {"type": "setQuality", "quality": "low"},
]  # fmt: skip


def types_in(schema: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    for model in schema["$defs"].values():
        kind = model["properties"]["type"]
        found.update(kind.get("enum", [kind["const"]] if "const" in kind else []))
    return found


def test_every_command_has_an_example() -> None:
    assert {example["type"] for example in SATURATED} == types_in(COMMAND.json_schema())


@pytest.mark.parametrize("example", SATURATED, ids=lambda example: example["type"])
def test_a_command_survives_the_wire(example: dict[str, Any]) -> None:
    text = HostCommand(command=COMMAND.validate_python(example)).model_dump_json()
    told = MESSAGE.validate_json(text)
    assert isinstance(told, HostCommand)
    assert json.loads(told.model_dump_json())["command"] == example


@pytest.mark.parametrize("example", SATURATED, ids=lambda example: example["type"])
def test_a_field_nobody_knows_is_refused(example: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        COMMAND.validate_python({**example, "surplus": 1})


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a\\b", "/etc", "https:x", ".hidden", "a b", "x" * 65, "梅"])
def test_an_avatar_is_named_and_not_found_by_a_path(name: str) -> None:
    with pytest.raises(ValidationError):
        COMMAND.validate_python({"type": "setAvatar", "name": name})
