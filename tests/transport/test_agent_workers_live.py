"""``visavis serve`` with several workers and a Redis server: every agent answers its own page, on whichever worker."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

from fakes.redis_server import redis_server
from visavis.headless.server_process import RunningServer, serve

pytestmark = pytest.mark.contract

PAGES = 8
ANSWER_S = 60.0


async def until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of this kind."""
    async with asyncio.timeout(ANSWER_S):
        while True:
            data = await socket.recv()
            if isinstance(data, str) and (told := json.loads(data))["type"] == kind:
                return dict(told)


async def answered(server: RunningServer, number: int) -> str:
    """One page, one host and its agent, each over a connection of its own; what the page is told by its agent."""
    async with AsyncExitStack() as opened:
        page = await opened.enter_async_context(connect(server.session_url, compression=None, open_timeout=ANSWER_S))
        await page.send(json.dumps({"type": "hello", "protocol_version": "1.4", "channel_space": "viseme15"}))
        await until(page, "welcome")
        await page.send('{"type":"ask_code"}')
        code = (await until(page, "code"))["code"]
        async with httpx.AsyncClient(timeout=ANSWER_S) as host:
            bound = (await host.post(f"{server.url}/v1/sessions/redeem", json={"code": code})).json()
        url = f"{server.url.replace('http', 'ws', 1)}/v1/sessions/{bound['session_id']}/agent"
        headers = {"Authorization": f"Bearer {bound['key']}"}
        agent = await opened.enter_async_context(connect(url, additional_headers=headers, open_timeout=ANSWER_S))
        await agent.send('{"type":"hello","protocol_version":"1.4"}')
        await until(agent, "welcome")
        await page.send(json.dumps({"type": "ask", "id": "t1", "text": f"question {number}"}))
        asked = await until(agent, "asked")
        await agent.send(json.dumps({"type": "say", "turn": asked["turn"], "text": asked["text"], "final": True}))
        return str((await until(page, "utterance_start"))["text"])


async def test_every_agent_answers_its_own_page() -> None:
    with redis_server() as redis:
        settings = {
            "VISAVIS_WORKERS": "2",
            "VISAVIS_REDIS_URL": redis.url,
            "VISAVIS_ENGINES": "espeak",
            "VISAVIS_WARM_UP": "false",
        }
        with serve(settings) as server:
            texts = await asyncio.gather(*(answered(server, number) for number in range(PAGES)))
    assert texts == [f"question {number}" for number in range(PAGES)]
