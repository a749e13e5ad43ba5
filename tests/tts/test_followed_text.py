"""Finding a service's own text again."""

from __future__ import annotations

import pytest

from visavis.speech.spoken_text import SpokenText
from visavis.tts.followed_text import FollowedText

pytestmark = pytest.mark.unit


def follower(text: str) -> FollowedText:
    """Of a text with one token a word."""
    spans, at = [], 0
    for word in text.split(" "):
        spans.append((at, at + len(word)))
        at += len(word) + 1
    return FollowedText(SpokenText(text, tuple(spans)))


def found(text: str, *pieces: str) -> str:
    """The characters of ``text`` that were found, when each piece lasts ten samples."""
    following = follower(text)
    known = [c for n, piece in enumerate(pieces) for c in following.heard(piece, n * 10, n * 10 + 10)]
    onsets = [c.onset_samples for c in known]
    assert onsets == sorted(onsets)
    assert all(c.onset_samples < c.end_samples for c in known)
    return "".join(text[c.index] for c in known)


def test_characters_and_words() -> None:
    assert found("hello there", *"hello there") == "hellothere"
    assert found("hello there", "hello", " ", "there", ".") == "hellothere"
    assert found("您 好 吗", *"您好，吗？") == "您好吗"


def test_case_width_signs_and_markup_do_not_matter() -> None:
    assert found("it's OK now", "It’s", "ｏｋ", "now!") == "it'sOKnow".replace("'", "")
    assert found("straße b", "STRASSE", "B") == "straßßeb"  # one character of ours, two of theirs


def test_halves_of_a_surrogate_pair_are_one_character() -> None:
    assert found("\U00020bb7 野 家", "\ud842", "\udfb7", "野", "家") == "\U00020bb7野家"
    assert found("a b", "\ud842", "a", "b") == "ab"  # a half that stays alone spoils nothing


def test_a_token_is_told_whole_or_not_at_all() -> None:
    assert found("hello there you", *"hllo there", "you") == "thereyou"
    assert found("hello there", *"hello the") == "hello"
    following = follower("您 好 吗")
    assert following.heard("您好", 0, 20) == ()  # nobody knows where one ends and the other begins
    assert [c.index for c in following.heard("吗", 20, 30)] == [4]


def test_what_was_never_asked_is_passed_over() -> None:
    assert found("one two three", "one", "zwei", "three") == "onethree"
    assert found("one two", "laughs", "softly", "one", "two") == "onetwo"
    assert found("one two", "\U0001f600", "", "...", "two", "two") == "two"
    assert found("", "one") == ""


def test_one_letter_is_not_looked_for_far_away() -> None:
    assert found("the tiny axe", "x", "the", "tiny", "axe") == "thetinyaxe"


def test_times_that_go_back_count_anew() -> None:
    following = follower("one two three")
    assert following.origin(0, 0) == 0
    following.heard("one", 0, 1000)
    assert following.origin(1005, 1200) == 0
    assert following.origin(0, 1200) == 1200
