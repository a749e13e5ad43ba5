"""Sessions at a time."""

from __future__ import annotations

import pytest

from visavis.access.presence import Presence

pytestmark = pytest.mark.unit


def test_each_name_has_so_many_and_nothing_is_left_of_who_has_gone() -> None:
    present = Presence(2)
    assert [present.enter("a"), present.enter("a"), present.enter("a"), present.enter("b")] == [True, True, False, True]
    assert len(present) == 2
    present.leave("a")
    assert present.enter("a")
    for name in "aab":
        present.leave(name)
    assert len(present) == 0
    assert Presence(0).enter("a") is False
