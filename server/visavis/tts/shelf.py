"""Finished recordings, kept in memory as long as they fit: a repeated sentence costs nothing and starts at once."""

from __future__ import annotations

from collections import OrderedDict

from visavis.tts.order import Order
from visavis.tts.recording import Recording

LARGEST_SHARE = 8
"""One recording may take this fraction of the shelf, so that one long text does not push out every greeting."""


class Shelf:
    """Recordings in the making and finished ones, least recently used first to go. Zero bytes switch it off."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.size_bytes = 0
        self._finished: OrderedDict[Order, Recording] = OrderedDict()
        self._running: dict[Order, Recording] = {}

    def __len__(self) -> int:
        return len(self._finished)

    @property
    def keep_bytes(self) -> int:
        """Largest recording that is kept."""
        return self.limit_bytes // LARGEST_SHARE

    def find(self, order: Order) -> Recording | None:
        """A recording of an equal order that can still be heard from its beginning."""
        finished = self._finished.get(order)
        if finished is not None:
            self._finished.move_to_end(order)
            return finished
        running = self._running.get(order)
        return running if running is not None and running.joinable else None

    def begin(self, order: Order, recording: Recording) -> None:
        """Others may now join this recording."""
        if self.limit_bytes:
            self._running[order] = recording

    def end(self, order: Order, recording: Recording) -> None:
        """A listener has left: keep the recording if it is finished, forget it if nobody can use it."""
        if self._running.get(order) is not recording:
            return
        if recording.complete or not recording.joinable:
            del self._running[order]
        if recording.worth_keeping:
            self._keep(order, recording)

    def _keep(self, order: Order, recording: Recording) -> None:
        replaced = self._finished.pop(order, None)
        self._finished[order] = recording
        self.size_bytes -= replaced.size_bytes if replaced is not None else 0
        self.size_bytes += recording.size_bytes
        while self.size_bytes > self.limit_bytes:
            _, oldest = self._finished.popitem(last=False)
            self.size_bytes -= oldest.size_bytes
