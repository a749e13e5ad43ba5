"""Symbols to phones: stress, length, accents, spaces and pauses, espeak's Mandarin spelling."""

from __future__ import annotations

import pytest

from visavis.speech.cues import Phone
from visavis.speech.text import Token
from visavis.tts.local_voices.phones import phones_of
from visavis.tts.local_voices.symbols import RETROFLEX, TimedSymbol

pytestmark = pytest.mark.unit

RATE_HZ = 1000


def timed(*symbols: str, token: int = 0, each: int = 100) -> list[TimedSymbol]:
    return [TimedSymbol(text, place * each, (place + 1) * each, token) for place, text in enumerate(symbols)]


def english(*words: str) -> list[Token]:
    return [Token("en", word, 0, len(word)) for word in words]


def test_marks_join_the_sound_they_change_and_no_time_is_lost() -> None:
    told = timed("", "ˈ", "ɔ", "\u0303", "ː", " ", "b", ",", " ", "")
    assert phones_of(told, english("on"), RATE_HZ) == (
        Phone("", 0, 100),
        Phone("ɔ̃ː", 100, 600, 2),
        Phone("b", 600, 700),
        Phone("", 700, 1000),
    )


def test_a_comma_that_takes_no_time_is_no_silence() -> None:
    told = timed("a", ",", "b", each=30)
    assert [(phone.ipa, phone.end_samples) for phone in phones_of(told, english("ab"), RATE_HZ)] == [
        ("a", 60),
        ("b", 90),
    ]


def test_a_stress_mark_at_the_end_belongs_to_what_was_before() -> None:
    assert phones_of(timed("a", "ˈ"), english("a"), RATE_HZ) == (Phone("a", 0, 200),)


def test_whatever_comes_no_phone_begins_before_the_last_one_ends() -> None:
    told = timed("ˈ", " ", "a", "ˈ", " ", "'", "b", ",", "ˈ", ",", "ˌ", "")
    phones = phones_of(told, english("ab"), RATE_HZ)
    edges = [edge for phone in phones for edge in (phone.onset_samples, phone.end_samples)]
    assert (edges, edges[0], edges[-1]) == (sorted(edges), 0, 1200)
    assert edges[1:-1:2] == edges[2::2]


def test_espeaks_mandarin_is_read_as_it_is_meant() -> None:
    tokens = [Token("zh", "石", 0, 1, reading="shi2")]
    told = timed("s", RETROFLEX, "ˈ", "i", RETROFLEX, "ɜ")
    assert phones_of(told, tokens, RATE_HZ) == (Phone("s.", 0, 200), Phone("i.", 200, 600, 2, 2))
    tokens = [Token("zh", "看", 0, 1, reading="kan4")]
    assert [phone.ipa for phone in phones_of(timed("k", "h", "ˈ", "a", "5", "1", "n"), tokens, RATE_HZ)] == [
        "kh",
        "a",
        "n",
    ]
