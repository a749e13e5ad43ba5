"""An agent tells what it says in a voice of its own, beside the sound: it is shown, and remembered as far as heard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fakes.agent_client import AgentClient, bound
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer, live_server
from fakes.scripted_engine import ScriptedEngine

pytestmark = pytest.mark.contract

TONE = bytes(range(256)) * 125
"""A second of something at 16 kHz."""
SAID = "您的快递后天送到。"


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, filler_s=0) as running:
        yield running


async def begun(agent: AgentClient, page: ConversingClient, name: str, *, final: bool = True) -> None:
    """A question, and the announcement of the sound that answers it."""
    await page.ask(name, "我的快递呢")
    await agent.until("asked", turn=name)
    await agent.send(type="audio", turn=name, id="b1", sample_rate_hz=16000, final=final)


@pytest.mark.parametrize("order", ["before", "between", "after"])
async def test_it_may_come_before_the_sound_or_after_it(server: LiveServer, order: str) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        page.deaf = True
        await begun(agent, page, "t1")
        if order == "before":
            await agent.send(type="transcript", turn="t1", id="b1", text=SAID, final=True)
        await agent.sound("b1", TONE, last=False)
        if order == "between":
            await agent.send(type="transcript", turn="t1", id="b1", text=SAID[:4])
            await agent.send(type="transcript", turn="t1", id="b1", text=SAID[4:], final=True)
        await agent.sound("b1", TONE, first=len(TONE))
        await page.until_whole("t1.0")
        if order == "after":
            await agent.send(type="transcript", turn="t1", id="b1", text=SAID, final=True)
        if not page.kinds("show"):
            await page.until("show")
        [shown] = page.kinds("show")
        assert (shown["id"], shown["silent_text"]) == ("t1", SAID)
        await page.heard("t1.0", 2000, "ended")
        assert (await page.until("turn_end"))["heard"] == SAID
        assert (await agent.until("heard"))["text"] == SAID
        assert [told for told in agent.told if told["type"] == "error"] == []


async def test_of_what_was_interrupted_the_share_is_remembered_that_was_heard(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        page.deaf = True
        await begun(agent, page, "t1")
        await agent.send(type="transcript", turn="t1", id="b1", text=SAID)
        await agent.sound("b1", TONE)
        await page.until_whole("t1.0")
        await page.heard("t1.0", 500, "playing")
        await page.send(type="interrupt")
        end = await page.until("turn_end")
        assert (end["interrupted"], end["heard"]) == (True, SAID[:4])
        assert (await agent.until("heard"))["text"] == SAID[:4]
        await agent.send(type="transcript", turn="t1", id="b1", text="太晚了。", final=True)
        await agent.send(type="transcript", turn="t9", id="b1", text="没有这个。")
        unknown = await agent.until("error")
        assert (unknown["code"], unknown["id"]) == ("unknown_turn", "t9"), "what is late is no mistake"
        assert page.kinds("show") == []


async def test_what_is_begun_unasked_is_written_down_too(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        page.deaf = True
        await page.ask("t1", "在吗")
        await agent.until("asked")
        await agent.say("t1", "我在这里。")
        await page.until_whole("t1.0")
        await agent.send(type="begin", turn="v1")
        await agent.send(type="audio", turn="v1", id="b1", sample_rate_hz=16000, final=True)
        await agent.sound("b1", TONE)
        await agent.send(type="transcript", turn="v1", id="b1", text=SAID, final=True)
        page.deaf = False
        await page.heard("t1.0", 5000, "ended")
        assert (await page.until("turn_end", id="v1"))["heard"] == SAID
        assert [shown["silent_text"] for shown in page.kinds("show")] == [SAID]


async def test_a_flood_of_transcripts_has_an_end(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await begun(agent, page, "t1")
        for _ in range(4):
            await agent.send(type="transcript", turn="t1", id="b1", text="x" * 6000)
        refused = await agent.until("error")
        assert (refused["code"], refused["id"]) == ("text_too_long", "t1")
        await agent.sound("b1", TONE)
        assert (await page.until("turn_end"))["heard"] == "x" * 18_000
