"""What a door holds back and gives back, without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from fakes.session_fixtures import DESCRIBE, LIMITS
from visavis.access.bindings import Bindings
from visavis.access.conversations import Conversations
from visavis.access.peer import Peer
from visavis.access.presence import Presence
from visavis.access.rates import Rates, RateTable
from visavis.hub.hub import HubError
from visavis.hub.memory import MemoryHub
from visavis.protocol.client import Ask, AskCode, Hello, ListenStart
from visavis.protocol.commands import PlainCommand
from visavis.protocol.errors import ErrorCode
from visavis.protocol.server import CodeRedeemed, HostCommand, OneTimeCode
from visavis.session.events import Admitted, Event, Received, Refused, Told
from visavis.session.machine import Identity, SessionMachine
from visavis.transport.door import Door
from visavis.transport.session_runner import MOST_WAITING, SessionRunner
from visavis.transport.site import Site

pytestmark = pytest.mark.unit

PEER = Peer("203.0.113.9")


def site() -> Site:
    hub = MemoryHub()
    return Site(hub, Rates(hub, RateTable()), Bindings(hub), Presence(10))


async def asked(door: Door, message: Any) -> list[Event]:
    return [event async for event in door.events(message)]


async def test_what_the_relay_brings_reaches_the_session_until_the_door_is_closed() -> None:
    shared = site()
    heard: list[Event] = []
    door = Door(shared, LIMITS, "s1", PEER, heard.append)
    await asked(door, Hello(protocol_version="1.3"))
    [told] = await asked(door, AskCode())
    assert isinstance(told, Told)
    assert isinstance(told.message, OneTimeCode)
    assert await shared.bindings.tell("s1", CodeRedeemed().model_dump_json())
    assert heard == [Told(CodeRedeemed())]
    await door.close()
    assert not await shared.bindings.tell("s1", CodeRedeemed().model_dump_json())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"type":"command"}', '{"type":"surprise","a":"secret"}'])
async def test_what_is_no_message_of_ours_is_left_out_and_not_logged(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    shared = site()
    heard: list[Event] = []
    door = Door(shared, LIMITS, "s1", PEER, heard.append)
    await asked(door, Hello(protocol_version="1.3"))
    await asked(door, AskCode())
    await shared.bindings.tell("s1", text)
    assert heard == []
    assert "secret" not in caplog.text
    await door.close()


async def test_a_page_that_does_not_read_takes_a_bounded_number_of_commands() -> None:
    """The page's socket is stuck: the first message is being written for ever."""
    stuck = asyncio.Event()
    feeds: list[Callable[[Event], None]] = []

    async def send(_: Any) -> None:
        await stuck.wait()

    def door(feed: Callable[[Event], None]) -> Door:
        feeds.append(feed)
        return Door(site(), LIMITS, "s1", PEER, feed)

    machine = SessionMachine(Identity("s1", "1"), DESCRIBE)
    runner = SessionRunner(machine, None, send, message_bytes=65_536, door=door)  # type: ignore[arg-type]
    await runner.received_text('{"type":"hello","protocol_version":"1.3"}')
    for _ in range(10 * MOST_WAITING):
        feeds[0](Told(HostCommand(command=PlainCommand(type="pause"))))
    assert len(runner._outbox) <= MOST_WAITING
    await runner.close()


async def test_questions_are_limited_by_address() -> None:
    hub = MemoryHub()
    shared = Site(hub, Rates(hub, RateTable(questions=2)), Bindings(hub), Presence(10))
    door = Door(shared, LIMITS, "s1", PEER, lambda event: None)
    await asked(door, Hello(protocol_version="1.4"))
    questions = [Ask(id="t1", text="why?"), ListenStart(id="t2"), Ask(id="t3", text="why?")]
    events = [event for question in questions for event in await asked(door, question)]
    assert [type(event) for event in events] == [Received, Received, Refused]
    assert isinstance(events[2], Refused)
    assert (events[2].error.code, events[2].error.id, events[2].error.retryable) == (ErrorCode.RATE_LIMITED, "t3", True)
    await door.close()


class HalfAwayHub(MemoryHub):
    """Goes away between two questions."""

    async def get(self, name: str) -> str | None:
        if name.startswith("talk"):
            raise HubError("the shared hub does not answer")
        return await super().get(name)


async def test_a_conversation_that_cannot_be_fetched_begins_anew(caplog: pytest.LogCaptureFixture) -> None:
    hub = HalfAwayHub()
    shared = Site(hub, Rates(hub, RateTable()), Bindings(hub), Presence(10), conversations=Conversations(hub))
    resume = await shared.bindings.new_resume("s0")
    door = Door(shared, LIMITS, "s1", PEER, lambda event: None)
    hello = Hello(protocol_version="1.4", resume=resume)
    assert [type(event) for event in await asked(door, hello)] == [Admitted, Received]
    assert "cannot be gone on with" in caplog.text
    await door.close()
