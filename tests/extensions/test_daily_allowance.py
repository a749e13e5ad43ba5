"""What may be used in a day, with much going on at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.extensions.daily_allowance import DailyAllowance
from visavis.extensions.error import ExtensionError

pytestmark = pytest.mark.unit


class SpentError(ExtensionError):
    usual_code = "seeds_limit"


class Seeds(DailyAllowance):
    def used_up(self, limit: float) -> SpentError:
        return SpentError(f"the {limit:g} seeds of today are eaten")


class Calendar:
    def __init__(self) -> None:
        self.day = date(2026, 11, 29)

    def __call__(self) -> date:
        return self.day


def test_what_goes_on_counts_as_if_it_used_all() -> None:
    seeds = Seeds(10)
    first = seeds.reserve(6)
    with pytest.raises(SpentError, match="the 10 seeds"):
        seeds.reserve(5)
    seeds.settle(first, 2)
    seeds.reserve(8)
    assert seeds.used == 10


def test_a_day_begins_anew_and_yesterdays_work_is_not_todays() -> None:
    calendar = Calendar()
    seeds = Seeds(10, calendar)
    late = seeds.reserve(10)
    calendar.day += timedelta(days=1)
    assert seeds.used == 0
    seeds.reserve(10)
    seeds.settle(late, 3)
    assert seeds.used == 10


def test_without_a_limit_it_counts_all_the_same() -> None:
    seeds = Seeds(None)
    seeds.reserve(1e9)
    assert seeds.used == 1e9


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("reserve"), st.integers(0, 40)),
            st.tuples(st.just("settle"), st.integers(0, 40)),
            st.just(("tomorrow", 0)),
        ),
        max_size=60,
    )
)
def test_the_limit_is_never_passed_by_what_keeps_to_its_reservation(steps: list[tuple[str, int]]) -> None:
    calendar = Calendar()
    seeds, going = Seeds(100, calendar), []
    for step, amount in steps:
        if step == "tomorrow":
            calendar.day += timedelta(days=1)
        elif step == "settle" and going:
            reservation = going.pop()
            seeds.settle(reservation, min(amount, reservation.amount))
        elif step == "reserve":
            try:
                going.append(seeds.reserve(amount))
            except SpentError:
                assert seeds.used + amount > 100
        assert 0 <= seeds.used <= 100
    for reservation in going:
        seeds.settle(reservation, 0)
