"""Write the JSON Schema of the wire, from which the web side's types are generated.

``python -m visavis.protocol.generate`` writes ``web/src/protocol/messages.schema.json``; ``--check`` fails when the
committed file is stale. ``npm run generate`` in ``web/`` then writes ``messages.gen.ts``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from visavis.protocol import agent, client, commands, describe, errors, frames, kiosk, rest, server
from visavis.protocol.base import Message
from visavis.protocol.version import PROTOCOL_VERSION

TARGET = Path(__file__).resolve().parents[3] / "web" / "src" / "protocol" / "messages.schema.json"

_UNIONS: dict[str, Any] = {
    "ClientMessage": client.ClientMessage,
    "ServerMessage": server.ServerMessage,
    "FrameHeader": frames.FrameHeader,
    "AgentMessage": agent.AgentMessage,
    "AgentEvent": agent.AgentEvent,
}


def _models() -> list[type[Message]]:
    found: dict[str, type[Message]] = {}
    for module in (agent, client, commands, describe, frames, kiosk, rest, server):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Message) and value is not Message:
                found[value.__name__] = value
    return [found[name] for name in sorted(found)]


def _strip_property_titles(node: Any) -> None:
    if isinstance(node, dict):
        properties = node.get("properties")
        if isinstance(properties, dict):
            for schema in properties.values():
                if isinstance(schema, dict):
                    schema.pop("title", None)
        for value in node.values():
            _strip_property_titles(value)
    elif isinstance(node, list):
        for value in node:
            _strip_property_titles(value)


def schema() -> dict[str, Any]:
    """The schema of all messages: one definition each, and one for each direction's union."""
    _, top = models_json_schema([(model, "validation") for model in _models()], ref_template="#/$defs/{model}")
    definitions: dict[str, Any] = top["$defs"]
    for name, union in _UNIONS.items():
        definitions[name] = TypeAdapter(union).json_schema(ref_template="#/$defs/{model}")
        definitions[name].pop("$defs", None)
        definitions[name]["title"] = name
    definitions["ErrorCode"] = TypeAdapter(errors.ErrorCode).json_schema()
    _strip_property_titles(definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wire",
        "description": f"Messages of the visavis wire, version {PROTOCOL_VERSION}. Generated; do not edit.",
        "type": "object",
        "properties": {name: {"$ref": f"#/$defs/{name}"} for name in sorted(definitions)},
        "$defs": dict(sorted(definitions.items())),
    }


def main(argv: list[str] | None = None) -> int:
    """Write or check the schema; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m visavis.protocol.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the committed file is stale")
    parser.add_argument("--output", type=Path, default=TARGET)
    options = parser.parse_args(argv)
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    output: Path = options.output
    if options.check:
        # By content, since the web side's formatter lays the file out in its own way.
        if not output.is_file() or json.loads(output.read_text(encoding="utf-8")) != json.loads(text):
            sys.stderr.write(f"{output} is stale: run python -m visavis.protocol.generate\n")
            return 1
        return 0
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
