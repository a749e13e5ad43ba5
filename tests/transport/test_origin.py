"""Which pages may open a session."""

from __future__ import annotations

import pytest

from visavis.transport.here import is_page_here
from visavis.transport.origin import is_allowed

pytestmark = pytest.mark.unit

ALLOWED = frozenset({"https://shop.example"})


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        ("http://localhost:8080", "localhost:8080", True),
        ("https://avatar.example", "avatar.example", True),
        ("https://avatar.example", "avatar.example:443", True),
        ("http://[::1]:8080", "[::1]:8080", True),
        ("https://shop.example", "avatar.example", True),
        ("http://shop.example", "avatar.example", False),
        ("https://shop.example.evil.example", "avatar.example", False),
        ("https://evil.example", "avatar.example", False),
        ("http://localhost:3000", "localhost:8080", False),
        ("null", "avatar.example", False),
        ("", "avatar.example", False),
        ("file://", "avatar.example", False),
        ("https://avatar.example:port", "avatar.example", False),
        ("http://avatar.example", "", False),
    ],
)
def test_same_host_or_named(origin: str, host: str, expected: bool) -> None:
    assert is_allowed(origin, host, allowed=ALLOWED, missing_allowed=True) is expected


@pytest.mark.parametrize("missing_allowed", [True, False])
def test_programs_send_no_origin(missing_allowed: bool) -> None:
    assert is_allowed(None, "a", allowed=ALLOWED, missing_allowed=missing_allowed) is missing_allowed


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("[::1]", True),
        ("192.168.1.5", True),
        ("kiosk", True),
        ("kiosk.local", True),
        ("avatar.localhost", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
    ],
)
def test_a_strangers_name_for_this_machine_is_not_ours(name: str, allowed: bool) -> None:
    origin, host = f"http://{name}:8080", f"{name}:8080"
    assert is_allowed(origin, host, allowed=(), missing_allowed=True, from_here=True) is allowed
    assert is_allowed(origin, host, allowed=(), missing_allowed=True)
    assert is_allowed(origin, host, allowed={origin}, missing_allowed=True, from_here=True)


@pytest.mark.parametrize(
    ("client", "server", "origin", "here"),
    [
        ("127.0.0.1", "127.0.0.1", None, True),
        ("192.0.2.7", "192.0.2.1", "http://kiosk.example:8080", False),
        ("203.0.113.9", "127.0.0.1", "https://avatar.example", False),
        ("203.0.113.9", "127.0.0.1", "https://avatar.example:8080", False),
        ("203.0.113.9", "127.0.0.1", "http://avatar.example", False),
        ("203.0.113.9", "127.0.0.1", "http://evil.example:8080", True),
        ("203.0.113.9", "::1", "http://evil.example:8080", True),
        ("203.0.113.9", "127.0.0.1", "http://evil.example:port", False),
        ("203.0.113.9", "127.0.0.1", None, False),
    ],
)
def test_a_page_that_was_fetched_from_us_is_here_whoever_it_speaks_for(
    client: str, server: str, origin: str | None, here: bool
) -> None:
    assert is_page_here({"client": (client, 0), "server": (server, 8080)}, origin) is here


def test_a_server_on_a_unix_socket_has_no_pages_here() -> None:
    assert not is_page_here({"client": None, "server": ("/run/visavis.sock", None)}, "http://evil.example")
