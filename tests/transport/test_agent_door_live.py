"""Who may speak through an avatar from afar, and what is done about whoever says what is no message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from fakes.agent_client import AgentClient, bound
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer
from fakes.scripted_server import serving
from fakes.until import until
from visavis.transport import agent_connection
from visavis.transport.websocket import AGENT_TURN_CHARS

pytestmark = pytest.mark.contract


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with serving() as running:
        yield running


@pytest.mark.parametrize("forged", [{"key": "x"}, {"session_id": "nobody"}, {"session_id": "x" * 200}])
async def test_without_the_sessions_key_nobody_speaks(server: LiveServer, forged: dict[str, str]) -> None:
    async with ConversingClient(server) as page:
        session = {**await bound(server, page), **forged}
        agent = AgentClient(server, session)
        with pytest.raises(AssertionError, match="unknown_session"):
            await agent.__aenter__()
        await agent.socket.close()
        assert session["key"] not in str(agent.welcome)


async def test_the_key_goes_into_the_header_and_pages_of_strangers_are_no_agents(server: LiveServer) -> None:
    async with ConversingClient(server) as page:
        session = await bound(server, page)
        bare = AgentClient(server, session, additional_headers={})
        with pytest.raises(AssertionError, match="token_missing"):
            await bare.__aenter__()
        await bare.socket.close()
        foreign = AgentClient(server, session, origin="https://evil.example")
        with pytest.raises(AssertionError, match="origin_refused"):
            await foreign.__aenter__()
        await foreign.socket.close()


async def test_a_server_that_does_not_converse_takes_no_agents() -> None:
    with serving(dialogue=False) as server:
        async with ConversingClient(server) as page:
            agent = AgentClient(server, await bound(server, page))
            with pytest.raises(AssertionError, match="dialogue_off"):
                await agent.__aenter__()
            await agent.socket.close()


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ('{"type":"say","turn":"t1","text":"x"}', "hello_expected"),
        ('{"type":"hello","protocol_version":"9.0"}', "version_mismatch"),
        ('{"type":"hello"}', "bad_message"),
        ('{"type":"listen_start"}', "unknown_type"),
        ("x", "bad_message"),
    ],
)
async def test_an_agent_begins_with_hello(server: LiveServer, first: str, code: str) -> None:
    async with ConversingClient(server) as page:
        session = await bound(server, page)
        url = f"ws://127.0.0.1:{server.port}/v1/sessions/{session['session_id']}/agent"
        async with connect(url, additional_headers={"Authorization": f"Bearer {session['key']}"}) as socket:
            await socket.send(first)
            assert f'"code":"{code}"' in str(await socket.recv())
            with pytest.raises(ConnectionClosed):
                await socket.recv()


async def test_what_is_no_message_is_told_and_costs_no_more_than_itself(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        await agent.socket.send("[]")
        assert (await agent.until("error"))["code"] == "bad_message"
        await agent.send(type="say", turn="t9", text="x")
        unknown = await agent.until("error")
        assert (unknown["code"], unknown["id"]) == ("unknown_turn", "t9")
        await agent.send(type="begin", turn="a b")
        assert (await agent.until("error"))["code"] == "bad_message"
        await agent.socket.send("x" * 70_000)
        assert (await agent.until("error"))["code"] == "message_too_large"
        await page.turn_of_agent(agent, "t1", "在吗", "我在这里。")


async def mistaken(agent: AgentClient, times: int) -> None:
    for _ in range(times):
        await agent.socket.send("x")
        assert (await agent.until("error"))["code"] == "bad_message"


async def test_an_agent_that_makes_nothing_but_mistakes_is_closed(server: LiveServer) -> None:
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        # Some are forgiven every minute, and so a few more on a machine that takes its time.
        with pytest.raises(ConnectionClosed) as closed:
            await mistaken(agent, 100)
        assert [told["type"] for told in agent.told].count("error") > 50
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


@pytest.mark.parametrize("limit", [{"chars_per_minute": 20}, {}])
async def test_what_is_refused_is_not_said_and_ends_its_turn_all_the_same(limit: dict[str, Any]) -> None:
    longest = 5 if limit else AGENT_TURN_CHARS
    with serving(**limit) as server:
        async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
            await page.ask("t1", "在吗")
            await agent.until("asked")
            await agent.say("t1", "我在这里。", final=False)
            await agent.say("t1", "x" * max(21, longest))
            refused = await agent.until("error")
            assert (refused["code"], refused["id"]) == ("rate_limited" if limit else "text_too_long", "t1")
            assert (await page.until("turn_end"))["heard"] == "我在这里。"


async def test_characters_of_agents_are_counted() -> None:
    with serving(chars_per_minute=20) as server:
        async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
            await page.ask("t1", "在吗")
            await agent.until("asked")
            await agent.say("t1", "我在这里。", final=False)
            await agent.say("t1", "x" * 30, final=False)
            refused = await agent.until("error")
            assert (refused["code"], refused["id"], refused["retryable"]) == ("rate_limited", "t1", True)
            await agent.say("t1", "")
            assert (await page.until("turn_end"))["heard"] == "我在这里。"


async def test_a_page_that_is_away_has_no_agent(server: LiveServer) -> None:
    async with ConversingClient(server) as page:
        session = await bound(server, page)
    await server.until_empty()
    agent = AgentClient(server, session)
    with pytest.raises(AssertionError, match="unknown_session"):
        await agent.__aenter__()
    with pytest.raises(ConnectionClosed) as closed:
        await agent.message()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1013


async def test_another_host_that_binds_the_session_ends_the_agent_of_the_one_before(
    server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_connection, "KEEP_S", 1000.0)
    async with ConversingClient(server) as page, AgentClient(server, await bound(server, page)) as agent:
        session = await bound(server, page)
        over = await agent.until("error")
        assert (over["code"], over["retryable"]) == ("unknown_session", False)
        async with AgentClient(server, session) as another:
            await page.turn_of_agent(another, "t1", "在吗", "我在这里。")
        assert "asked" not in {told["type"] for told in agent.told}


async def test_nothing_is_left_of_an_agent_that_has_gone(server: LiveServer) -> None:
    async with ConversingClient(server) as page:
        session = await bound(server, page)
        for _ in range(3):
            async with AgentClient(server, session):
                assert server.service.agents.agents == 1
            await until(lambda: not server.service.agents.agents)
