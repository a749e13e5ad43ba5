"""What is said in a host's own voice is known as far as it was told, whenever that was."""

from __future__ import annotations

import pytest

from visavis.session.heard_words import spread_characters
from visavis.session.own_voice import OwnVoice

pytestmark = pytest.mark.unit


def test_text_and_sound_come_in_any_order() -> None:
    voice = OwnVoice()
    assert voice.add("b1", "Hello ", whole=False)
    assert voice.known("b1") is None
    voice.heard_as("b1", "t1.0")
    assert voice.known("b1") == ("t1.0", "Hello ", False)
    voice.heard_as("b2", "t1.1")
    assert voice.known("b2") is None
    assert voice.add("b1", "there.", whole=True)
    assert voice.known("b1") == ("t1.0", "Hello there.", True)
    assert not voice.add("b1", "More", whole=True), "that was all of it"
    assert voice.known("b1") == ("t1.0", "Hello there.", True)


@pytest.mark.parametrize(
    ("text", "position_ms", "heard"),
    [
        ("您的快递后天送到。", 0, ""),
        ("您的快递后天送到。", 1000, "您的快"),
        ("您的快递后天送到。", 2950, "您的快递后天送到。"),
        ("您的快递后天送到。", 9000, "您的快递后天送到。"),
        ("Hello there, it's late.", 1000, "Hello "),
        ("Hello there, it's late.", 2100, "Hello there, "),
        ("Hello", 1000, ""),
        ("", 1000, ""),
    ],
)
def test_a_text_is_heard_by_its_share_of_the_sound(text: str, position_ms: float, heard: str) -> None:
    assert text[: spread_characters(text, position_ms, 3000)] == heard


def test_of_no_sound_nothing_is_heard() -> None:
    assert spread_characters("Hello", 0, 0) == 0
