"""``/embed``: the page that other sites show in a frame, with the list of those that may drive it in its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

FILE = "embed.html"
PATHS = ("/embed", "/embed.html")
"""The file's own name too: without the list, an address could name whom it likes."""
_HOSTS = re.compile(r'(<meta name="visavis-hosts" content=")(")')


def embed_routes(folder: Path, origins: Sequence[str]) -> list[Route]:
    """Routes for the page of the built front end in ``folder``; none when it has no such page.

    ``origins`` may drive the avatar from outside the frame, and no others; where there are none the page's address
    names them. They stand in the page itself, so that no request more is needed and no script inline.
    """
    file = folder / FILE
    if not file.is_file():
        return []
    page = with_hosts(file.read_text(encoding="utf-8"), origins)

    async def embed(_request: object) -> Response:
        return HTMLResponse(page, headers={"Cache-Control": "no-cache"})

    return [Route(path, embed, methods=["GET", "HEAD"], include_in_schema=False) for path in PATHS]


def with_hosts(page: str, origins: Sequence[str]) -> str:
    """The page with the origins in its head. Raises ``ValueError`` when it has no place for them."""
    listed = escape(" ".join(origins), quote=True)
    filled, count = _HOSTS.subn(lambda found: found[1] + listed + found[2], page)
    if count != 1:
        raise ValueError(f'{FILE} has no <meta name="visavis-hosts" content="">')
    return filled
