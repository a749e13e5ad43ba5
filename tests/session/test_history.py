"""What was heard."""

from __future__ import annotations

import pytest

from visavis.session.history import Heard, History

pytestmark = pytest.mark.unit


def heard(name: str, position_ms: float = 0.0, duration_ms: float | None = None) -> Heard:
    return Heard(name, "text", position_ms, duration_ms, interrupted=False)


def test_the_oldest_are_forgotten() -> None:
    history = History(kept=2)
    for name in "abc":
        history.add(heard(name))
    assert [entry.id for entry in history] == ["b", "c"]
    assert "a" not in history
    assert len(history) == 2


def test_a_correction_stays_within_the_utterance_and_never_goes_back() -> None:
    history = History()
    history.add(heard("a", 500, 1000))
    history.correct("a", 400)
    assert [entry.position_ms for entry in history] == [500]
    history.correct("a", 5000)
    assert [entry.position_ms for entry in history] == [1000]


def test_what_was_said_does_not_show_in_a_log_line() -> None:
    assert "text" not in repr(heard("a")).replace("heard", "")
