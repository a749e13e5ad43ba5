"""``visavis serve`` with several workers and a Redis server: hosts reach every page, whichever worker has it."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect

from fakes.redis_server import redis_server
from visavis.access.keys import add_key, read_keys
from visavis.access.tokens import TokenRules, issue
from visavis.headless.server_process import RunningServer, serve

pytestmark = pytest.mark.contract

PAGES = 12
ANSWER_S = 60.0


async def driven(server: RunningServer, number: int, page_token: str, host_token: str) -> str:
    """One page and one host, each over connections of its own; the text that reached the page."""
    async with AsyncExitStack() as opened:
        page = await opened.enter_async_context(connect(server.session_url, compression=None, open_timeout=ANSWER_S))
        # A connection for each request: the system gives it to any worker.
        host = await opened.enter_async_context(
            httpx.AsyncClient(timeout=ANSWER_S, limits=httpx.Limits(max_keepalive_connections=0))
        )

        async def message(kind: str) -> dict[str, object]:
            told = json.loads(await asyncio.wait_for(page.recv(), ANSWER_S))
            assert told["type"] == kind, told
            return dict(told)

        await page.send(json.dumps({"type": "hello", "protocol_version": "1.3", "token": page_token}))
        await message("welcome")
        await page.send('{"type":"ask_code"}')
        code = (await message("code"))["code"]
        bearer = {"Authorization": f"Bearer {host_token}"}
        redeemed = await host.post(f"{server.url}/v1/sessions/redeem", json={"code": code}, headers=bearer)
        assert redeemed.status_code == 200, redeemed.text
        bound = redeemed.json()
        await message("code_redeemed")
        sent = await host.post(
            f"{server.url}/v1/sessions/{bound['session_id']}/commands",
            json={"type": "speak", "text": f"您好，{number}号"},
            headers={"Authorization": f"Bearer {bound['key']}"},
        )
        assert sent.status_code == 202, sent.text
        command = (await message("command"))["command"]
        assert isinstance(command, dict)
        return str(command["text"])


async def test_every_host_reaches_its_own_page(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    add_key(keys, "one")
    page = issue(read_keys(keys), TokenRules(), "visitor", lasts_s=300)
    host = issue(read_keys(keys), TokenRules(), "shop", lasts_s=300, scope="host")
    with redis_server() as redis:
        settings = {
            "VISAVIS_WORKERS": "2",
            "VISAVIS_REDIS_URL": redis.url,
            "VISAVIS_TOKEN_KEYS": str(keys),
            "VISAVIS_ENGINES": "espeak",
            "VISAVIS_WARM_UP": "false",
        }
        with serve(settings) as server:
            texts = await asyncio.gather(*(driven(server, number, page, host) for number in range(PAGES)))
    assert texts == [f"您好，{number}号" for number in range(PAGES)]
