"""Which pages may open a session: those of this server itself, and those the operator has named."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def is_allowed(origin: str | None, host: str, *, allowed: Collection[str], missing_allowed: bool) -> bool:
    """``origin`` and ``host`` are the request's headers; ``allowed`` holds exact origins such as
    ``https://shop.example``. Browsers always send an origin, so a missing one means that the peer is none."""
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
    return page.hostname == here.hostname and port == here_port
