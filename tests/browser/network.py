"""The socket between page and server, which can stand still, and which is listened in on."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, WebSocketRoute


class Network:
    """Made before the page is opened."""

    def __init__(self, page: Page) -> None:
        self.sent: list[dict[str, Any]] = []
        """The page's messages."""
        self.audio: list[dict[str, Any]] = []
        """Headers of the audio frames that came for it, with their ``bytes``."""
        self._held: list[str | bytes] | None = None
        self._stall_at: int | None = None
        self._route: WebSocketRoute | None = None
        page.route_web_socket("**/v1/session", self._connect)

    def stall(self) -> None:
        """Hold back what comes."""
        self._held = []

    def stall_after(self, audio_frames: int) -> None:
        """Hold back what comes after so many more frames with sound."""
        self._stall_at = len(self.audio) + audio_frames

    def flow(self) -> None:
        """Let it through, and all that was held back first."""
        held, self._held = self._held or [], None
        assert self._route is not None
        for message in held:
            self._route.send(message)

    def cut(self) -> None:
        """Break the connection; what was held back is lost. The page's next one is let through."""
        self._held = None
        assert self._route is not None
        self._route.close(code=4000)

    def codecs(self, utterance_id: str) -> set[str]:
        """The forms in which an utterance's sound has come so far."""
        return {header["codec"] for header in self.audio if header["id"] == utterance_id}

    def _connect(self, route: WebSocketRoute) -> None:
        self._route = route
        server = route.connect_to_server()

        def to_server(message: str | bytes) -> None:
            if isinstance(message, str):
                self.sent.append(json.loads(message))
            server.send(message)

        def to_page(message: str | bytes) -> None:
            if self._held is None and self._stall_at is not None and len(self.audio) >= self._stall_at:
                self._held, self._stall_at = [], None
            self._note(message)
            if self._held is not None:
                self._held.append(message)
            else:
                route.send(message)

        route.on_message(to_server)
        server.on_message(to_page)

    def _note(self, message: str | bytes) -> None:
        if isinstance(message, str):
            return
        length = int.from_bytes(message[:4], "little")
        header = json.loads(message[4 : 4 + length])
        if header["type"] == "audio":
            self.audio.append({**header, "bytes": len(message)})
