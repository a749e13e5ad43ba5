"""Characters that come in halves."""

from __future__ import annotations

import pytest

from visavis.dialogue.model.whole_text import WholeText

pytestmark = pytest.mark.unit


def fed(*pieces: str) -> str:
    whole = WholeText()
    return "".join([*map(whole.feed, pieces), whole.flush()])


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("您好\ud83d", "\ude00再见"), "您好😀再见"),
        (("\ud83d", "", "\ude00"), "😀"),
        (("a\ud83d\ude00b",), "a😀b"),
        (("a\ud83d", "b"), "a\ufffdb"),
        (("a\ude00b",), "a\ufffdb"),
        (("a\ud83d\ud83d\ude00",), "a\ufffd😀"),
        (("a\ud83d",), "a\ufffd"),
        (("😀", "plain"), "😀plain"),
    ],
)
def test_halves_are_joined_and_what_stays_half_is_replaced(pieces: tuple[str, ...], text: str) -> None:
    assert fed(*pieces) == text
    assert fed(*pieces).encode()
