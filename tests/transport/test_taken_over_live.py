"""Two connections of one session: the newest has it, and the one before is told so and hears nothing more of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from websockets.exceptions import ConnectionClosed

from fakes.agent_client import AgentClient, bound
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer
from fakes.redis_server import redis_server
from fakes.scripted_server import serving
from fakes.until import until

pytestmark = pytest.mark.contract


@pytest.fixture(params=["one server", "two servers"])
def site(request: pytest.FixtureRequest) -> Iterator[tuple[LiveServer, LiveServer]]:
    """Where the session begins, and where it is gone on with."""
    if request.param == "one server":
        with serving() as running:
            yield running, running
    else:
        with redis_server() as redis, serving(redis_url=redis.url) as first, serving(redis_url=redis.url) as second:
            yield first, second


class Page(ConversingClient):
    """Goes on with a session, where a secret is given."""

    def __init__(self, server: LiveServer, resume: str | None = None) -> None:
        super().__init__(server, greet=False)
        self._resume = resume

    async def __aenter__(self) -> Page:
        await super().__aenter__()
        await self.send(type="hello", protocol_version="1.4", channel_space="viseme15", resume=self._resume)
        self.welcome = await self.until("welcome")
        assert self.welcome["resumed"] == (self._resume is not None)
        return self

    async def told_of_the_end(self) -> None:
        error = await self.until("error")
        assert (error["code"], error["retryable"]) == ("session_taken", False)
        with pytest.raises(ConnectionClosed) as closed:
            await self.until("nothing")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1000


async def remembered(server: LiveServer) -> None:
    """Wait until what was said is kept, which is a little after a page has heard of the end of a turn. What is kept
    later than another connection has taken the session tells the first one that it is lost."""
    await until(lambda: not server.running_tasks({"remembering"}))


async def test_the_newest_connection_has_the_session(site: tuple[LiveServer, LiveServer]) -> None:
    here, there = site
    async with Page(here) as first:
        session = await bound(here, first)
        async with Page(there, first.welcome["resume"]) as second:
            await first.told_of_the_end()
            sent = await here.post(
                f"/v1/sessions/{session['session_id']}/commands",
                json={"type": "pause"},
                headers={"Authorization": f"Bearer {session['key']}"},
            )
            assert sent.status_code == 202
            assert (await second.until("command"))["command"]["type"] == "pause"
            assert first.kinds("command") == []
            async with Page(here, first.welcome["resume"]):
                await second.told_of_the_end()


async def test_an_agent_speaks_to_the_newest_connection_alone(site: tuple[LiveServer, LiveServer]) -> None:
    here, there = site
    async with Page(here) as first, AgentClient(here, await bound(here, first)) as agent:
        first.deaf = True
        await first.ask("t1", "在吗")
        await agent.until("asked")
        await agent.say("t1", "我在这里。", final=False)
        await first.until_sound("t1.0")
        async with Page(there, first.welcome["resume"]) as second:
            await first.told_of_the_end()
            ended = await agent.until("heard", turn="t1")
            assert ended["interrupted"]
            asked = next(number for number, told in enumerate(agent.told) if told["type"] == "asked")
            if not any(told.get("state") == "idle" for told in agent.told[asked:]):
                await agent.until("state", state="idle")  # of the newest: it is attached there
            # The same name, since it is another page's.
            await second.turn_of_agent(agent, "t1", "还在吗", "还在。")
            assert "away" not in {told.get("state") for told in agent.told}
            assert [told["code"] for told in agent.told if told["type"] == "error"] == []
            assert len(first.kinds("utterance_start")) == 1


async def test_who_has_bound_no_host_is_told_when_it_would_be_remembered(site: tuple[LiveServer, LiveServer]) -> None:
    here, there = site
    async with Page(here) as first:
        await first.turn("t1", "你好")
        await remembered(here)
        async with Page(there, first.welcome["resume"]) as second:
            await first.ask("t2", "你好")
            await first.until("turn_end", id="t2")
            await first.told_of_the_end()
            assert (await second.turn("t2", "你好"))["source"] == "small_talk"


async def test_a_connection_that_has_lost_its_session_gets_no_code_for_it(site: tuple[LiveServer, LiveServer]) -> None:
    here, there = site
    async with Page(here) as first:
        await first.turn("t1", "你好")
        await remembered(here)
        async with Page(there, first.welcome["resume"]):
            await first.send(type="ask_code")
            await first.told_of_the_end()
            assert first.kinds("code") == []
