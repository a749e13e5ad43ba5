"""The HTTP protocol of the server, with bounds that its library does not have."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES: Final = 1 << 16
HEAD_TIMEOUT_S: Final = 15.0
READ_TIMEOUT_S: Final = 60.0


class BoundedHttpProtocol(HttpToolsProtocol):
    """Ends a connection that sends more than :data:`HEAD_BYTES` of request line and headers, or that has not sent all
    of them within :data:`HEAD_TIMEOUT_S`: they are kept in memory, and nothing later would notice. Ends one, too, whose
    peer reads so little for :data:`READ_TIMEOUT_S` that what waits for it does not shrink."""

    head_timeout_s = HEAD_TIMEOUT_S
    read_timeout_s = READ_TIMEOUT_S

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_bytes: int | None = 0
        """What came of the head that is being read; None between heads."""
        self._head_timer: asyncio.TimerHandle | None = None
        self._read_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection; its first request is awaited."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """The socket's buffer is full."""
        super().pause_writing()
        self._stop_watching()
        # Not closed: that would wait for the peer to read what is buffered.
        self._read_timer = self.loop.call_later(self.read_timeout_s, self.transport.abort)

    def resume_writing(self) -> None:
        """The peer has read."""
        self._stop_watching()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        """Bytes came, of a head or of a body."""
        if self._head_bytes is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes is not None and self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self._stop_waiting()
            self.send_400_response(f"Request line and headers have at most {HEAD_BYTES} bytes.")

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        if self._head_bytes is None:
            self._head_bytes = 0
            self._await_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is read."""
        self._head_bytes = None
        self._stop_waiting()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._head_timer = self.loop.call_later(self.head_timeout_s, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _stop_watching(self) -> None:
        if self._read_timer is not None:
            self._read_timer.cancel()
            self._read_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if not self.transport.is_closing():
            self.transport.close()
