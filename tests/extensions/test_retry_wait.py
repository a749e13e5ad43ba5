"""How soon an extension that failed is asked again."""

from __future__ import annotations

import pytest

from visavis.extensions.error import ExtensionError
from visavis.extensions.retry_wait import retry_wait_s

pytestmark = pytest.mark.unit


class BirdError(ExtensionError):
    usual_code = "bird_failed"


def error(retry_after_s: float | None = None) -> BirdError:
    return BirdError("gone", retryable=True, retry_after_s=retry_after_s)


def test_waits_double_up_to_the_longest() -> None:
    waits = [retry_wait_s(error(), failures, 5, 1.0, first_wait_s=1.0, longest_wait_s=5.0) for failures in range(1, 7)]
    assert waits == [1.0, 2.0, 4.0, 5.0, 5.0, None]


@pytest.mark.parametrize(("spread", "share"), [(0.0, 0.5), (0.5, 0.75), (1.0, 1.0)])
def test_waits_are_spread(spread: float, share: float) -> None:
    assert retry_wait_s(error(), 2, 5, spread, first_wait_s=1.0) == 2.0 * share


def test_nobody_is_asked_before_the_time_that_it_says() -> None:
    assert retry_wait_s(error(7.0), 1, 1, 0.5, longest_wait_s=5.0) == 7.0
    assert retry_wait_s(error(0.01), 1, 1, 1.0, first_wait_s=1.0) == 1.0


def test_what_does_not_help_is_not_done() -> None:
    assert retry_wait_s(BirdError("no"), 1, 5, 0.5) is None
    assert retry_wait_s(error(), 1, 0, 0.5) is None
