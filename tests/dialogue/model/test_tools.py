"""Acts as tool calls."""

from __future__ import annotations

import json

import jsonschema
import pytest

from visavis.dialogue.answers.answer import Link, Reply
from visavis.dialogue.model.acts import EMOTIONS, Act, ActReader, Direction, Handover, Show
from visavis.dialogue.model.contract import ToolCall
from visavis.dialogue.model.tools import act_of, tools

pytestmark = pytest.mark.unit

READER = ActReader(hosts=("shop.example",))


@pytest.mark.parametrize(
    ("name", "arguments", "act"),
    [
        ("emotion", {"name": "sad"}, Direction("emotion:sad")),
        ("gesture", {"name": "bow"}, Direction("gesture:bow")),
        ("handover", {"reason": "wants\na person"}, Handover("wants a person")),
        ("handover", {}, Handover()),
        (
            "show",
            {"kind": "link", "url": "https://shop.example/a", "title": "Help"},
            Show(links=(Link(title="Help", url="https://shop.example/a"),)),
        ),
        (
            "show",
            {"kind": "buttons", "buttons": ["Yes", 1, "No"]},
            Show(replies=(Reply.model_validate("Yes"), Reply.model_validate("No"))),
        ),
        ("handover", {"reason": "half \ud83d a sign"}, Handover("half \ufffd a sign")),
        ("show", {"kind": "buttons", "buttons": ["\ud83d"]}, None),
        ("show", {"kind": "buttons", "buttons": ["a\ud83d"]}, Show(replies=(Reply.model_validate("a\ufffd"),))),
        ("show", {"kind": "link", "url": "https://evil.example/"}, None),
        ("show", {"kind": "buttons", "buttons": "Yes"}, None),
        ("show", {"kind": {}}, None),
        ("emotion", {"name": 7}, None),
        ("shell", {"command": "ls"}, None),
    ],
)
def test_a_call_becomes_an_act(name: str, arguments: dict[str, object], act: Act | None) -> None:
    assert act_of(ToolCall("1", name, json.dumps(arguments)), READER) == act


@pytest.mark.parametrize("arguments", ["{", "[]", "null", '"x"', "NaN", "[" * 100_000, '{"name": "happy"'])
def test_arguments_that_are_no_use_give_nothing(arguments: str) -> None:
    assert act_of(ToolCall("1", "emotion", arguments), READER) is None


def test_the_schemas_are_schemas_and_name_what_there_is() -> None:
    told = {tool.name: tool.parameters for tool in tools(("bow", "wave"))}
    for schema in told.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    assert told["emotion"]["properties"]["name"]["enum"] == list(EMOTIONS)
    assert told["gesture"]["properties"]["name"]["enum"] == ["bow", "wave"]
    assert "enum" not in {tool.name: tool.parameters for tool in tools()}["gesture"]["properties"]["name"]
