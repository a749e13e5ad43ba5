"""Pinyin for voices that were trained on it: every syllable of Mandarin has symbols, and lips know their sounds."""

from __future__ import annotations

import pytest
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

from visavis.speech.phone_shapes import PhoneShapes
from visavis.tts.engines.piper.pinyin import letters_of, syllable_symbols

pytestmark = pytest.mark.unit

WITHOUT_A_FINAL = {"hm", "hng", "m", "n", "ng", "ê"}
"""Interjections, for which these voices have no symbols."""


def test_every_syllable_has_symbols_and_shapes() -> None:
    written = {one for readings in PINYIN_DICT.values() for one in readings.split(",")}
    readings = {to_tone3(one, neutral_tone_with_five=True) for one in written}
    assert len(readings) > 1000
    assert {reading[:-1] for reading in readings if not syllable_symbols(reading)} == WITHOUT_A_FINAL
    shapes = PhoneShapes("zh")
    for reading in readings:
        for _, heard, _ in syllable_symbols(reading)[:2]:
            if heard != "'":
                shapes.shapes(heard)
    assert not shapes.unknown


@pytest.mark.parametrize(
    ("reading", "symbols", "heard"),
    [
        ("ma1", "m a 1", "m a"),
        ("zhi1", "zh i 1", "ʈʂ ɻ̩"),
        ("si4", "s i 4", "s ɹ̩"),
        ("yu3", "y u 3", "j y"),
        ("lv4", "l v 4", "l y"),
        ("lu:e4", "l ve 4", "l yɛ"),
        ("ju1", "j u 1", "tɕ y"),
        ("an1", "Ø an 1", "' an"),
    ],
)
def test_some(reading: str, symbols: str, heard: str) -> None:
    told = syllable_symbols(reading)
    assert (" ".join(text for text, _, _ in told), " ".join(ipa for _, ipa, _ in told[:2])) == (symbols, heard)
    assert [padded for _, _, padded in told] == [False, False, True]


def test_letters_alone() -> None:
    assert letters_of("ni3 hao3") == "ni hao"
