"""Which forms of sound a client is offered."""

from __future__ import annotations

import ipaddress
from typing import Literal

from starlette.datastructures import Headers
from starlette.types import Scope

from visavis.protocol.codecs import Codec
from visavis.tts.opus_stream import opus_missing

CodecSetting = Literal["auto", "pcm", "opus"]
_PROXY_HEADERS = ("forwarded", "x-forwarded-for", "x-real-ip")


def offered_codecs(setting: CodecSetting, scope: Scope) -> tuple[Codec, ...]:
    """The forms for one connection, best first. ``auto`` spares a client on this machine, whose bytes cost nothing,
    the work, unless it will have nothing else."""
    if setting == "pcm" or opus_missing() is not None:
        return ("pcm",)
    return ("pcm", "opus") if setting == "auto" and _is_here(scope) else ("opus", "pcm")


def _is_here(scope: Scope) -> bool:
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
