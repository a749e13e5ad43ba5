"""What a request shows of who it is."""

from __future__ import annotations

from fastapi import Request


def bearer(request: Request) -> str | None:
    """What stands behind ``Authorization: Bearer``."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return credential.strip() or None if scheme.lower() == "bearer" else None
