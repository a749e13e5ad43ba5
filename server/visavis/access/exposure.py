"""Whether a server would let strangers in who show nothing."""

from __future__ import annotations

import ipaddress
from pathlib import Path


def exposure(host: str, token_keys: Path | None, *, anonymous: bool) -> str | None:
    """Why a server must not start like this, for people; None when it may."""
    if token_keys is not None or anonymous or is_loopback(host):
        return None
    return (
        f"listening on {host} lets everybody on the network speak with your engines, at your cost. Either ask for "
        "tokens: VISAVIS_TOKEN_KEYS (--token-keys) names a file of keys, and 'visavis token key keys.json' makes one. "
        "Or say that everybody may: VISAVIS_ANONYMOUS=true (--anonymous)"
    )


def is_loopback(host: str) -> bool:
    """Whether only programs on this machine reach an address. A name other than ``localhost`` may be anything."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
