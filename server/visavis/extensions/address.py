"""Where a service is."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def host_of(address: str) -> str:
    """The machine of an :data:`Address`, for messages; empty for an empty one."""
    return urlsplit(address).hostname or ""


def _reachable(address: str) -> str:
    if not address:
        return address
    try:
        parts = urlsplit(address)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:  # half an IPv6 address, or a port that is no number
        named = False
    if not named:
        raise ValueError("it names no machine, as https://example.com/v1 does")
    return address


Address = Annotated[str, AfterValidator(_reachable)]
"""In settings: names a machine, so that it can be asked and told of, or is empty. A pattern says its schemes."""
