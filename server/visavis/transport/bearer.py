"""What a request shows of who it is."""

from __future__ import annotations

from starlette.requests import HTTPConnection


def bearer(request: HTTPConnection) -> str | None:
    """What stands behind ``Authorization: Bearer``."""
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    return credential.strip() or None if scheme.lower() == "bearer" else None
