"""Agents and a page that do anything in any order, over real sockets: each turn ends once, the visitor is answered in
the end, and nothing is left."""

from __future__ import annotations

import asyncio
import json
import random
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from fakes.agent_client import AgentClient, bound
from fakes.conversing_client import ConversingClient
from fakes.live_server import LiveServer, live_server
from fakes.scripted_engine import ScriptedEngine
from fakes.until import until

pytestmark = pytest.mark.contract

STEPS = 80
TEXTS = (
    "",
    "好的。",
    "我看看。",
    "[gesture:nod]",
    "[show:x",
    "```\ncode\n```",
    "😂",
    "a" * 300,
    "Hello there. ",
    "\n\n",
)
OURS = {"answer", "agent line", "agent reads", "agent writes", "agent ends", "binding"}
UNLIMITED = dict.fromkeys(
    ("speak_per_minute", "questions_per_minute", "commands_per_minute", "sessions_per_minute"), 100_000
)


class Agent(AgentClient):
    """Notes which turns it is asked, whatever else it does."""

    def __init__(self, *args: object, turns: list[str], rng: random.Random) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self._turns, self._rng, self._blocks = turns, rng, 0
        self._listening: asyncio.Task[None] | None = None

    def listen(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):
            while True:
                told = json.loads(await self.socket.recv())
                assert told.get("code") != "internal", told
                if told["type"] == "asked":
                    self._turns.append(told["turn"])

    async def anything(self) -> None:
        rng = self._rng
        turn = rng.choice(self._turns[-4:])
        block = f"b{self._blocks}"
        final = rng.random() < 0.3
        match rng.choice(("say", "say", "say", "sound", "transcript", "begin", "interrupt", "show", "nonsense")):
            case "say":
                await self.say(turn, rng.choice(TEXTS), final=final)
            case "sound":
                self._blocks += 1
                rate_hz, text = rng.choice((8000, 22050, 48000)), rng.choice(("", "好的。", "😂"))
                await self.send(type="audio", turn=turn, id=block, sample_rate_hz=rate_hz, text=text, final=final)
                await self.sound(block, bytes(2 * rng.randrange(6000)), frame_bytes=4000, last=rng.random() < 0.7)
            case "transcript":
                await self.send(type="transcript", turn=turn, id=f"b{self._blocks - 1}", text="说了。", final=final)
            case "begin":
                self._turns.append(f"v{rng.randrange(10**9)}")
                await self.send(type="begin", turn=self._turns[-1])
            case "interrupt":
                await self.send(type="interrupt", turn=rng.choice((None, turn)))
            case "show":
                await self.send(type="show", turn=turn, buttons=[{"title": "x", "say": "y"}])
            case _:
                await self.socket.send(rng.choice(("nonsense", b"nonsense", "{}")))

    async def leave(self) -> None:
        if self._rng.random() < 0.5:
            self.socket.transport.abort()
        else:
            await self.socket.close()
        if self._listening is not None:
            await self._listening


async def conversation(server: LiveServer, seed: int) -> None:
    rng = random.Random(seed)
    turns = ["t0"]
    agents: list[Agent] = []
    async with ConversingClient(server) as page:
        session = await bound(server, page)

        async def hear() -> None:
            while True:
                await page.take()

        hearing = asyncio.create_task(hear())
        for number in range(1, STEPS):
            chance = rng.random()
            with suppress(ConnectionClosed):  # one that makes nothing but mistakes is closed, and so is one replaced
                if chance < 0.12:
                    turns.append(f"t{number}")
                    await page.ask(turns[-1], rng.choice(("在吗", "你好")))
                elif chance < 0.16:
                    await page.send(type="interrupt")
                elif chance < 0.2:
                    page.deaf = not page.deaf
                elif chance < 0.28 and len(agents) < 3:
                    agents.append(Agent(server, session, turns=turns, rng=rng))
                    await agents[-1].__aenter__()
                    agents[-1].listen()
                elif chance < 0.32 and agents:
                    await agents.pop(rng.randrange(len(agents))).leave()
                elif agents:
                    await rng.choice(agents).anything()
        for agent in agents:
            await agent.leave()
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
        page.deaf = False
        await page.send(type="interrupt")
        assert (await page.turn("last", "你好"))["source"] == "small_talk"
        ended = [told["id"] for told in page.kinds("turn_end")]
        assert len(ended) == len(set(ended))


async def test_whatever_agents_do_the_visitor_is_answered_and_nothing_is_left() -> None:
    with live_server(
        {"scripted": ScriptedEngine()}, warm_up=False, filler_s=0, agent_first_s=0.5, agent_next_s=0.5, **UNLIMITED
    ) as server:
        await asyncio.gather(*(conversation(server, seed) for seed in range(8)))
        await server.until_empty()
        await until(lambda: not server.running_tasks(OURS) and not server.service.agents.agents)
        await until(lambda: not server.service.sounds.taken_bytes)
