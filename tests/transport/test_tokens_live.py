"""Sessions and requests of a server that asks for tokens, over real sockets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import jwt
import openai
import pytest

from fakes.live_server import LiveServer, WireClient, live_server
from fakes.scripted_engine import ScriptedEngine
from visavis.access.keys import KeyRing, add_key, read_keys
from visavis.access.tokens import TokenRules, issue

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    add_key(file, "one")
    return file


@contextmanager
def guarded(keys: Path, **settings: Any) -> Iterator[LiveServer]:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, token_keys=keys, **settings) as server:
        yield server


def token(keys: Path, subject: str = "v17", *, lasts_s: float = 300, **options: Any) -> str:
    return issue(read_keys(keys), TokenRules(), subject, lasts_s=lasts_s, **options)


def ending(keys: Path, in_s: float, subject: str = "v17") -> str:
    """A token that ends so soon; :func:`issue` counts in whole seconds."""
    kid, secret = read_keys(keys).signing
    now = time.time()
    claims = {"iss": "visavis", "aud": "visavis", "sub": subject, "iat": now - 60, "exp": now + in_s}
    return jwt.encode(claims, secret, "HS256", headers={"kid": kid})


async def hello(client: WireClient, given: str | None) -> dict[str, Any]:
    await client.send(type="hello", protocol_version="1.3", channel_space="viseme15", token=given)
    return await client.message()


async def turned_away(client: WireClient, given: str | None) -> str:
    error = await hello(client, given)
    assert error["type"] == "error", error
    await client.socket.wait_closed()
    assert client.socket.close_code == 1008
    return str(error["code"])


async def test_a_token_opens_a_session_and_tells_when_it_ends(keys: Path) -> None:
    with guarded(keys) as server:
        async with WireClient(server, greet=False) as client:
            welcome = await hello(client, token(keys))
            assert welcome["type"] == "welcome"
            assert welcome["token_expires_in_s"] == pytest.approx(300, abs=20)
            await client.speak("a", "hello")
            await client.utterance("a")


async def test_who_shows_no_token_or_a_false_one_is_turned_away(keys: Path) -> None:
    with guarded(keys) as server:
        for given, code in (
            (None, "token_missing"),
            ("forged", "token_invalid"),
            (issue(KeyRing({"one": b"x" * 32}), TokenRules(), "v17", lasts_s=60), "token_invalid"),
            (issue(read_keys(keys), TokenRules(audience="other"), "v17", lasts_s=60), "token_invalid"),
            (ending(keys, -30), "token_expired"),
        ):
            async with WireClient(server, greet=False) as client:
                assert await turned_away(client, given) == code
        await server.until_empty()


async def test_a_token_in_the_address_counts_for_nothing(keys: Path) -> None:
    with guarded(keys) as server:
        client = WireClient(server, greet=False)
        client._url += f"?token={token(keys)}"
        async with client:
            assert await turned_away(client, None) == "token_missing"
        answer = await server.post(f"/v1/speech?token={token(keys)}", json={"text": "hello"})
        assert answer.status_code == 401


async def test_a_token_that_ends_ends_the_session(keys: Path) -> None:
    with guarded(keys) as server:
        async with WireClient(server, greet=False) as client:
            assert (await hello(client, ending(keys, 2)))["type"] == "welcome"
            error = await client.message()
            assert (error["type"], error["code"]) == ("error", "token_expired")
            await client.socket.wait_closed()
            assert client.socket.close_code == 1008
        await server.until_empty()


async def test_a_page_renews_its_token(keys: Path) -> None:
    with guarded(keys) as server:
        async with WireClient(server, greet=False) as client:
            short_s = 3.0
            began = time.monotonic()
            await hello(client, ending(keys, short_s))
            await client.send(type="token", token=token(keys))
            accepted = await client.message()
            assert accepted["type"] == "token_accepted"
            assert accepted["expires_in_s"] > 200
            while time.monotonic() < began + short_s + 0.2:
                await client.send(type="ping")
                assert (await client.message())["type"] == "pong"
            await client.speak("a", "hello")
            await client.utterance("a")


async def test_a_token_of_somebody_else_does_not_renew(keys: Path) -> None:
    with guarded(keys) as server:
        async with WireClient(server, greet=False) as client:
            await hello(client, token(keys))
            for given in (token(keys, "another"), "forged"):
                await client.send(type="token", token=given)
                error = await client.message()
                assert (error["type"], error["code"]) == ("error", "token_invalid")
            await client.send(type="ping")
            assert (await client.message())["type"] == "pong"


async def test_a_token_for_one_session_is_not_replayed(keys: Path) -> None:
    with guarded(keys) as server:
        given = token(keys, once=True)
        async with WireClient(server, greet=False) as client:
            assert (await hello(client, given))["type"] == "welcome"
        async with WireClient(server, greet=False) as client:
            assert await turned_away(client, given) == "token_used"
        answer = await server.post("/v1/speech", json={"text": "hello"}, headers={"Authorization": f"Bearer {given}"})
        assert answer.status_code == 401


async def test_a_subject_has_so_many_sessions_at_a_time(keys: Path) -> None:
    with guarded(keys, sessions_per_address=2) as server:
        async with WireClient(server, greet=False) as one, WireClient(server, greet=False) as two:
            assert (await hello(one, token(keys)))["type"] == "welcome"
            assert (await hello(two, token(keys)))["type"] == "welcome"
            async with WireClient(server, greet=False) as third:
                error = await hello(third, token(keys))
                assert (error["code"], error["retryable"]) == ("too_many_sessions", True)
                await third.socket.wait_closed()
                assert third.socket.close_code == 1013
            async with WireClient(server, greet=False) as other:
                assert (await hello(other, token(keys, "another")))["type"] == "welcome"
        await server.until_empty()
        assert len(server.service.site.present) == 0


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/speech", {"json": {"text": "hello"}}),
        ("/v1/speech/audio", {"content": b"RIFF", "headers": {"Content-Type": "audio/wav"}}),
        ("/v1/audio/speech", {"json": {"model": "visavis", "input": "hello", "voice": "scripted:one"}}),
        ("/v1/sessions/redeem", {"json": {"code": "ABCDEFGH23"}}),
    ],
)
def test_what_costs_asks_for_a_token(keys: Path, path: str, body: dict[str, Any]) -> None:
    with guarded(keys) as server:
        answer = httpx.post(server.url + path, **body, timeout=30)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "token_missing" in answer.text or "invalid_api_key" in answer.text


def test_speech_by_rest_with_a_token(keys: Path) -> None:
    with guarded(keys) as server:
        headers = {"Authorization": f"bearer {token(keys)}", "Accept": "audio/wav"}
        answer = httpx.post(f"{server.url}/v1/speech", json={"text": "hello"}, headers=headers, timeout=30)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
        assert httpx.get(f"{server.url}/v1/voices", timeout=30).status_code == 200


def test_the_token_is_the_key_of_a_client_of_openai(keys: Path) -> None:
    with guarded(keys) as server:

        def client(key: str) -> openai.OpenAI:
            return openai.OpenAI(base_url=f"{server.url}/v1", api_key=key, max_retries=0)

        spoken = client(token(keys)).audio.speech.create(
            model="visavis", voice="scripted:one", input="hello", response_format="wav"
        )
        assert spoken.content.startswith(b"RIFF")
        with pytest.raises(openai.AuthenticationError):
            client("none").audio.speech.create(model="visavis", voice="scripted:one", input="hello")


async def test_anonymous_visitors_beside_tokens(keys: Path) -> None:
    with guarded(keys, anonymous=True) as server:
        async with WireClient(server) as client:
            assert client.welcome["token_expires_in_s"] is None
        async with WireClient(server, greet=False) as client:
            assert await turned_away(client, "forged") == "token_invalid"


async def test_no_message_quotes_a_token(keys: Path, caplog: pytest.LogCaptureFixture) -> None:
    given = "secret-" * 700
    with guarded(keys) as server:
        async with WireClient(server, greet=False) as client:
            error = await hello(client, given)
            assert error["code"] == "bad_message"
            assert "secret" not in error["message"]
    assert "secret" not in caplog.text
