"""Voices in memory: loaded once for all who ask, the least recently used goes first, a failure is tried again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from visavis.tts.local_voices.loaded import LoadedVoices

pytestmark = pytest.mark.unit


def test_the_least_recently_used_goes_first() -> None:
    voices: LoadedVoices[str] = LoadedVoices(2)
    loads: list[str] = []

    def get(key: str) -> str:
        return voices.get(key, lambda: loads.append(key) or key)  # type: ignore[func-returns-value]

    for key in "abacab":
        assert get(key) == key
    assert loads == ["a", "b", "c", "b"]


def test_all_who_ask_at_a_time_wait_for_one_load() -> None:
    voices: LoadedVoices[object] = LoadedVoices(2)
    together, loads = Barrier(4, timeout=30), []

    def load() -> object:
        loads.append(1)
        return object()

    def ask(_: int) -> object:
        together.wait()
        return voices.get("a", load)

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(ask, range(4)))
    assert (len(found), len(loads)) == (1, 1)


def test_what_could_not_be_loaded_is_tried_again() -> None:
    voices: LoadedVoices[int] = LoadedVoices(1)
    with pytest.raises(ZeroDivisionError):
        voices.get("a", lambda: 1 // 0)
    assert voices.get("a", lambda: 3) == 3
