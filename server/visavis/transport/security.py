"""Headers that every answer carries, and what our pages may load."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CHROMIUM = re.compile(r"Chrom(?:e|ium)/(\d+)")
_SAFARI = re.compile(r"Version/(\d+)[\d.]* (?:Mobile/\S+ )?Safari/|\bOS (\d+)_\d+[\d_]* like Mac OS X")
_PAGE = re.compile(r"/(?:[^/.]*|[^/]*\.html)$")
FIRST_CHROMIUM = 97
FIRST_SAFARI = 16
"""The first versions that know ``wasm-unsafe-eval``."""


@dataclass(slots=True)
class OtherSites:
    """Which other sites have to do with our pages."""

    frame_ancestors: Sequence[str] = ()
    """Who may show them in a frame: origins, ``self``, ``none`` or ``*``."""
    named: Sequence[str] = ()
    """Origins whose pages may use this server: their pictures and recordings may be named to ours."""
    pictures: Sequence[str] = ()
    """Sources whose pictures may stand beside an answer."""


def content_security_policy(sites: OtherSites, user_agent: str) -> str:
    """The policy for our pages. The Draco decoder is WebAssembly in a worker that is made from a blob."""
    wasm = "'wasm-unsafe-eval' 'unsafe-eval'" if _needs_unsafe_eval(user_agent) else "'wasm-unsafe-eval'"
    framing = sites.frame_ancestors
    ancestors = " ".join(f"'{name}'" if name in {"self", "none"} else name for name in framing) or "'none'"
    named = [origin for origin in sites.named if origin != "null"]
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {wasm}",
            "worker-src 'self' blob:",
            # Some engines do not count the websocket of the same host as 'self'. glTF textures are read from blobs.
            " ".join(("connect-src 'self' ws: wss: blob: data:", *named)),
            " ".join(("img-src 'self' blob: data:", *named, *sites.pictures)),
            " ".join(("media-src 'self' blob: data:", *named)),
            "style-src 'self' 'unsafe-inline'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            f"frame-ancestors {ancestors}",
        )
    )


def _needs_unsafe_eval(user_agent: str) -> bool:
    """Older engines run no WebAssembly at all under a policy without ``unsafe-eval``."""
    chromium = _CHROMIUM.search(user_agent)
    if chromium:
        return int(chromium[1]) < FIRST_CHROMIUM
    safari = _SAFARI.search(user_agent)
    return safari is not None and int(safari[1] or safari[2]) < FIRST_SAFARI


class SecurityHeaders:
    """ASGI middleware: security headers on every HTTP answer; errors are never cached."""

    def __init__(self, app: ASGIApp, sites: OtherSites) -> None:
        self._app = app
        self._sites = sites

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        user_agent = Headers(scope=scope).get("user-agent", "")

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
                # A page that the browser has already may be under another policy since.
                unchanged = message["status"] == 304 and _PAGE.search(scope["path"])
                if unchanged or headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Security-Policy"] = content_security_policy(self._sites, user_agent)
                    headers.add_vary_header("User-Agent")
                if message["status"] >= 400:
                    headers["Cache-Control"] = "no-store"
                message["headers"] = headers.raw
            await send(message)

        await self._app(scope, receive, with_headers)
