"""A site of somebody else's on this machine, at an origin of its own, which shows our avatar."""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass
class HostSite:
    """Pages and files by their paths; change them between visits."""

    port: int
    pages: dict[str, str] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    """Files below a path that ends with a slash."""

    @property
    def origin(self) -> str:
        """The origin that a server is to allow."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def foreign_origin(self) -> str:
        """The same site under a name that nobody has allowed."""
        return f"http://localhost:{self.port}"

    def find(self, path: str) -> tuple[str, bytes] | None:
        """Content type and content."""
        if path in self.pages:
            return "text/html; charset=utf-8", self.pages[path].encode()
        for prefix, folder in self.folders.items():
            file = (folder / path.removeprefix(prefix)).resolve()
            if path.startswith(prefix) and file.is_relative_to(folder.resolve()) and file.is_file():
                kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
                return kind or "application/octet-stream", file.read_bytes()
        return None


@contextmanager
def host_site() -> Iterator[HostSite]:
    """Serve a site on a free port until the block is left."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = site.find(unquote(urlsplit(self.path).path))
            self.send_response(404 if found is None else 200)
            kind, body = found or ("text/plain", b"")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = HostSite(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
