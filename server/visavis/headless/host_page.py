"""A page of another site, at an origin of its own on this machine, for a browser to visit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class HostPage:
    """What every address of the site answers; fill it in before a visit."""

    origin: str
    html: str = ""


@contextmanager
def host_page() -> Iterator[HostPage]:
    """Serve a page on a free port until the block is left.

    A page whose answer a test tool makes up will not do: Chromium takes it for one of the wide world, and keeps it from
    opening a websocket to this machine.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = host.html.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host = HostPage(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()
