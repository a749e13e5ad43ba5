"""Memory for recordings is counted as long as they are there."""

from __future__ import annotations

import pytest

from visavis.tts.sound import Sound, SoundBudget

pytestmark = pytest.mark.unit


def test_room_is_given_back_with_the_last_reference() -> None:
    budget = SoundBudget(100)
    first = budget.reserve(60)
    assert first is not None
    assert budget.reserve(50) is None
    sound = Sound(b"\0\0" * 8, 8000, first)
    del first
    assert budget.taken_bytes == 60
    assert (sound.samples, sound.seconds) == (8, 0.001)
    del sound
    assert budget.taken_bytes == 0
    second = budget.reserve(100)
    assert second is not None
    second.release()
    second.release()
    assert budget.taken_bytes == 0


def test_what_was_said_does_not_show_in_a_log_line() -> None:
    assert "abc" not in repr(Sound(b"abcd", 8000))


def test_a_share_has_its_own_end_and_that_of_the_whole() -> None:
    whole = SoundBudget(100)
    share, other = whole.share(60), whole.share(80)
    first = share.reserve(60)
    assert first is not None
    assert share.reserve(1) is None, "its own end"
    second = other.reserve(40)
    assert second is not None
    assert other.reserve(1) is None, "the whole's"
    assert (share.taken_bytes, other.taken_bytes, whole.taken_bytes) == (60, 40, 100)
    first.release()
    assert (share.taken_bytes, other.taken_bytes, whole.taken_bytes) == (0, 40, 40)
    del second
    assert (other.taken_bytes, whole.taken_bytes) == (0, 0)
