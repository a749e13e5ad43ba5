"""What a connection may send before it is a request, and how long it may take."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.live_server import LiveServer, live_server
from fakes.scripted_engine import ScriptedEngine
from visavis.transport.http_protocol import HEAD_BYTES, BoundedHttpProtocol

pytestmark = pytest.mark.contract


@pytest.fixture
def server() -> Iterator[LiveServer]:
    with live_server({"scripted": ScriptedEngine(lambda _: [])}, warm_up=False) as running:
        yield running


def answer_to(server: LiveServer, *sent: bytes) -> bytes:
    """Everything that comes back until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as peer:
        received = b""
        try:
            for part in sent:
                peer.sendall(part)
            while data := peer.recv(65536):
                received += data
        except (BrokenPipeError, ConnectionResetError):
            pass
        return received


def keep_sending(peer: socket.socket) -> None:
    peer.sendall(b"GET / HTTP/1.1\r\nX: ")
    for _ in range(300):
        peer.sendall(b"y")
        time.sleep(0.1)


def test_headers_without_end_are_cut_off(server: LiveServer) -> None:
    flood = (b"X: " + b"y" * 1000 + b"\r\n" for _ in range(10 * HEAD_BYTES // 1000))
    assert b" 200 " not in answer_to(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\n", *flood)


def test_a_long_head_is_told(server: LiveServer) -> None:
    told = answer_to(server, b"GET /healthz HTTP/1.1\r\nX: " + b"y" * (HEAD_BYTES - 20), b"y" * 100)
    assert told.startswith(b"HTTP/1.1 400 ")
    assert f"at most {HEAD_BYTES} bytes".encode() in told


@pytest.mark.parametrize("sent", [b"", b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"GET /healthz HTTP/1.1\r\n\r\nGET /"])
def test_who_never_asks_is_sent_away(server: LiveServer, monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(BoundedHttpProtocol, "head_timeout_s", 1.0)
    answers = answer_to(server, sent).count(b"HTTP/1.1 200")
    assert answers == sent.count(b"\r\n\r\n")


def test_requests_on_one_connection_are_bounded_one_by_one(server: LiveServer) -> None:
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"y" * (HEAD_BYTES // 2) + b"\r\n"
    told = answer_to(server, head + b"\r\n", head + b"\r\n", head + b"Connection: close\r\n\r\n")
    assert told.count(b"HTTP/1.1 200") == 3


def test_who_does_not_read_is_sent_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "large.glb").write_bytes(bytes(32 << 20))
    monkeypatch.setattr(BoundedHttpProtocol, "read_timeout_s", 0.3)
    engine = ScriptedEngine(lambda _: [])
    with live_server({"scripted": engine}, warm_up=False, models_dir=tmp_path) as server, socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(("127.0.0.1", server.port))
        deaf.sendall(b"GET /models/large.glb HTTP/1.1\r\nHost: x\r\n\r\n")
        # Who does not read hears of the end when it sends.
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            keep_sending(deaf)
