"""Recordings that somebody wants kept, however long nobody asks for them."""

from __future__ import annotations

from collections.abc import Collection

from visavis.tts.order import Order
from visavis.tts.recording import Recording


class Prepared:
    """Finished recordings by their orders. Whoever puts them in minds how many there are."""

    def __init__(self) -> None:
        self._recordings: dict[Order, Recording] = {}
        self._size_bytes = 0

    def __len__(self) -> int:
        return len(self._recordings)

    def __contains__(self, order: Order) -> bool:
        return order in self._recordings

    @property
    def size_bytes(self) -> int:
        """What all of them take."""
        return self._size_bytes

    def find(self, order: Order) -> Recording | None:
        """The recording of an equal order."""
        return self._recordings.get(order)

    def put(self, order: Order, recording: Recording) -> None:
        """Keep a finished recording."""
        before = self._recordings.get(order)
        self._size_bytes += recording.size_bytes - (0 if before is None else before.size_bytes)
        self._recordings[order] = recording

    def keep_only(self, orders: Collection[Order]) -> None:
        """Forget all others. Asks ``orders`` for each recording whether it is among them."""
        self._recordings = {order: recording for order, recording in self._recordings.items() if order in orders}
        self._size_bytes = sum(recording.size_bytes for recording in self._recordings.values())
