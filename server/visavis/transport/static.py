"""The built front end and the avatars, as files."""

from __future__ import annotations

import json
import mimetypes
import os
import re
from collections.abc import Sequence
from pathlib import Path
from stat import S_ISREG

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Receive, Scope, Send

from visavis.transport.accept import accepts_encoding

# What the system says of these differs from machine to machine, and a browser refuses wasm or scripts of a wrong type.
TYPES = {
    ".css": "text/css",
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".ktx2": "image/ktx2",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".vrm": "model/gltf-binary",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
HASHED = re.compile(r"^assets/.+-[\w-]{8}\.\w+$")
FOREVER = "public, max-age=31536000, immutable"
REVALIDATED = "no-cache"
INDEX = "index.json"
MANIFEST = "manifest.json"


class Files(StaticFiles):
    """Files of some folders, the first that has it. Gives the compressed copy that lies beside a file to those who
    take it. Paths that lead out of a folder are not found, by link or by dots."""

    def __init__(self, folders: Sequence[Path], *, html: bool = False) -> None:
        super().__init__(html=html, check_dir=False)
        self.all_directories = [str(folder.resolve()) for folder in folders]

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, its compressed copy, or 304."""
        path = Path(full_path)
        request = Headers(scope=scope)
        headers = {"Cache-Control": self._caching(path), "Vary": "Accept-Encoding"}
        media_type = TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        for encoding, suffix in ENCODINGS:
            if not accepts_encoding(request.get("accept-encoding"), encoding):
                continue
            packed = path.with_name(path.name + suffix)
            packed_stat = _stat(packed)
            if packed_stat is not None:
                path, stat_result = packed, packed_stat
                headers["Content-Encoding"] = encoding
                break
        response = FileResponse(path, status_code, headers, media_type=media_type, stat_result=stat_result)
        if self.is_not_modified(response.headers, request):
            return NotModifiedResponse(response.headers)
        return response

    def _caching(self, path: Path) -> str:
        for folder in self.all_directories:
            if path.is_relative_to(folder):
                # A name with a hash in it never means another content.
                return FOREVER if HASHED.match(path.relative_to(folder).as_posix()) else REVALIDATED
        return REVALIDATED


class Pages(Files):
    """The built front end: ``/kiosk`` is ``kiosk.html``, so that pages have addresses that can be said aloud."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(folders, html=True)
        self._pages = {page.stem for folder in folders for page in folder.glob("*.html")}

    def get_path(self, scope: Scope) -> str:
        """The file that an address means. A final slash would give the page's own addresses another base."""
        path = super().get_path(scope)
        return f"{path}.html" if path in self._pages and not scope["path"].endswith("/") else path


class ModelFiles(Files):
    """Avatars, one folder each, and ``index.json``, which lists them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file of an avatar, or the list."""
        if path == INDEX and scope["method"] in {"GET", "HEAD"}:
            body = json.dumps({"models": list_models([Path(folder) for folder in self.all_directories])})
            return Response(body, media_type="application/json", headers={"Cache-Control": REVALIDATED})
        return await super().get_response(path, scope)


class MissingFrontEnd:
    """Stands where the front end should be, and says how to get it."""

    def __init__(self, remedy: str) -> None:
        self._remedy = remedy

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Answer 404, or let a stray websocket end."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        path = scope["path"]
        detail = "the front end is not built; " + self._remedy if path in {"", "/"} else "Not Found"
        raise HTTPException(404, detail)


def list_models(folders: Sequence[Path]) -> list[dict[str, str]]:
    """Name, titles and manifest (relative to the list) of every avatar that has a manifest."""
    found: dict[str, dict[str, str]] = {}
    for folder in folders:
        if not folder.is_dir():
            continue
        for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
            name = manifest.parent.name
            found.setdefault(name, {"name": name, **_titles(manifest), "manifest": f"{name}/{MANIFEST}"})
    return [found[name] for name in sorted(found)]


def _titles(manifest: Path) -> dict[str, str]:
    """``title``, which every avatar has, and titles in other languages: ``title_zh`` and so on."""
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
        titles = {key: text for key, text in content.items() if key.startswith("title_") and isinstance(text, str)}
        title = content.get("title") or content.get("name")
    except (OSError, ValueError, AttributeError):
        titles, title = {}, None
    return {"title": title if isinstance(title, str) else manifest.parent.name, **titles}


def _stat(path: Path) -> os.stat_result | None:
    try:
        result = path.stat()
    except OSError:
        return None
    return result if S_ISREG(result.st_mode) else None
