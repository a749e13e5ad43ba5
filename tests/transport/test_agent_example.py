"""The example of an agent does what it is there to show, against a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import agent_backend
import pytest
from agent_backend import Answer, AvatarAgent, bind, echo, language_model
from websockets.asyncio.client import ClientConnection, connect

from fakes.chat_service import KEY, MODEL, Say, Silence, answer, chat_service
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer, live_server
from fakes.scripted_engine import ScriptedEngine
from fakes.until import until

pytestmark = pytest.mark.contract


@asynccontextmanager
async def conversing(answer: Answer) -> AsyncIterator[tuple[ConversingClient, AvatarAgent, LiveServer]]:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, filler_s=0) as server:
        async with ConversingClient(server) as page:
            await page.send(type="ask_code")
            code = (await page.until("code"))["code"]
            agent = AvatarAgent(server.url, *await asyncio.to_thread(bind, server.url, code), answer)
            running = asyncio.create_task(agent.run())
            try:
                await until_attached(agent)
                yield page, agent, server
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)


async def until_attached(agent: AvatarAgent, attached: bool = True) -> None:
    await until(lambda: agent.attached is attached)


async def test_the_echo_is_said() -> None:
    async with conversing(echo) as (page, agent, _):
        end = await page.turn("t1", "我的快递呢")
        assert (end["source"], end["heard"]) == ("agent", "You asked: 我的快递呢")
        await until(lambda: len(agent.history) == 2)
        assert agent.history == [("user", "我的快递呢"), ("assistant", "You asked: 我的快递呢")]


async def test_a_model_answers_and_stops_when_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with chat_service() as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        model.scripts = [[Say("从前有座山，山里有座庙。"), Say("庙里"), Silence()], answer("好", "的。")]
        async with conversing(language_model(MODEL)) as (page, _, _server):
            page.deaf = True
            await page.ask("t1", "讲个故事吧")
            await page.until_sound("t1.0")
            await page.heard("t1.0", 350, "interrupted")
            heard = (await page.until("turn_end", id="t1"))["heard"]
            page.deaf = False
            end = await page.turn("t2", "说点别的")
            assert (end["source"], end["heard"]) == ("agent", "好的。")
            said = [(message["role"], message["content"]) for message in model.asked[1]["messages"][1:]]
            assert said == [("user", "讲个故事吧"), ("assistant", heard), ("user", "说点别的")]
            await until(lambda: model.abandoned)


async def test_it_connects_again_when_its_connection_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    sockets: list[ClientConnection] = []

    @asynccontextmanager
    async def recorded(*arguments: Any, **options: Any) -> AsyncIterator[ClientConnection]:
        async with connect(*arguments, **options) as socket:
            sockets.append(socket)
            yield socket

    monkeypatch.setattr(agent_backend, "connect", recorded)
    monkeypatch.setattr(agent_backend, "AGAIN_S", 0.05)
    async with conversing(echo) as (page, agent, _):
        sockets[0].transport.abort()
        await until_attached(agent, False)
        await until_attached(agent)
        assert (await page.turn("t1", "在吗"))["source"] == "agent"


async def test_it_ends_when_another_agent_speaks_for_the_page() -> None:
    async with conversing(echo) as (page, agent, server):
        other = AvatarAgent(server.url, agent.session_id, agent.key, echo)
        running = asyncio.create_task(other.run())
        await until_attached(other)
        await until_attached(agent, False)
        await page.turn("t1", "在吗")
        assert ([who for who, _ in other.history][:1], agent.history) == (["user"], [])
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
