"""Kokoro's spelling: every symbol that the reader writes is one of the model's, and goes back to IPA that lips know."""

from __future__ import annotations

import pytest

from visavis.speech.phone_shapes import PhoneShapes
from visavis.speech.phonemizer_backend import phonemize
from visavis.tts.engines.kokoro.spelling import HEARD, kokoro_symbols, numbers

pytestmark = pytest.mark.unit

TEXT = (
    "The quick brown fox jumps over the lazy dog near water fire button little nature measure thing this where poor "
    "bird hurry power player employer loch about children rhythm singing beige vision church join out mouth"
)


@pytest.mark.parametrize(("ipa", "american", "british"), [
    ("həlˈoʊ", "həlˈO", "həlˈQ"),
    ("bˈɜːd", "bˈɜɹd", "bˈɜːd"),
    ("hˈɜːɹi", "hˈɜɹi", "hˈɜːɹi"),
    ("bˈʌʔn̩", "bˈʌtᵊn", "bˈʌtᵊn"),
    ("hˈeə", "hˈɛə", "hˈɛː"),
    ("tʃˈɔɪs", "ʧˈYs", "ʧˈYs"),
])  # fmt: skip
def test_the_spelling(ipa: str, american: str, british: str) -> None:
    assert kokoro_symbols(ipa, british=False) == american
    assert kokoro_symbols(ipa, british=True) == british


@pytest.mark.parametrize("british", [False, True])
def test_nothing_that_espeak_says_in_english_is_lost(british: bool) -> None:
    symbols = kokoro_symbols(phonemize(TEXT, "en-gb" if british else "en-us"), british=british)
    assert set(symbols) - set(numbers()) == set()
    shapes = PhoneShapes("en")
    for symbol in set(symbols) - set("ˈˌː "):
        shapes.shapes(HEARD.get(symbol, symbol))
    assert not shapes.unknown
