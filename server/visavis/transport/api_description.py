"""What the OpenAPI description says of who may, on this very server."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

ALWAYS: Final = {"sessionKey"}
"""Schemes that are asked for whatever the settings say."""


def tell_who_may(app: FastAPI, *, asked: bool) -> None:
    """Let the description of ``app`` say that session tokens may be left out unless they are ``asked`` for."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        fresh = app.openapi_schema is None
        description = described()
        if fresh and not asked:
            for operation in (one for methods in description["paths"].values() for one in methods.values()):
                security = operation.get("security")
                if security and not any(ALWAYS.intersection(one) for one in security):
                    operation["security"] = [*security, {}]
        return description

    app.openapi = openapi  # type: ignore[method-assign]
