"""A Redis that was started anew, and has forgotten all, is told again by who knows: hosts and agents go on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from fakes.agent_client import AgentClient, bound
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer, live_server
from fakes.redis_server import RedisServer, redis_server
from fakes.scripted_engine import ScriptedEngine
from visavis.access.bindings import Bindings, digest
from visavis.hub.memory import MemoryHub

pytestmark = pytest.mark.contract


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
def site(redis: RedisServer) -> Iterator[tuple[LiveServer, LiveServer]]:
    """Of the page, and of its host and agent."""
    settings = {"warm_up": False, "filler_s": 0, "redis_url": redis.url}
    with (
        live_server({"scripted": ScriptedEngine()}, **settings) as first,
        live_server({"scripted": ScriptedEngine()}, **settings) as second,
    ):
        yield first, second


async def test_hosts_and_agents_go_on_with_their_page(redis: RedisServer, site: tuple[LiveServer, LiveServer]) -> None:
    here, there = site
    async with ConversingClient(here) as page:
        session = await bound(here, page)

        async def commanded() -> httpx.Response:
            return await there.post(
                f"/v1/sessions/{session['session_id']}/commands",
                json={"type": "pause"},
                headers={"Authorization": f"Bearer {session['key']}"},
            )

        async with AgentClient(there, session) as agent:
            await page.turn_of_agent(agent, "t1", "在吗", "我在这里。")
            await agent.until("state", state="idle")
            redis.stop()
            end = await page.turn("t2", "你好")
            assert end["source"] == "small_talk", "the agent cannot be reached"
            redis.start()
            async with asyncio.timeout(20):
                while (answer := await commanded()).status_code != 202:
                    assert answer.status_code in {404, 503}
                    await asyncio.sleep(0.05)
            await page.until("command")
            # It attaches again, and is told so.
            await agent.until("state", state="idle")
            await page.turn_of_agent(agent, "t3", "还在吗", "还在。")
        resume = page.welcome["resume"]
    async with ConversingClient(there, greet=False) as page:
        await page.send(type="hello", protocol_version="1.4", channel_space="viseme15", resume=resume)
        assert (await page.until("welcome"))["resumed"]


@pytest.mark.parametrize("subject", [None, "ann"])
async def test_what_is_told_again_is_never_in_place_of_something_newer(subject: str | None) -> None:
    hub = MemoryHub()
    bindings = Bindings(hub)
    await bindings.restore("s1", digest("old"), "secret", subject)
    assert await bindings.holds("s1", "old")
    assert await bindings.resumed("secret", subject) == "s1"
    await hub.put("bound:s1", digest("new"), 60)
    await bindings.restore("s1", digest("old"), "secret", subject)
    assert await bindings.holds("s1", "new")
    assert not await bindings.holds("s1", "old")
    await bindings.restore("s2", None, None, subject)
    assert await bindings.holder("s2") is None
