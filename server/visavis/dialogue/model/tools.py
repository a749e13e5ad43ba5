"""The same acts as tool calls."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from visavis.speech.frontend.clean import without_surrogates

from .acts import EMOTIONS, Act, ActReader
from .contract import Tool, ToolCall

_URL: Final = {"type": "string", "description": "An address from the material that you were given."}


def tools(gestures: Sequence[str] = (), *, handover: bool = True) -> tuple[Tool, ...]:
    """What a model is told that it may ask for. ``gestures``: names that the avatar knows; ``handover``: whether there
    are people who can take over."""
    gesture: dict[str, Any] = {"type": "string"} | ({"enum": list(gestures)} if gestures else {})
    return (
        _tool(
            "emotion", "Change the mood of your face.", {"name": {"type": "string", "enum": list(EMOTIONS)}}, ["name"]
        ),
        _tool("gesture", "Make a gesture.", {"name": gesture}, ["name"]),
        _tool(
            "show",
            "Show a link, a picture or buttons beside what you say.",
            {
                "kind": {"type": "string", "enum": ["link", "picture", "buttons"]},
                "url": _URL,
                "title": {"type": "string", "description": "Of a link; of a picture, what it shows."},
                "buttons": {"type": "array", "items": {"type": "string"}, "maxItems": 6},
            },
            ["kind"],
        ),
        *((_HANDOVER,) if handover else ()),
    )


def act_of(call: ToolCall, reader: ActReader) -> Act | None:
    """The act that a call asks for; None where the name is unknown or the arguments are no JSON of use."""
    try:
        given = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict):
        return None
    match call.name:
        case "emotion":
            return reader.emotion(_word(given, "name"))
        case "gesture":
            return reader.gesture(_word(given, "name"))
        case "handover":
            return reader.handover(_word(given, "reason"))
        case "show":
            return _shown(given, reader)
    return None


def _shown(given: dict[str, Any], reader: ActReader) -> Act | None:
    match _word(given, "kind"):
        case "link":
            return reader.link(_word(given, "url"), _word(given, "title"))
        case "picture":
            return reader.picture(_word(given, "url"), _word(given, "title"))
        case "buttons" if isinstance(buttons := given.get("buttons"), list):
            return reader.buttons([without_surrogates(title) for title in buttons if isinstance(title, str)])
    return None


def _word(given: dict[str, Any], name: str) -> str:
    value = given.get(name, "")
    return without_surrogates(value).strip() if isinstance(value, str) else ""


def _tool(name: str, description: str, properties: dict[str, Any], required: list[str]) -> Tool:
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return Tool(name, description, schema)


_HANDOVER: Final = _tool(
    "handover",
    "Let a person of the staff take over: when the visitor wants one, or you cannot help.",
    {"reason": {"type": "string", "description": "For that person, in one sentence."}},
    [],
)
