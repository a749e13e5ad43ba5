"""How often something may happen."""

from __future__ import annotations

import pytest

from visavis.session.token_bucket import TokenBucket

pytestmark = pytest.mark.unit


def test_so_many_at_once_and_then_so_many_a_minute() -> None:
    bucket = TokenBucket(3, 60)
    assert [bucket.take(10.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.seconds_until_next() == pytest.approx(1.0)
    assert bucket.take(11.0)
    assert not bucket.take(11.5)


def test_it_never_holds_more_than_its_capacity() -> None:
    bucket = TokenBucket(2, 60)
    bucket.take(0.0)
    assert [bucket.take(1000.0) for _ in range(3)] == [True, True, False]


def test_a_clock_that_goes_back_gives_nothing() -> None:
    bucket = TokenBucket(1, 60)
    assert bucket.take(100.0)
    assert not bucket.take(50.0)
    assert not bucket.take(100.5)


def test_who_can_wait_is_told_how_long() -> None:
    bucket = TokenBucket(2, 60)
    assert [bucket.take_early(10.0) for _ in range(4)] == pytest.approx([0, 0, 1, 2])
    assert bucket.take_early(13.0) == 0
    assert not bucket.take(13.0)
