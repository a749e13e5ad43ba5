"""The server's own pages on a server that asks for tokens: let in by a code, over real requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.live_server import LiveServer, WireClient, live_server
from fakes.scripted_engine import ScriptedEngine
from visavis.access.keys import add_key, read_keys
from visavis.access.tokens import TokenRules, issue

pytestmark = pytest.mark.contract


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    add_key(file, "one")
    return file


@contextmanager
def guarded(keys: Path | None, **settings: Any) -> Iterator[LiveServer]:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, token_keys=keys, **settings) as server:
        yield server


def host(keys: Path, scope: Any = "host") -> dict[str, str]:
    return {"Authorization": f"Bearer {issue(read_keys(keys), TokenRules(), 'shop', lasts_s=60, scope=scope)}"}


def page(server: LiveServer, **options: Any) -> httpx.Client:
    """A browser on a page of this server."""
    return httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=30, **options)


def given(client: httpx.Client, secret: str | None = None) -> str | None:
    answer = client.post("/v1/pages/token", json={"secret": secret})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    token: str | None = answer.json()["token"]
    return token


def let_in(client: httpx.Client, keys: Path, name: str = "lobby") -> str:
    invited = client.post("/v1/pages/codes").json()
    approved = client.post("/v1/pages/approve", json={"code": invited["code"], "name": name}, headers=host(keys))
    assert approved.json() == {"approved": True}
    token = given(client, invited["secret"])
    assert token is not None
    return token


async def test_a_page_is_let_in_and_known_again(keys: Path) -> None:
    with guarded(keys) as server, page(server) as client:
        assert given(client) is None
        first = let_in(client, keys)
        assert given(client) not in {None, first}
        async with WireClient(server, greet=False) as socket:
            await socket.send(type="hello", protocol_version="1.3", token=given(client))
            assert (await socket.message())["type"] == "welcome"
            await socket.speak("a", "hello")
            await socket.utterance("a")
        with page(server) as another:
            assert given(another) is None


def test_the_cookie_is_for_no_script_and_no_other_site(keys: Path) -> None:
    with guarded(keys) as server, page(server) as client:
        invited = client.post("/v1/pages/codes").json()
        client.post("/v1/pages/approve", json={"code": invited["code"]}, headers=host(keys))
        secure = {"Origin": server.url.replace("http:", "https:")}
        set_cookie = client.post("/v1/pages/token", json={"secret": invited["secret"]}, headers=secure).headers[
            "set-cookie"
        ]
        assert {part.strip().lower() for part in set_cookie.split(";")[1:]} >= {"httponly", "samesite=strict", "secure"}
        # What is in it opens nothing by itself.
        shown = set_cookie.partition("=")[2].partition(";")[0]
        answer = client.post("/v1/speech", json={"text": "x"}, headers={"Authorization": f"Bearer {shown}"})
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


@pytest.mark.parametrize("origin", ["https://shop.example", "https://evil.example", "null"])
def test_pages_of_other_sites_are_refused(keys: Path, origin: str) -> None:
    with guarded(keys, allowed_origins=("https://shop.example",)) as server, page(server) as client:
        let_in(client, keys)
        for path in ("/v1/pages/codes", "/v1/pages/token", "/v1/pages/approve"):
            answer = client.post(path, json={"code": "A"}, headers={"Origin": origin, **host(keys)})
            assert answer.status_code in {403, 422}
            assert "set-cookie" not in answer.headers
        answer = client.post("/v1/pages/token", json={}, headers={"Origin": origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")


@pytest.mark.parametrize("anonymous", [False, True])
def test_nobody_lets_a_page_in_without_a_token_for_hosts(keys: Path, anonymous: bool) -> None:
    with guarded(keys, anonymous=anonymous) as server, page(server) as client:
        invited = client.post("/v1/pages/codes").json()
        for headers in ({}, host(keys, "page"), {"Authorization": f"Bearer {invited['secret']}"}):
            answer = client.post("/v1/pages/approve", json={"code": invited["code"]}, headers=headers)
            assert answer.status_code == 401
        assert given(client, invited["secret"]) is None


@pytest.mark.parametrize("name", ["", "x" * 65, "a\u2028b", "a\nb", "<b>"])
def test_a_name_that_cannot_be_counted_under_is_refused(keys: Path, name: str) -> None:
    with guarded(keys) as server, page(server) as client:
        invited = client.post("/v1/pages/codes").json()
        body = {"code": invited["code"], "name": name}
        assert client.post("/v1/pages/approve", json=body, headers=host(keys)).status_code == 422
        assert let_in(client, keys, "一楼 Lobby-2")


def test_codes_and_guesses_are_counted(keys: Path) -> None:
    with guarded(keys) as server, page(server) as client:
        assert [client.post("/v1/pages/codes").status_code for _ in range(14)].count(429) >= 2
        guesses = [
            client.post("/v1/pages/approve", json={"code": "AAAAAAAAAA"}, headers=host(keys)).status_code
            for _ in range(42)
        ]
        assert set(guesses) == {404, 429}


@pytest.mark.parametrize("settings", [{}, {"paired_days": 0}])
def test_where_no_page_can_be_let_in_it_is_said(keys: Path, settings: dict[str, Any]) -> None:
    with guarded(keys if settings else None, **settings) as server, page(server) as client:
        answer = client.post("/v1/pages/codes")
        assert (answer.status_code, answer.json()["code"]) == (404, "code_invalid")
        assert "no" in answer.json()["message"]


def test_the_description_says_what_is_asked_for(keys: Path) -> None:
    for keys_of_server, optional in ((keys, False), (None, True)):
        with guarded(keys_of_server) as server:
            described = httpx.get(f"{server.url}/openapi.json", timeout=30).json()
            assert set(described["components"]["securitySchemes"]) == {"sessionToken", "hostToken", "sessionKey"}
            asked = {
                path: operation.get("security")
                for path, methods in described["paths"].items()
                for operation in methods.values()
            }
            more = [{}] if optional else []
            for path in ("/v1/speech", "/v1/speech/audio", "/v1/audio/speech"):
                assert asked[path] == [{"sessionToken": []}, *more]
            assert asked["/v1/sessions/redeem"] == asked["/v1/pages/approve"] == [{"hostToken": []}, *more]
            assert asked["/v1/sessions/{session_id}/commands"] == [{"sessionKey": []}]
            assert asked["/v1/voices"] is None
            told = httpx.get(f"{server.url}/docs", timeout=30).text
            assert ("may be sent" in told) is optional
            assert "Authorization: Bearer" in told
