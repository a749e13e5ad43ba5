"""Agents that do everything wrong, over real sockets: the visitor hears an honest line, others hear nothing of it, and
nothing is left afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from fakes.agent_client import AgentClient, bound
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer
from fakes.scripted_server import serving
from fakes.until import until
from visavis.hub.memory import MemoryHub

pytestmark = pytest.mark.contract

TONE = bytes(range(256)) * 125
"""A second of something at 16 kHz."""
OURS = {"answer", "agent line", "agent reads", "agent writes", "agent ends"}


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with serving() as running:
        yield running


async def nothing_is_left(server: LiveServer) -> None:
    """Of any session or agent."""
    await server.until_empty()
    await until(lambda: not server.running_tasks(OURS) and not server.service.agents.agents)
    await until(lambda: not server.service.sounds.taken_bytes)
    hub = server.service.site.hub
    assert isinstance(hub, MemoryHub)
    assert not hub._listeners


async def test_who_leaves_a_block_unfinished_when_interrupted_is_heard_with_the_next(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        page.deaf = True
        await page.ask("t1", "在吗")
        await agent.until("asked")
        await agent.send(type="audio", turn="t1", id="b1", sample_rate_hz=16000)
        await agent.sound("b1", TONE, last=False)
        await page.until_sound("t1.0")
        await page.ask("t2", "然后呢")
        await agent.until("asked", turn="t2")
        page.deaf = False
        await agent.send(type="audio", turn="t2", id="b2", sample_rate_hz=16000, text="然后。", final=True)
        await agent.sound("b2", TONE)
        end = await page.until("turn_end", id="t2")
        assert (end["source"], end["heard"]) == ("agent", "然后。")
        await agent.until("heard", turn="t2")
        assert [told for told in agent.told if told["type"] == "error"] == []
    await nothing_is_left(server)


async def test_what_nobody_heard_is_not_remembered_as_heard(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await page.ask("t1", "在吗")
        await agent.until("asked")
        await agent.send(type="audio", turn="t1", id="b1", sample_rate_hz=16000, text="我在这里。")
        await agent.sound("b1", b"")
        assert (await agent.until("error"))["code"] == "audio_invalid"
        await agent.say("t1", "好的。")
        assert (await page.until("turn_end"))["heard"] == "好的。"
    await nothing_is_left(server)


async def test_laughter_is_heard_though_its_text_has_no_letter(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await page.ask("t1", "讲个笑话")
        await agent.until("asked")
        await agent.send(type="audio", turn="t1", id="b1", sample_rate_hz=16000, text="😂", final=True)
        await agent.sound("b1", TONE)
        await page.until("turn_end")
        assert page.sound == {"t1.0": 16_000}
        assert page.kinds("error") == []


async def test_a_flood_of_blocks_is_refused_and_another_visitor_hears_nothing_of_it() -> None:
    with serving(upload_mb_per_minute=1000) as server:
        async with (
            ConversingClient(server) as page,
            AgentClient(server, await bound(server, page), max_queue=None) as agent,
            ConversingClient(server) as other,
        ):
            page.deaf = True
            await page.ask("t1", "在吗")
            await agent.until("asked")
            await agent.say("t1", "我在这里。")
            await page.until_whole("t1.0")
            await agent.send(type="begin", turn="v1")
            for number in range(510):
                await agent.send(type="audio", turn="v1", id=f"b{number}", sample_rate_hz=16000)
                await agent.sound(f"b{number}", TONE[:320])
            refused = await agent.until("error")
            assert (refused["code"], refused["id"]) == ("queue_full", "v1")
            assert (await other.turn("t1", "你好"))["source"] == "small_talk"
            assert {told["id"] for told in other.kinds("utterance_start", "turn_end")} == {"t1.0", "t1"}
        await nothing_is_left(server)


async def test_nothing_said_again_and_again_is_no_answer() -> None:
    with serving(agent_first_s=0.5) as server:
        async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:

            async def nothing() -> None:
                while True:
                    await agent.say("t1", "", final=False)
                    await asyncio.sleep(0.05)

            await page.ask("t1", "在吗")
            await agent.until("asked")
            saying = asyncio.create_task(nothing())
            try:
                assert (await page.until("error"))["code"] == "agent_timeout"
                assert (await page.until("turn_end"))["source"] == "trouble"
            finally:
                saying.cancel()
                await asyncio.gather(saying, return_exceptions=True)
        await nothing_is_left(server)
