"""The hub of several workers and machines: a Redis server, by redis-py."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from visavis.hub.hub import Again, Heard, Hub, HubError

logger = logging.getLogger(__name__)

PREFIX: Final = "visavis:"
"""Before every name, so that others may use the same server."""
ANSWER_S: Final = 2.0
"""Who answers later is taken to be away: visitors wait for this."""
AGAIN_S: Final = 0.5
LEFT_ALONE_S: Final = 5.0
"""Who has not answered in time is asked again after so long, by one call; the others do without it at once."""
_LATE: Final = 0.9
"""Share of the time for an answer after which it was the time that ran out."""
_AWAY: Final = "the redis server of VISAVIS_REDIS_URL does not answer"
ADD: Final = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return count
"""
"""A counter and its end in one step: one without an end would stay for ever."""
AWAKE: Final = "awake"
"""A channel on which nobody speaks. It keeps the connection for listening while no session is bound."""


class RedisHub(Hub):
    """Needs Redis 6.2 or newer, or a server that speaks as it does. One connection listens for all channels; when it
    breaks it is made anew, and the channels with it."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url, decode_responses=True, socket_timeout=ANSWER_S, socket_connect_timeout=ANSWER_S, max_connections=64
        )
        self._add = self._redis.register_script(ADD)
        # Listening means to wait for hours: without a time-out, but noticing a peer that is gone.
        self._listening: Redis = Redis.from_url(
            url, decode_responses=True, socket_connect_timeout=ANSWER_S, health_check_interval=20
        )
        self._channels = self._listening.pubsub()
        self._listeners: dict[str, list[tuple[Heard, Again | None]]] = {}
        self._subscribed: dict[str, asyncio.Event] = {}
        self._reading: asyncio.Task[None] | None = None
        self._left_alone_until = -math.inf

    async def open(self) -> None:
        try:
            await self._redis.ping()
            await self._channels.subscribe(PREFIX + AWAKE)
        except (RedisError, OSError) as error:
            raise _away(error) from None
        self._reading = asyncio.create_task(self._read())

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        with contextlib.suppress(RedisError, OSError):
            await self._channels.aclose()  # type: ignore[no-untyped-call]
        await self._listening.aclose()
        await self._redis.aclose()

    async def add(self, name: str, amount: int, lasts_s: float) -> int:
        return int(await self._asked(lambda: self._add(keys=[PREFIX + name], args=[amount, round(1000 * lasts_s)])))

    async def put(self, name: str, value: str, lasts_s: float, *, new: bool = False) -> bool:
        return bool(await self._asked(lambda: self._redis.set(PREFIX + name, value, px=round(1000 * lasts_s), nx=new)))

    async def get(self, name: str) -> str | None:
        found = await self._asked(lambda: self._redis.get(PREFIX + name))
        return None if found is None else str(found)

    async def take(self, name: str) -> str | None:
        found = await self._asked(lambda: self._redis.getdel(PREFIX + name))
        return None if found is None else str(found)

    async def publish(self, channel: str, text: str) -> int:
        return int(await self._asked(lambda: self._redis.publish(PREFIX + channel, text)))

    @asynccontextmanager
    async def listen(self, channel: str, heard: Heard, again: Again | None = None) -> AsyncIterator[None]:
        name = PREFIX + channel
        listeners = self._listeners.setdefault(name, [])
        listener = heard, again
        listeners.append(listener)
        try:
            if name not in self._subscribed:
                self._subscribed[name] = asyncio.Event()
                await self._told(self._channels.subscribe(name))
            try:
                async with asyncio.timeout(ANSWER_S):
                    await self._subscribed[name].wait()
            except TimeoutError as error:
                raise _away(error) from None
            yield
        finally:
            listeners.remove(listener)
            if not listeners:
                del self._listeners[name]
                self._subscribed.pop(name, None)
                with contextlib.suppress(HubError):
                    await self._told(self._channels.unsubscribe(name))

    async def _asked(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        begun = time.monotonic()
        if begun < self._left_alone_until:
            raise HubError(f"{_AWAY} (left alone for {LEFT_ALONE_S:g} s)")
        if self._left_alone_until > -math.inf:
            self._left_alone_until = begun + ANSWER_S
        try:
            answer = await ask()
        except (RedisError, OSError) as error:
            now = time.monotonic()
            late = now - begun >= _LATE * ANSWER_S
            self._left_alone_until = now + LEFT_ALONE_S if late else -math.inf
            raise _away(error) from None
        self._left_alone_until = -math.inf
        return answer

    async def _told(self, telling: Awaitable[Any]) -> None:
        """On the connection for listening, where nothing is answered at once."""
        try:
            await telling
        except (RedisError, OSError) as error:
            raise _away(error) from None

    async def _read(self) -> None:
        broken = False
        while True:
            try:
                async for message in self._channels.listen():
                    if broken:
                        logger.info("redis: listening goes on")
                    broken = False
                    self._heard(message)
            except (RedisError, OSError) as error:
                # The next round connects again, and subscribes to every channel.
                if not broken:  # else it would be told twice a second, for as long as the server is away
                    logger.warning("redis: listening broke off (%s)", type(error).__name__)
                broken = True
            await asyncio.sleep(AGAIN_S)

    def _heard(self, message: dict[str, Any]) -> None:
        name = message["channel"]
        if message["type"] == "subscribe" and name in self._subscribed:
            if self._subscribed[name].is_set():  # the connection was made anew
                for _, again in list(self._listeners.get(name, ())):
                    if again is not None:
                        again()
            self._subscribed[name].set()
        elif message["type"] == "message":
            for heard, _ in list(self._listeners.get(name, ())):
                heard(message["data"])


def _away(error: Exception) -> HubError:
    """Without the error's own text, which names an address and may name a password."""
    return HubError(f"{_AWAY} ({type(error).__name__})")
