"""Cleaning keeps every index of the written text."""

from __future__ import annotations

import pytest

from visavis.speech.frontend import TextError, analyse
from visavis.speech.frontend.clean import fold

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("１２３ＡＢＣ", "123ABC"),
        ("你\u200b好", "你好"),
        ("\ufeff好", "好"),
        ("\u202ehi\u202c", "hi"),
        ("a\x00b", "ab"),
        ("a\tb", "a b"),
        ("３．５", "3.5"),
        ("٣٤", "34"),
        ("好，好。", "好，好。"),
        ("m²½", "m²½"),
        ("\u00a0x\u3000", " x "),
        ("❤\ufe0f", "❤"),
        ("a\u2028b", "a\nb"),
        ("\uf900", "豈"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written).text == folded


def test_spans_count_the_invisible_characters() -> None:
    analysis = analyse("\ufeff你\u200b好1\u200b2个")
    tokens = analysis.sentences[0].tokens
    assert [(t.spoken, t.written_start, t.written_end) for t in tokens] == [
        ("你", 1, 2),
        ("好", 3, 4),
        ("十", 4, 7),
        ("二", 4, 7),
        ("个", 7, 8),
    ]


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    analysis = analyse("好\ud83d好")
    assert analysis.written == "好\ufffd好"
    assert [t.written_start for t in analysis.sentences[0].tokens] == [0, 2]


def test_characters_beyond_the_basic_plane_count_as_one() -> None:
    (sentence,) = analyse("😀好𠀀").sentences
    assert [(t.spoken, t.written_start) for t in sentence.tokens] == [("好", 1), ("𠀀", 2)]


@pytest.mark.parametrize("written", ["", "   ", "。！", "😀😀", "\u200b", "***", "--- ...", "\ud800"])
def test_nothing_to_say(written: str) -> None:
    with pytest.raises(TextError) as caught:
        analyse(written)
    assert caught.value.code == "empty_text"


def test_too_long() -> None:
    with pytest.raises(TextError, match="11 characters; at most 10") as caught:
        analyse("好" * 11, max_chars=10)
    assert caught.value.code == "text_too_long"
    assert analyse("好" * 10, max_chars=10).written == "好" * 10
