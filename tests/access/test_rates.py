"""Limits by the minute, for every name that is counted; and what happens when the shared hub is away."""

from __future__ import annotations

import pytest

from visavis.access.rates import RateError, Rates, RateTable
from visavis.hub.hub import HubError
from visavis.hub.memory import MemoryHub

pytestmark = pytest.mark.unit

TABLE = RateTable(sessions=2, characters=100)


class Clock:
    now = 6000.0

    def __call__(self) -> float:
        return self.now


class AwayHub(MemoryHub):
    """Cannot be reached."""

    async def add(self, name: str, amount: int, lasts_s: float) -> int:
        del name, amount, lasts_s
        raise HubError("away")


async def test_each_name_has_its_own_share_and_each_minute_a_new_one() -> None:
    clock = Clock()
    rates = Rates(MemoryHub(clock), TABLE, clock)
    for _ in range(2):
        await rates.take("sessions", ["address:a"])
    clock.now += 45
    with pytest.raises(RateError, match="2 sessions a minute; try again in 15 s"):
        await rates.take("sessions", ["address:a"])
    await rates.take("sessions", ["address:b"])
    clock.now += 14.9
    with pytest.raises(RateError, match="try again in 1 s"):
        await rates.take("sessions", ["address:a"])
    clock.now += 0.1
    await rates.take("sessions", ["address:a"])


async def test_what_was_refused_is_not_counted() -> None:
    rates = Rates(MemoryHub(), TABLE, Clock())
    await rates.take("characters", ["subject:s"], 90)
    with pytest.raises(RateError):
        await rates.take("characters", ["address:a", "subject:s"], 11)
    await rates.take("characters", ["address:a", "subject:s"], 10)
    with pytest.raises(RateError):
        await rates.take("characters", ["subject:s"], 1)
    await rates.take("characters", ["address:a"], 90)


async def test_what_turned_out_to_be_free_is_given_back() -> None:
    rates = Rates(MemoryHub(), TABLE, Clock())
    for _ in range(10):
        await rates.take("sessions", ["address:a"])
        await rates.give_back("sessions", ["address:a"])


async def test_two_workers_of_one_hub_count_together() -> None:
    hub, clock = MemoryHub(), Clock()
    one, other = Rates(hub, TABLE, clock), Rates(hub, TABLE, clock)
    await one.take("sessions", ["address:a"])
    await other.take("sessions", ["address:a"])
    with pytest.raises(RateError):
        await one.take("sessions", ["address:a"])


async def test_without_the_hub_a_worker_counts_for_itself() -> None:
    rates = Rates(AwayHub(), TABLE, Clock())
    for _ in range(2):
        await rates.take("sessions", ["address:a"])
    with pytest.raises(RateError):
        await rates.take("sessions", ["address:a"])
