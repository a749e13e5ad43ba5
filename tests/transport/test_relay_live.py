"""A host commands a page through the server, over real sockets: on one worker, and on two that share a Redis server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.live_server import LiveServer, WireClient, live_server
from fakes.redis_server import redis_server
from fakes.scripted_engine import ScriptedEngine
from visavis.access.keys import add_key, read_keys
from visavis.access.tokens import TokenRules, issue

pytestmark = pytest.mark.contract


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False) as running:
        yield running


async def code_of(client: WireClient) -> dict[str, Any]:
    await client.send(type="ask_code")
    code = await client.message()
    assert code["type"] == "code", code
    return code


async def redeemed(server: LiveServer, code: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(timeout=30) as host:
        return await host.post(f"{server.url}/v1/sessions/redeem", json={"code": code}, headers=headers)


async def commanded(server: LiveServer, bound: dict[str, Any], command: object) -> httpx.Response:
    async with httpx.AsyncClient(timeout=30) as host:
        url = f"{server.url}/v1/sessions/{bound['session_id']}/commands"
        return await host.post(url, json=command, headers={"Authorization": f"Bearer {bound['key']}"})


async def bound_to(server: LiveServer, client: WireClient) -> dict[str, Any]:
    answer = await redeemed(server, (await code_of(client))["code"])
    assert answer.status_code == 200, answer.text
    assert (await client.message())["type"] == "code_redeemed"
    bound: dict[str, Any] = answer.json()
    return bound


async def test_a_host_redeems_the_code_of_a_page_and_commands_it(server: LiveServer) -> None:
    async with WireClient(server) as client:
        bound = await bound_to(server, client)
        assert bound["session_id"] == client.welcome["session_id"]
        for command in (
            {"type": "speak", "text": '<b>您好</b> & \u2028 "quoted"'},
            {"type": "interrupt", "id": "u1"},
            {"type": "playClip", "name": "nod"},
            {"type": "setEmotion", "name": "happy", "intensity": 0.5},
        ):
            answer = await commanded(server, bound, command)
            assert (answer.status_code, answer.json()) == (202, {"delivered": True})
            told = await client.message()
            assert told["type"] == "command"
            assert {name: told["command"][name] for name in command} == command


async def test_a_code_is_good_for_one_host(server: LiveServer) -> None:
    async with WireClient(server) as client:
        code = (await code_of(client))["code"]
        assert (await redeemed(server, code)).status_code == 200
        again = await redeemed(server, code)
        assert (again.status_code, again.json()["code"]) == (404, "code_invalid")
        assert code not in again.text


async def test_a_later_host_takes_the_page_over(server: LiveServer) -> None:
    async with WireClient(server) as client:
        first = await bound_to(server, client)
        second = await bound_to(server, client)
        assert (await commanded(server, first, {"type": "pause"})).status_code == 404
        assert (await commanded(server, second, {"type": "pause"})).status_code == 202


async def test_codes_are_not_guessed(server: LiveServer) -> None:
    async with httpx.AsyncClient(timeout=30) as host:
        codes = [
            (await host.post(f"{server.url}/v1/sessions/redeem", json={"code": f"GUESS{number}"})).json()["code"]
            for number in range(25)
        ]
    assert set(codes) == {"code_invalid", "rate_limited"}
    assert codes[-1] == "rate_limited"


async def test_who_redeems_what_is_there_may_do_so_often(server: LiveServer) -> None:
    for _ in range(6):
        async with WireClient(server) as client:
            for _ in range(5):
                assert (await redeemed(server, (await code_of(client))["code"])).status_code == 200
                assert (await client.message())["type"] == "code_redeemed"


async def test_a_page_asks_for_a_few_codes_a_minute(server: LiveServer) -> None:
    async with WireClient(server) as client:
        kinds = []
        for _ in range(14):
            await client.send(type="ask_code")
            message = await client.message()
            kinds.append(message.get("code") if message["type"] == "error" else message["type"])
        assert kinds[0] == "code"
        assert "rate_limited" in kinds
        await client.send(type="ping")
        assert (await client.message())["type"] == "pong"


async def test_a_key_is_for_one_session_and_no_key_is_for_none(server: LiveServer) -> None:
    async with WireClient(server) as client, WireClient(server) as other:
        bound, foreign = await bound_to(server, client), await bound_to(server, other)
        for wrong in (
            {**bound, "key": foreign["key"]},
            {**bound, "key": "x"},
            {**bound, "session_id": "nobody"},
            {**bound, "session_id": "x" * 5000},
        ):
            answer = await commanded(server, wrong, {"type": "pause"})
            assert (answer.status_code, answer.json()["code"]) == (404, "unknown_session")
        async with httpx.AsyncClient(timeout=30) as host:
            url = f"{server.url}/v1/sessions/{bound['session_id']}/commands"
            answer = await host.post(url, json={"type": "pause"})
            assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")


async def test_a_page_that_comes_again_is_still_bound(server: LiveServer) -> None:
    async with WireClient(server) as client:
        resume = (await code_of(client))["resume"]
        bound = await bound_to(server, client)
    await server.until_empty()
    away = await commanded(server, bound, {"type": "pause"})
    assert (away.status_code, away.json()["code"], away.json()["retryable"]) == (404, "unknown_session", True)
    async with WireClient(server, greet=False) as client:
        await client.send(type="hello", protocol_version="1.3", channel_space="viseme15", resume=resume)
        welcome = await client.message()
        assert welcome["session_id"] == bound["session_id"]
        await client.send(type="ping")
        assert (await client.message())["type"] == "pong"
        assert (await commanded(server, bound, {"type": "resume"})).status_code == 202
        assert (await client.message())["command"] == {"type": "resume"}
    async with WireClient(server, greet=False) as stranger:
        await stranger.send(type="hello", protocol_version="1.3", channel_space="viseme15", resume="guess")
        assert (await stranger.message())["session_id"] != bound["session_id"]


@pytest.mark.parametrize(
    "command",
    [
        {"type": "eval", "code": "alert(1)"},
        {"type": "listen"},
        {"type": "destroy"},
        {"type": "speak"},
        {"type": "speak", "text": "x", "html": "<b>"},
        {"type": "speak", "text": "x", "rate": 9},
        {"type": "setAvatar", "name": "../../etc/passwd"},
        {"type": "setAvatar", "name": "https://evil.example/a.glb"},
        {"type": "setShot", "name": "inside"},
        {"type": "setEmotion", "name": "happy", "intensity": 2},
        {"type": "volume", "volume": -1},
        {"type": "volume", "volume": "loud"},
        {"type": "interrupt", "id": "a b"},
        {"type": "lookAt", "x": 2},
        {"text": "x"},
        ["speak"],
        "speak",
        7,
        None,
    ],
)
async def test_what_is_no_command_goes_nowhere(server: LiveServer, command: object) -> None:
    answer = await commanded(server, {"session_id": "s", "key": "k"}, command)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_message")


@pytest.mark.parametrize("command", [{"type": "listen"}, {"text": "x"}])
async def test_what_commands_there_are_is_told(server: LiveServer, command: dict[str, str]) -> None:
    answer = await commanded(server, {"session_id": "s", "key": "k"}, command)
    message = answer.json()["message"]
    assert '"type"' in message
    assert ("speakStream" in message) is ("type" in command)


async def test_a_command_has_bounds_in_number_and_in_size() -> None:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, commands_per_minute=3, text_chars=50) as server:
        async with WireClient(server) as client:
            bound = await bound_to(server, client)
            assert (await commanded(server, bound, {"type": "speak", "text": "x" * 51})).status_code == 413
            assert (await commanded(server, bound, {"type": "speak", "text": "x" * 70_000})).status_code == 413
            statuses = [(await commanded(server, bound, {"type": "pause"})).status_code for _ in range(5)]
            assert 429 in statuses
            assert statuses[0] == 202


async def test_where_tokens_are_asked_for_only_a_host_redeems(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    add_key(keys, "one")

    def bearer(**options: Any) -> str:
        return f"Bearer {issue(read_keys(keys), TokenRules(), 'shop', lasts_s=60, **options)}"

    with live_server({"scripted": ScriptedEngine()}, warm_up=False, token_keys=keys, anonymous=True) as server:
        async with WireClient(server) as client:
            code = (await code_of(client))["code"]
            page = await redeemed(server, code, Authorization=bearer())
            assert (page.status_code, page.json()["code"]) == (401, "token_invalid")
            assert (await redeemed(server, code, Authorization=bearer(scope="host"))).status_code == 200


async def test_page_and_host_may_be_on_two_servers_of_one_site() -> None:
    with redis_server() as redis, ExitStack() as running:
        one, other = (
            running.enter_context(live_server({"scripted": ScriptedEngine()}, warm_up=False, redis_url=redis.url))
            for _ in range(2)
        )
        async with WireClient(one) as client:
            answer = await redeemed(other, (await code_of(client))["code"])
            assert answer.status_code == 200, answer.text
            assert (await client.message())["type"] == "code_redeemed"
            assert (await commanded(other, answer.json(), {"type": "speak", "text": "您好"})).status_code == 202
            assert (await client.message())["command"]["text"] == "您好"


async def test_without_its_redis_a_server_speaks_on_and_the_relay_says_so() -> None:
    with (
        redis_server() as redis,
        live_server({"scripted": ScriptedEngine()}, warm_up=False, redis_url=redis.url) as server,
    ):
        async with WireClient(server) as client:
            redis.stop()
            await client.send(type="ask_code")
            error = await client.message()
            assert (error["code"], error["retryable"]) == ("relay_unavailable", True)
            assert redis.url.removeprefix("unix://") not in error["message"]
            answer = await redeemed(server, "ABCDEFGH23")
            assert (answer.status_code, answer.json()["code"]) == (503, "relay_unavailable")
            await client.speak("a", "hello")
            await client.utterance("a")
