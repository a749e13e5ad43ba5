"""``visavis token pair`` where several servers share Redis: whichever shows the code, approves it, or is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from fakes.live_server import LiveServer, WireClient, live_server
from fakes.redis_server import RedisServer, redis_server
from fakes.scripted_engine import ScriptedEngine
from visavis.access.keys import add_key, read_keys
from visavis.access.rates import RateTable
from visavis.access.tokens import TokenRules, issue
from visavis.cli import main

pytestmark = pytest.mark.contract


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    add_key(file, "one")
    return file


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
def site(keys: Path, redis: RedisServer) -> Iterator[tuple[LiveServer, LiveServer]]:
    """Two servers, as two workers are: nothing in common but keys and Redis."""
    settings = {"warm_up": False, "token_keys": keys, "redis_url": redis.url}
    with (
        live_server({"scripted": ScriptedEngine()}, **settings) as first,
        live_server({"scripted": ScriptedEngine()}, **settings) as second,
    ):
        yield first, second


class Page:
    """One of the site's own, in a browser that keeps its cookie; each request goes to the server that a test names."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.secret: str | None = None

    async def _post(self, server: LiveServer, path: str, **body: str | None) -> httpx.Response:
        return await self._client.post(server.url + path, json=body, headers={"Origin": server.url})

    async def code(self, server: LiveServer) -> str:
        async with asyncio.timeout(20):
            while (answer := await self._post(server, "/v1/pages/codes")).status_code == 503:
                await asyncio.sleep(0.1)
        shown = answer.json()
        self.secret = shown["secret"]
        return str(shown["code"])

    async def answer(self, server: LiveServer) -> httpx.Response:
        return await self._post(server, "/v1/pages/token", secret=self.secret)

    async def token(self, server: LiveServer) -> str | None:
        answer = await self.answer(server)
        assert answer.status_code == 200, answer.text
        token: str | None = answer.json()["token"]
        return token


async def pair(keys: Path, code: str, server: LiveServer) -> Result:
    command = ["token", "pair", str(keys), code, "--name", "lobby", "--server", server.url]
    return await asyncio.to_thread(CliRunner().invoke, main, command)


async def test_a_page_is_let_in_whoever_showed_its_code(keys: Path, site: tuple[LiveServer, LiveServer]) -> None:
    first, second = site
    async with httpx.AsyncClient(timeout=30) as client:
        page = Page(client)
        code = await page.code(first)
        assert await page.token(second) is None
        told = await pair(keys, code, second)
        assert (told.exit_code, told.output.strip()) == (0, "the page is let in as 'lobby'")
        again = await pair(keys, code, first)
        assert again.exit_code != 0
        assert "there is no such code" in again.output
        assert await page.token(first) is not None
        page.secret = None
        token = await page.token(second)
        assert token is not None, "its browser is known to every server"
        for server in site:
            async with WireClient(server, greet=False) as socket:
                await socket.send(type="hello", protocol_version="1.4", token=token)
                assert (await socket.message())["type"] == "welcome"


async def test_of_two_servers_that_are_asked_at_once_one_lets_the_page_in(
    keys: Path, site: tuple[LiveServer, LiveServer]
) -> None:
    first, second = site
    async with httpx.AsyncClient(timeout=30) as client:
        page = Page(client)
        assert (await pair(keys, await page.code(first), second)).exit_code == 0
        # Without cookies: two browsers that hold the same secret.
        async with httpx.AsyncClient(timeout=30) as other:
            thief = Page(other)
            thief.secret = page.secret
            tokens = await asyncio.gather(page.token(first), thief.token(second))
        assert [token is None for token in tokens].count(True) == 1


async def test_while_redis_is_away_it_is_said_and_counts_as_no_guess(
    keys: Path, site: tuple[LiveServer, LiveServer], redis: RedisServer
) -> None:
    first, second = site
    guesses = RateTable().redemptions
    async with httpx.AsyncClient(timeout=30) as client:
        page = Page(client)
        code = await page.code(first)
        redis.fall_silent()
        try:
            for _ in range(guesses + 1):
                refused = await pair(keys, code, second)
                assert refused.exit_code != 0
                assert "does not answer" in refused.output
            answer = await page.answer(first)
            assert (answer.status_code, answer.json()["code"]) == (503, "relay_unavailable")
        finally:
            redis.wake()
        async with asyncio.timeout(20):
            # Redis may have taken the code when it woke, though nobody was told.
            while (told := await pair(keys, code, second)).exit_code and "does not answer" in told.output:
                await asyncio.sleep(0.1)
        assert told.exit_code == 0 or "there is no such code" in told.output
        fresh = await page.code(first)
        assert (await pair(keys, fresh, second)).exit_code == 0
        assert await page.token(first) is not None


async def test_a_host_that_asks_while_redis_is_away_has_guessed_nothing(
    keys: Path, site: tuple[LiveServer, LiveServer], redis: RedisServer
) -> None:
    first, _ = site
    bearer = {"Authorization": f"Bearer {issue(read_keys(keys), TokenRules(), 'shop', lasts_s=60, scope='host')}"}

    async def redeemed() -> str:
        answer = await first.post("/v1/sessions/redeem", json={"code": "AAAAAAAAAA"}, headers=bearer)
        return str(answer.json()["code"])

    redis.fall_silent()
    try:
        told = {await redeemed() for _ in range(RateTable().redemptions + 1)}
    finally:
        redis.wake()
    assert told == {"relay_unavailable"}
    async with asyncio.timeout(20):
        while (code := await redeemed()) == "relay_unavailable":
            await asyncio.sleep(0.1)
    assert code == "code_invalid"
