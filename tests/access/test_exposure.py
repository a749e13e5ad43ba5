"""Who could reach a server, and what it is counted under."""

from __future__ import annotations

from pathlib import Path

import pytest

from visavis.access.exposure import exposure, is_loopback
from visavis.access.peer import Peer, address_of
from visavis.access.tokens import Pass

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.8.8.8", "localhost", "LOCALHOST", "::1", "[::1]", "::ffff:127.0.0.1"]
)
def test_this_machine_alone(host: str) -> None:
    assert is_loopback(host)
    assert exposure(host, None, anonymous=False) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "shop.example", "", "localhost.evil.example"])
def test_others_reach_it(host: str) -> None:
    assert not is_loopback(host)
    refused = exposure(host, None, anonymous=False)
    assert refused is not None
    assert all(word in refused for word in ("VISAVIS_TOKEN_KEYS", "visavis token key", "VISAVIS_ANONYMOUS"))
    assert exposure(host, Path("keys.json"), anonymous=False) is None
    assert exposure(host, None, anonymous=True) is None


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", None),
        ("::1", None),
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("a name", "a name"),
    ],
)
def test_what_stands_for_an_address(host: str, address: str | None) -> None:
    assert address_of((host, 1)) == address


def test_somebody_without_an_address_is_counted() -> None:
    assert address_of(None) == "unknown"


def test_a_peer_is_counted_by_address_and_by_subject() -> None:
    told = Pass("v17", "page", 0.0)
    assert Peer(None).names == ()
    assert Peer("203.0.113.9").names == ("address:203.0.113.9",)
    assert Peer("203.0.113.9", told).names == ("address:203.0.113.9", "subject:v17")
