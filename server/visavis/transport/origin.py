"""Which pages may open a session: those of this server itself, and those the operator has named."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def is_allowed(
    origin: str | None, host: str, *, allowed: Collection[str], missing_allowed: bool, from_here: bool = False
) -> bool:
    """``origin`` and ``host`` are the request's headers; ``allowed`` holds exact origins such as
    ``https://shop.example``. Browsers always send an origin, so a missing one means that the peer is none.

    ``from_here`` is true for a page on this machine. Its browser may have been led to this machine by a stranger's name
    (DNS rebinding), and then the stranger's page looks like one of ours: a name of the public kind has to be allowed.
    """
    if origin is None:
        return missing_allowed
    if origin in allowed or "*" in allowed:
        return True
    try:
        page = urlsplit(origin)
        port = page.port or DEFAULT_PORTS.get(page.scheme)
        here = urlsplit(f"{page.scheme}://{host}")
        here_port = here.port or DEFAULT_PORTS.get(page.scheme)
    except ValueError:
        return False
    if page.scheme not in {"http", "https"} or not page.hostname:
        return False
    if page.hostname != here.hostname or port != here_port:
        return False
    return not (from_here and is_public_name(page.hostname))


def is_public_name(host: str) -> bool:
    """Whether anybody could own this name: neither an address, nor one of the local network's."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".local"))
    return False


def host_of(header: str) -> str:
    """The name in a ``Host`` header, without its port; empty where there is none that can be read."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
