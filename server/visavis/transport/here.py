"""Who is on this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

from visavis.access.exposure import is_loopback
from visavis.access.peer import address_of

_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip")


def is_here(scope: Scope) -> bool:
    """Whether the peer is a program on this machine, and none that speaks for others."""
    headers = Headers(scope=scope)
    if any(name in headers for name in _PROXY_HEADERS):
        return False
    host, _ = scope.get("client") or ("", 0)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def is_page_here(scope: Scope, origin: str | None) -> bool:
    """Whether a page with this ``Origin`` is shown on this machine, as far as can be known.

    A proxy on this machine names whom it speaks for, but so can a page: ``X-Forwarded-For`` is a header like any other.
    It cannot choose its origin, though. One without TLS and with the port that we listen on was fetched from us, by no
    proxy, over a connection that never left this machine.
    """
    if address_of(scope.get("client")) is None:
        return True
    host, port = scope.get("server") or ("", None)
    if not is_loopback(host):
        return False
    try:
        page = urlsplit(origin or "")
        return page.scheme == "http" and (page.port or 80) == port
    except ValueError:
        return False
