"""Nothing that could be markup, a phoneme or a command survives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.tts.engines.espeak.spelling import english_words, espeak_words, mandarin_words

pytestmark = pytest.mark.unit


@given(st.text(max_size=60))
def test_only_harmless_characters_are_left(text: str) -> None:
    for words in (espeak_words(text), english_words(text, among_mandarin=True), mandarin_words(text)):
        assert not set(words) & set('<>&[]{}"\\/=;:@#%^*()_|~`\x00\x01\n\t')
        assert words == " ".join(words.split())


def test_words_stay_whole() -> None:
    assert espeak_words("l’ami") == "l'ami"
    assert espeak_words("well-known 'quoted'") == "well-known quoted"
    assert espeak_words("नमस्ते") == "नमस्ते"
    assert espeak_words("x" * 5000) == "x" * 400


def test_english() -> None:
    assert english_words("A", among_mandarin=False) == "eh"
    assert english_words("a", among_mandarin=False) == "a"
    assert english_words("hao3", among_mandarin=True) == "hao 3"
    assert english_words("hao3", among_mandarin=False) == "hao3"
    assert english_words("cafe\u0301 привет", among_mandarin=False) == "café"


def test_mandarin_without_a_reading() -> None:
    assert mandarin_words("您好，ab привет") == "您好 ab"
