"""Large structures come into being without pauses, and small ones leave everything as it was."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator

import pytest

from visavis.dialogue.answers.unhindered import LARGE, unhindered

pytestmark = pytest.mark.unit


@pytest.fixture
def looks() -> Iterator[list[int]]:
    """Grows by one with each look of the collector."""
    seen: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    gc.callbacks.append(note)
    yield seen
    gc.callbacks.remove(note)
    gc.unfreeze()


def test_nobody_looks_through_what_is_being_built_nor_through_what_was(looks: list[int]) -> None:
    gc.collect()
    looks.clear()
    with unhindered:
        built = [[number] for number in range(2 * LARGE)]
    assert not looks
    assert gc.get_freeze_count() > len(built)
    assert gc.isenabled()


def test_what_is_small_is_looked_through_as_ever() -> None:
    gc.collect()
    gc.unfreeze()  # of what others have frozen something may go meanwhile
    with unhindered:
        assert not gc.isenabled()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_threads_take_turns_sooner_meanwhile_and_only_then() -> None:
    before = sys.getswitchinterval()
    with unhindered, unhindered:
        assert sys.getswitchinterval() < before / 2
    assert sys.getswitchinterval() == before


def test_the_last_of_several_builders_lets_the_collector_go_on() -> None:
    begun, end = threading.Event(), threading.Event()

    def build() -> None:
        with unhindered:
            begun.set()
            end.wait(60)

    other = threading.Thread(target=build)
    other.start()
    begun.wait(60)
    with unhindered:
        pass
    assert not gc.isenabled()
    end.set()
    other.join(60)
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with unhindered:
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
