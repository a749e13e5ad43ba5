"""What somebody who means harm sends: each is refused, counted or ignored, and the server serves on."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from fakes.live_server import ANSWER_TIMEOUT_S, LiveServer, WireClient, live_server
from fakes.scripted_engine import ScriptedEngine
from visavis.transport import session_runner

pytestmark = pytest.mark.contract

FROM_AFAR = {"X-Forwarded-For": "203.0.113.9"}
"""As a proxy on this machine tells it."""
EVIL = "https://evil.example"


@pytest.fixture(scope="module")
def server() -> Iterator[LiveServer]:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False) as running:
        yield running


async def works(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.speak("after", "hello")
        await client.utterance("after")


async def test_a_page_of_a_foreign_origin_opens_no_session(server: LiveServer) -> None:
    async with WireClient(server, greet=False, origin=EVIL) as client:
        assert (await client.message())["code"] == "origin_refused"
        await client.socket.wait_closed()
        assert client.socket.close_code == 1008


@pytest.mark.parametrize("origin", [EVIL, "null", "http://127.0.0.1.evil.example", "http://127.0.0.1:1"])
def test_a_page_of_a_foreign_origin_reads_no_answer(server: LiveServer, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    preflight = httpx.options(f"{server.url}/v1/speech", headers=asked, timeout=30)
    assert "access-control-allow-origin" not in preflight.headers
    for path in ("/v1/sessions/redeem", "/v1/sessions/s/commands"):
        answer = httpx.post(
            server.url + path, json={"code": "A", "type": "pause"}, headers={"Origin": origin}, timeout=30
        )
        assert answer.status_code in {403, 422}
    answer = httpx.post(f"{server.url}/v1/sessions/redeem", json={"code": "A"}, headers={"Origin": origin}, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")


async def test_a_page_that_leads_its_name_to_this_machine_is_refused(server: LiveServer) -> None:
    """DNS rebinding: the stranger's page and its server's address have one origin, as far as the browser knows."""
    named = f"evil.example:{server.port}"
    headers = {"Origin": f"http://{named}", "Host": named}
    for path in ("/v1/speech", "/v1/sessions/redeem"):
        answer = await server.post(path, json={"text": "x", "code": "A"}, headers=headers)
        assert answer.status_code in {403, 422}
    answer = await server.post("/v1/speech", json={"text": "hello"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")
    client = WireClient(server, greet=False, origin=f"http://{named}", host="127.0.0.1", port=server.port)
    client._url = f"ws://{named}/v1/session"
    async with client:
        assert (await client.message())["code"] == "origin_refused"


async def test_such_a_page_gains_nothing_by_speaking_for_somebody_else(server: LiveServer) -> None:
    """A page may send ``X-Forwarded-For``, which a proxy on this machine would be believed."""
    named = f"evil.example:{server.port}"
    headers = {"Origin": f"http://{named}", "Host": named}
    for claimed in ("203.0.113.9", "203.0.113.9:1234", "203.0.113.9, 127.0.0.1"):
        answer = await server.post("/v1/speech", json={"text": "hi"}, headers={**headers, "X-Forwarded-For": claimed})
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused"), claimed


async def test_a_site_behind_a_proxy_on_this_machine_is_served(server: LiveServer) -> None:
    headers = {"Origin": "https://avatar.example", "Host": "avatar.example", **FROM_AFAR}
    answer = await server.post("/v1/speech", json={"text": "hi"}, headers=headers)
    assert answer.status_code == 200


def test_who_is_named_may_read_and_nobody_else() -> None:
    with live_server(
        {"scripted": ScriptedEngine()}, warm_up=False, allowed_origins=("https://shop.example",)
    ) as server:
        named = httpx.get(f"{server.url}/v1/voices", headers={"Origin": "https://shop.example"}, timeout=30)
        assert named.headers["access-control-allow-origin"] == "https://shop.example"
        foreign = httpx.get(f"{server.url}/v1/voices", headers={"Origin": EVIL}, timeout=30)
        assert "access-control-allow-origin" not in foreign.headers


def test_pages_run_no_inline_script_and_are_framed_by_who_may() -> None:
    with live_server(
        {"scripted": ScriptedEngine()}, warm_up=False, frame_ancestors=("self", "https://shop.example")
    ) as server:
        for path in ("/", "/docs"):
            answer = httpx.get(server.url + path, timeout=30)
            policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
            assert "unsafe-inline" not in policy["script-src"]
            assert policy["frame-ancestors"] == "'self' https://shop.example"
            assert policy["object-src"] == "'none'"


@pytest.mark.parametrize(
    ("allowed", "framed_by"), [((), "'self'"), (("null", "https://shop.example"), "'self' https://shop.example")]
)
def test_without_a_word_only_those_who_may_use_it_show_it_in_a_frame(allowed: tuple[str, ...], framed_by: str) -> None:
    with live_server({"scripted": ScriptedEngine()}, warm_up=False, allowed_origins=allowed) as server:
        for path in ("/", "/docs"):
            policy = httpx.get(server.url + path, timeout=30).headers["content-security-policy"]
            assert policy.endswith(f"; frame-ancestors {framed_by}")


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 20_000,
        '{"type":"speak"}',
        '{"type":"__proto__"}',
        '{"type":"speak","id":"a","text":"x","admin":true}',
        '{"type":"speak","id":"<img src=x>","text":"x"}',
        '{"type":"speak","id":"a","text":{"$gt":""}}',
        '{"type":"token"}',
        '{"type":"token","token":7}',
        '{"type":"command","command":{"type":"speak","text":"x"}}',
        '{"type":"ping","nonce":1e400}',
        b"",
        b"\xff\xff\xff\xff{}",
        os.urandom(512),
    ],
)
async def test_a_malformed_message_is_told_and_the_session_goes_on(server: LiveServer, sent: str | bytes) -> None:
    async with WireClient(server) as client:
        await client.socket.send(sent)
        error = await client.message()
        assert error["type"] == "error"
        assert error["code"] in {"bad_message", "unknown_type", "binary_unexpected"}
        await client.send(type="ping")
        assert (await client.message())["type"] == "pong"


async def test_messages_without_end_are_read_at_a_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_runner, "MESSAGES_AT_ONCE", 10)
    monkeypatch.setattr(session_runner, "MESSAGES_PER_SECOND", 20.0)
    with live_server({"scripted": ScriptedEngine()}, warm_up=False) as server:
        async with WireClient(server) as client:
            began = time.monotonic()
            for _ in range(20):
                await client.send(type="ping")
            for _ in range(20):
                assert (await client.message())["type"] == "pong"
            # One of the ten at once was the hello.
            assert time.monotonic() - began >= 10 / 20


async def test_an_oversized_message_is_refused_and_a_huge_one_ends_the_connection(server: LiveServer) -> None:
    async with WireClient(server) as client:
        await client.send(type="speak", id="a", text="x" * 65_536)
        assert (await client.message())["code"] == "message_too_large"
        with contextlib.suppress(ConnectionClosed):
            await client.socket.send("x" * (3 << 20))
        await client.socket.wait_closed()
        assert client.socket.close_code == 1009
    await works(server)


@pytest.mark.parametrize(
    "ssml",
    [
        '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>',
        '<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><speak>&b;&b;&b;</speak>',
        '<speak><audio src="http://127.0.0.1:1/x.wav"/></speak' + ">" * 3,
        "<speak>" + "<p>" * 3000 + "x",
        "<speak></prosody></speak>",
    ],
)
async def test_ssml_that_means_harm_is_refused(server: LiveServer, ssml: str) -> None:
    async with WireClient(server) as client:
        await client.speak("a", ssml, ssml=True)
        error = await client.message()
        assert (error["type"], error["id"]) == ("error", "a")
        assert error["code"] in {"invalid_ssml", "text_too_long"}
        assert "root:" not in json.dumps(error)


async def test_html_in_a_text_stays_text(server: LiveServer) -> None:
    text = "<img src=x onerror=alert(1)> hello <script>alert(2)</script>"
    async with WireClient(server) as client:
        await client.speak("a", text)
        assert (await client.utterance("a")).start["text"] == text
    answer = await server.post("/v1/speech", json={"text": text, "voice": text})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/models/../../../../etc/passwd",
        "/models/..%2f..%2f..%2fetc%2fpasswd",
        "/models/%2e%2e/%2e%2e/etc/passwd",
        "/models/....//....//etc/passwd",
        "/models/mei/..%5c..%5c..%5cetc%5cpasswd",
        "/models//etc/passwd",
        "/models/mei/%00",
        "/..%2f..%2fetc/passwd",
        "/assets/..%2f..%2f..%2fpyproject.toml",
    ],
)
async def test_no_path_leads_out_of_the_folders(server: LiveServer, path: str) -> None:
    # By hand: a client of HTTP would tidy the path up.
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    assert b"root:" not in answer
    assert b"[project]" not in answer
    assert answer.split(b" ", 2)[1] in {b"400", b"404"}, answer[:200]


async def test_a_thousand_connections_of_one_address() -> None:
    with live_server(
        {"scripted": ScriptedEngine()}, warm_up=False, sessions_per_address=20, sessions_per_minute=400
    ) as server:
        outcomes: list[str] = []
        held: list[Any] = []
        for _ in range(20):
            options: dict[str, Any] = {"additional_headers": FROM_AFAR, "open_timeout": ANSWER_TIMEOUT_S}
            coming = [connect(server.session_url, compression=None, **options) for _ in range(50)]
            batch = await asyncio.gather(*coming)
            for socket in batch:
                with contextlib.suppress(ConnectionClosed):  # who is turned away may know it already
                    await socket.send(json.dumps({"type": "hello", "protocol_version": "1.3"}))
            for socket in batch:
                message = json.loads(await asyncio.wait_for(socket.recv(), 20))
                outcomes.append(message.get("code", message["type"]))
                if message["type"] == "welcome":
                    held.append(socket)
                else:
                    await socket.wait_closed()
                    assert socket.close_code == 1013
        assert len(outcomes) == 1000
        assert outcomes.count("welcome") == 20
        assert set(outcomes) == {"welcome", "too_many_sessions"}
        assert server.service.sessions.sessions == 20
        await works(server)
        for socket in held:
            await socket.close()
        await server.until_empty()
        assert len(server.service.site.present) == 0


async def test_sessions_speech_and_recordings_of_one_address_have_their_share_of_a_minute() -> None:
    with live_server(
        {"scripted": ScriptedEngine()},
        warm_up=False,
        sessions_per_minute=4,
        chars_per_minute=30,
        upload_mb_per_minute=0.1,
    ) as server:
        async with WireClient(server, additional_headers=FROM_AFAR) as client:
            await client.speak("a", "x" * 25)
            await client.utterance("a")
            await client.speak("b", "x" * 25)
            error = await client.message()
            assert (error["code"], error["id"], error["retryable"]) == ("rate_limited", "b", True)
            await client.send(type="speak_audio", id="r", sample_rate_hz=24_000, samples=100_000)
            error = await client.message()
            assert (error["code"], error["id"]) == ("rate_limited", "r")
            by_rest = await server.post("/v1/speech", json={"text": "x" * 25}, headers=FROM_AFAR)
            assert by_rest.status_code == 429
            assert int(by_rest.headers["Retry-After"]) > 0
            assert (await server.post("/v1/speech", json={"text": "x" * 25})).status_code == 200
        codes = []
        for _ in range(6):
            async with WireClient(server, greet=False, additional_headers=FROM_AFAR) as client:
                with contextlib.suppress(ConnectionClosed):
                    await client.send(type="hello", protocol_version="1.3")
                message = await client.message()
                codes.append(message.get("code", message["type"]))
        assert codes[-1] == "rate_limited"
        await works(server)
