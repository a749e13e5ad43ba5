"""The recipes of docs/agents.md: those for services by HTTP run as they stand, against stand-ins of their interfaces.

Source of the shapes: Dify's API reference (``POST /chat-messages``, streaming); n8n's nodes Webhook, AI Agent and
Respond to Webhook. pipecat and LiveKit are not installed here: their recipes are only compiled.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from agent_backend import AvatarAgent, echo

from fakes.http_stand_in import Exchange, http_stand_in

pytestmark = pytest.mark.contract

DOCS = Path(__file__).parents[2] / "docs" / "agents.md"
RECIPES = re.findall(r"```python\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)


def recipe(name: str) -> Any:
    """The function of this name, of the recipe that has it."""
    [text] = [text for text in RECIPES if f"def {name}(" in text]
    names: dict[str, Any] = {}
    exec(compile(text, str(DOCS), "exec"), names)
    return names[name]


def agent() -> AvatarAgent:
    return AvatarAgent("http://127.0.0.1:8080", "s1", "key", echo)


@pytest.mark.parametrize("text", RECIPES)
def test_a_recipe_is_python(text: str) -> None:
    compile(text, str(DOCS), "exec")


async def test_dify_answers_piece_by_piece_and_goes_on_with_its_conversation() -> None:
    asked: list[dict[str, Any]] = []

    async def handle(exchange: Exchange) -> None:
        assert (exchange.method, exchange.path) == ("POST", "/v1/chat-messages")
        assert exchange.headers["authorization"] == "Bearer app-1"
        asked.append(exchange.json())
        await exchange.begin(200, "text/event-stream")
        for event in (
            {"event": "workflow_started", "conversation_id": "c1"},
            {"event": "message", "answer": "您的", "conversation_id": "c1"},
            {"event": "message", "answer": "快递", "conversation_id": "c1"},
            {"event": "message_end", "conversation_id": "c1", "metadata": {}},
        ):
            await exchange.chunk(f"data: {json.dumps(event)}\n\n".encode())
            await exchange.chunk(b"event: ping\n\n")
        await exchange.end()

    async with http_stand_in(handle) as service:
        answer = recipe("dify")(f"{service.url}/v1", "app-1")
        for _ in range(2):
            assert [piece async for piece in answer(agent(), "我的快递呢")] == ["您的", "快递"]
    assert [(one["query"], one["user"], one["conversation_id"]) for one in asked] == [
        ("我的快递呢", "s1", ""),
        ("我的快递呢", "s1", "c1"),
    ]
    assert {one["response_mode"] for one in asked} == {"streaming"}


async def test_n8n_answers_at_once() -> None:
    async def handle(exchange: Exchange) -> None:
        assert exchange.json() == {"sessionId": "s1", "chatInput": "我的快递呢"}
        await exchange.reply(200, json.dumps({"output": "在路上。"}).encode(), "application/json")

    async with http_stand_in(handle) as service:
        answer = recipe("n8n")(f"{service.url}/webhook/avatar")
        assert [piece async for piece in answer(agent(), "我的快递呢")] == ["在路上。"]
