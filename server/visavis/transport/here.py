"""Who is on this machine."""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.types import Scope

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
