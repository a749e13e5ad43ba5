"""An agent's connection ends when it is to end, whatever its agent does."""

from __future__ import annotations

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

import pytest

from fakes.session_fixtures import DESCRIBE
from visavis.access.bindings import Bindings, digest
from visavis.access.peer import Peer
from visavis.access.presence import Presence
from visavis.access.rates import Rates, RateTable
from visavis.hub.memory import MemoryHub
from visavis.protocol.agent import AgentLimits, AgentState, AgentWelcome
from visavis.transport import agent_connection
from visavis.transport.agent_connection import MOST_WAITING, AgentConnection
from visavis.transport.agent_envelopes import FROM_AGENT, Attach, RollCall, ToAgents
from visavis.transport.site import Site

pytestmark = pytest.mark.unit

LIMITS = AgentLimits(message_bytes=65536, turn_chars=1000, audio_seconds=1, first_seconds=5, next_seconds=5)
WELCOME = AgentWelcome(
    protocol_version="1.4",
    server_version="",
    session_id="s1",
    name={},
    languages=("en",),
    emotions=(),
    gestures=(),
    limits=LIMITS,
)


class Deaf:
    """An agent that says hello and takes nothing of what it is sent, and the session that it is attached to."""

    def __init__(self) -> None:
        self.hub = MemoryHub()
        self.site = Site(self.hub, Rates(self.hub, RateTable()), Bindings(self.hub), Presence(10))
        self.attached: list[str] = []
        self.waited_for = asyncio.Event()
        """Its next message is."""
        self._hello = [json.dumps({"type": "hello", "protocol_version": "1.4"})]

    async def receive(self) -> MutableMapping[str, Any]:
        if not self._hello:
            self.waited_for.set()
            await asyncio.Event().wait()
        return {"type": "websocket.receive", "text": self._hello.pop()}

    async def send(self, message: MutableMapping[str, Any]) -> None:
        del message
        await asyncio.Event().wait()

    def heard(self, text: str) -> None:
        told = FROM_AGENT.validate_json(text)
        if isinstance(told.message, Attach):
            self.attached.append(told.agent)

    async def tell(self, message: AgentWelcome | AgentState | RollCall, agent: str | None) -> None:
        await self.site.agents.to_agents("s1", ToAgents(agent=agent, message=message).model_dump_json())

    async def run(self) -> None:
        await self.hub.put("bound:s1", digest("key"), 60)
        await AgentConnection(self.site, DESCRIBE, Peer(None), "s1", "key", self.send, 10.0).run(self.receive)


async def test_who_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_connection, "GOODBYE_S", 0.01)
    deaf = Deaf()
    async with asyncio.timeout(20), deaf.site.agents.listen_to_agents("s1", deaf.heard):
        running = asyncio.create_task(deaf.run())
        while not deaf.attached:
            await asyncio.sleep(0)
        [agent] = deaf.attached
        await deaf.tell(WELCOME, agent)
        await deaf.waited_for.wait()
        for _ in range(MOST_WAITING + 1):
            await deaf.tell(AgentState(state="idle"), agent)
        await running
    assert not deaf.hub._listeners


async def test_who_was_replaced_and_does_not_read_does_not_take_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_connection, "GOODBYE_S", 0.05)
    deaf = Deaf()
    async with asyncio.timeout(20), deaf.site.agents.listen_to_agents("s1", deaf.heard):
        running = asyncio.create_task(deaf.run())
        while not deaf.attached:
            await asyncio.sleep(0)
        [agent] = deaf.attached
        await deaf.tell(WELCOME, agent)
        await deaf.waited_for.wait()
        await deaf.tell(WELCOME, "another")
        await deaf.tell(RollCall(), None)
        await running
    assert deaf.attached == [agent]


async def test_a_roll_call_is_for_who_still_holds_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_connection, "GOODBYE_S", 0.05)
    deaf = Deaf()
    async with asyncio.timeout(20), deaf.site.agents.listen_to_agents("s1", deaf.heard):
        running = asyncio.create_task(deaf.run())
        while not deaf.attached:
            await asyncio.sleep(0)
        [agent] = deaf.attached
        await deaf.tell(WELCOME, agent)
        await deaf.waited_for.wait()
        await deaf.tell(RollCall(), None)
        while len(deaf.attached) < 2:
            await asyncio.sleep(0)
        await deaf.hub.put("bound:s1", digest("another"), 60)
        await deaf.tell(RollCall(), None)
        await running
    assert deaf.attached == [agent, agent]
