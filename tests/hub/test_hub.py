"""What every hub promises, of the one in memory and of the one over a real Redis server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from fakes.redis_server import RedisServer, redis_server
from visavis.hub import redis_hub
from visavis.hub.hub import Hub, HubError
from visavis.hub.memory import MemoryHub
from visavis.hub.redis_hub import RedisHub

pytestmark = pytest.mark.contract

SOON_S = 20.0


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@asynccontextmanager
async def opened(kind: str, request: pytest.FixtureRequest) -> AsyncIterator[Hub]:
    hub: Hub = MemoryHub() if kind == "memory" else RedisHub(request.getfixturevalue("server").url)
    await hub.open()
    try:
        yield hub
    finally:
        await hub.close()


@pytest.fixture(params=["memory", "redis"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON_S):
        while not true():
            await asyncio.sleep(0.005)


async def until_gone(hub: Hub, name: str) -> None:
    async with asyncio.timeout(SOON_S):
        while await hub.get(name) is not None:
            await asyncio.sleep(0.005)


async def test_a_counter_adds_up_and_can_be_given_back(kind: str, request: pytest.FixtureRequest) -> None:
    async with opened(kind, request) as hub:
        assert [await hub.add("n", amount, 60) for amount in (1, 5, -2)] == [1, 6, 4]
        assert await hub.add("other", 1, 60) == 1


async def test_a_counter_begins_anew_after_its_time(kind: str, request: pytest.FixtureRequest) -> None:
    async with opened(kind, request) as hub:
        assert await hub.add("short", 3, 0.05) == 3
        async with asyncio.timeout(SOON_S):
            while await hub.add("short", 1, 0.05) != 1:
                await asyncio.sleep(0.06)


async def test_a_value_is_there_until_its_time_is_over(kind: str, request: pytest.FixtureRequest) -> None:
    async with opened(kind, request) as hub:
        assert await hub.get("v") is None
        assert await hub.put("v", "您好", 60)
        assert await hub.get("v") == "您好"
        assert await hub.put("v", "again", 0.05)
        await until_gone(hub, "v")


async def test_a_new_value_does_not_take_the_place_of_one(kind: str, request: pytest.FixtureRequest) -> None:
    async with opened(kind, request) as hub:
        assert await hub.put("once", "a", 60, new=True)
        assert not await hub.put("once", "b", 60, new=True)
        assert await hub.get("once") == "a"


async def test_of_many_that_take_a_value_one_gets_it(kind: str, request: pytest.FixtureRequest) -> None:
    async with opened(kind, request) as hub:
        await hub.put("prize", "gold", 60)
        taken = await asyncio.gather(*(hub.take("prize") for _ in range(20)))
        assert sorted(map(str, taken)) == sorted(["gold", *["None"] * 19])


async def test_what_is_published_is_heard_by_those_who_listen(kind: str, request: pytest.FixtureRequest) -> None:
    first: list[str] = []
    second: list[str] = []
    async with opened(kind, request) as hub:
        assert await hub.publish("c", "nobody") == 0
        async with hub.listen("c", first.append):
            async with hub.listen("c", second.append), hub.listen("d", second.append):
                assert await hub.publish("c", "both") >= 1
                await until(lambda: first == ["both"] and second == ["both"])
            assert await hub.publish("c", "one") >= 1
            await until(lambda: first == ["both", "one"])
        # Redis is told of it over another connection than the one that asks, and may hear of that first.
        async with asyncio.timeout(SOON_S):
            while await hub.publish("c", "nobody"):
                await asyncio.sleep(0.005)
    assert first == ["both", "one"]
    assert second == ["both"]


async def test_two_servers_share_one_redis(server: RedisServer) -> None:
    one, other = RedisHub(server.url), RedisHub(server.url)
    await one.open()
    await other.open()
    try:
        heard: list[str] = []
        async with one.listen("page", heard.append):
            assert await other.publish("page", "from afar") == 1
            await until(lambda: heard == ["from afar"])
        await one.put("shared", "x", 60)
        assert await other.take("shared") == "x"
        assert (await one.add("both", 1, 60), await other.add("both", 1, 60)) == (1, 2)
    finally:
        await one.close()
        await other.close()


async def test_redis_away_is_an_error_that_names_no_address_and_listening_comes_back() -> None:
    with redis_server() as server:
        hub = RedisHub(server.url)
        await hub.open()
        heard: list[str] = []
        try:
            async with hub.listen("c", heard.append):
                server.stop()
                with pytest.raises(HubError) as caught:
                    await hub.get("v")
                assert server.url.removeprefix("unix://") not in str(caught.value)
                server.start()

                async def published() -> bool:
                    try:
                        return await hub.publish("c", "back") == 1
                    except HubError:
                        return False

                async with asyncio.timeout(SOON_S):
                    while not await published():
                        await asyncio.sleep(0.02)
                await until(lambda: heard[:1] == ["back"])
        finally:
            await hub.close()


async def test_a_redis_that_never_was_is_told_at_the_start() -> None:
    hub = RedisHub("unix:///nowhere/secret.sock")
    with pytest.raises(HubError) as caught:
        await hub.open()
    assert "secret" not in str(caught.value)
    await hub.close()


async def test_a_redis_that_is_silent_is_waited_for_once_and_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_hub, "LEFT_ALONE_S", 1e9)
    with redis_server() as server:
        hub = RedisHub(server.url)
        await hub.open()
        await hub.put("a", "1", 60)
        server.fall_silent()
        with pytest.raises(HubError, match="does not answer"):
            await hub.get("a")
        for _ in range(100):
            with pytest.raises(HubError, match="left alone"):
                await hub.get("a")
        server.wake()
        hub._left_alone_until = 0.0  # its time is over
        assert await hub.get("a") == "1"
        assert await hub.get("a") == "1"
        await hub.close()


async def test_a_redis_that_is_away_for_long_is_told_of_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, redis_hub.logger.name)
    tries = 0

    async def soon(delay_s: float) -> None:
        nonlocal tries
        tries += delay_s == redis_hub.AGAIN_S
        await sleep(delay_s / 50)

    sleep = asyncio.sleep
    monkeypatch.setattr(redis_hub.asyncio, "sleep", soon)
    with redis_server() as server:
        hub = RedisHub(server.url)
        await hub.open()
        try:
            server.stop()
            await until(lambda: tries > 5)
            server.start()
            await until(lambda: "listening goes on" in caplog.text)
        finally:
            await hub.close()
    assert caplog.text.count("listening broke off") == 1


async def test_who_listens_is_told_when_a_redis_has_come_back() -> None:
    with redis_server() as server:
        hub = RedisHub(server.url)
        await hub.open()
        again: list[str] = []
        try:
            async with hub.listen("c", lambda text: None, lambda: again.append("c")), hub.listen("d", again.append):
                server.stop()
                server.start()
                await until(lambda: again == ["c"])
        finally:
            await hub.close()
