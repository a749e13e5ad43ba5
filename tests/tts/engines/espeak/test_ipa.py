"""IPA as phonemes that the library takes."""

import pytest

from visavis.tts.engines.espeak.ipa import espeak_phonemes

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("ipa", "phonemes"),
    [
        ("həˈləʊ", "[[h|@|l|'oU]]"),
        ("ˈvɪzəˌviː", "[[v|'I|z|@|v|,i:]]"),
        ("təˈmɑːtəʊ suːp", "[[t|@|m|'A:|t|oU]] [[s|u:|p]]"),
        ("ˈbʌtn̩", "[[b|'V|t|@|n]]"),
        ("nuʁ", "[[n|u:|r]]"),
        ("t͡ʃaɪ", "[[tS|aI]]"),
        ("ẽ", "[[eI]]"),
        ("pʰ", "[[p]]"),
        ("ç", "[[S]]"),
        ("gɡ", "[[g|g]]"),
        ("ˈ", ""),
        ("", ""),
        ("]]<x/>", "[[h]]"),
    ],
)
def test_phonemes(ipa: str, phonemes: str) -> None:
    assert espeak_phonemes(ipa) == phonemes
