"""Who asks: an address, and with a token a subject."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from visavis.access.exposure import is_loopback
from visavis.access.tokens import Pass


@dataclass(frozen=True, slots=True)
class Peer:
    """``address`` is None for a program on this machine, which is not limited by it."""

    address: str | None
    told: Pass | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What its use is counted under."""
        subject = () if self.told is None else (f"subject:{self.told.subject}",)
        return (*((f"address:{self.address}",) if self.address is not None else ()), *subject)


def address_of(client: tuple[str, int] | None) -> str | None:
    """What stands for a peer's address: of IPv6 the network that one household or server has for itself (/64)."""
    host = client[0] if client else "unknown"
    if is_loopback(host):
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:100]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
