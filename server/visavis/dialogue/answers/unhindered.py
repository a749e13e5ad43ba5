"""A large structure is built in a thread, and the event loop goes on beside it."""

from __future__ import annotations

import gc
import sys
import threading
from types import TracebackType
from typing import Final

LARGE: Final = 50_000
"""Parts. To look through so many takes about as long as the event loop may stand still."""
_SWITCH_S: Final = 0.0005
"""Whoever waits for the interpreter gets it so soon. Other threads than the builder's do little at a time."""


class Unhindered:
    """A block in which threads take turns sooner than usual, and cycles are looked for in none of them. A look stops
    all, the event loop too, and takes up to a second while a million of parts come into being, none of them garbage.
    What has become large is left out of the looks that follow: it goes when nothing refers to it any more. Several
    blocks may run at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running = 0
        self._was_enabled = True
        self._switch_s = sys.getswitchinterval()

    def __enter__(self) -> None:
        with self._lock:
            if not self._running:
                self._was_enabled = gc.isenabled()
                self._switch_s = sys.getswitchinterval()
                gc.disable()
                sys.setswitchinterval(_SWITCH_S)
            self._running += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._running -= 1
            if self._running:
                return
            sys.setswitchinterval(self._switch_s)
            if gc.get_count()[0] > LARGE:
                gc.freeze()
            if self._was_enabled:
                gc.enable()


unhindered: Final = Unhindered()
"""One for the process, as there is one collector."""
