"""The hub in memory stays within its bounds, whatever comes."""

from __future__ import annotations

import pytest

from visavis.hub import memory
from visavis.hub.hub import HubError
from visavis.hub.memory import MemoryHub

pytestmark = pytest.mark.unit


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_counters_of_ever_new_names_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_COUNTERS", 100)
    hub = MemoryHub(Clock())
    for number in range(1000):
        await hub.add(f"n{number}", 1, 60)
    assert len(hub._counters) <= 100
    assert await hub.add("n999", 1, 60) == 2, "the newest are kept"
    assert await hub.add("n0", 1, 60) == 1


async def test_values_are_refused_when_there_is_no_room_and_taken_when_some_have_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "MOST_VALUES", 3)
    clock = Clock()
    hub = MemoryHub(clock)
    for name in "abc":
        await hub.put(name, "x", 10)
    with pytest.raises(HubError):
        await hub.put("d", "x", 10)
    assert await hub.put("a", "y", 10), "one that is there may be written anew"
    clock.now = 11
    assert await hub.put("d", "x", 10)
    assert await hub.get("a") is None
