"""The voices that are in memory: a few, the least recently used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class LoadedVoices(Generic[V]):
    """At most ``most`` voices. May be used by several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._voices: OrderedDict[Hashable, V] = OrderedDict()
        self._loading: dict[Hashable, Lock] = {}

    def get(self, key: Hashable, load: Callable[[], V]) -> V:
        """The voice called ``key``; ``load`` makes it where it is not there, once for all who ask meanwhile."""
        with self._lock:
            loading = self._loading.setdefault(key, Lock())
        with loading:
            with self._lock:
                if key in self._voices:
                    self._voices.move_to_end(key)
                    return self._voices[key]
            voice = load()
            with self._lock:
                self._voices[key] = voice
                while len(self._voices) > self._most:
                    gone, _ = self._voices.popitem(last=False)
                    self._loading.pop(gone, None)
            return voice

    def clear(self) -> None:
        """Let all go; whoever speaks with one keeps it until then."""
        with self._lock:
            self._voices.clear()
            self._loading.clear()
