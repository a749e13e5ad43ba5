"""Phones of several notations find their shapes; unknown ones get a sensible one and are counted."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.random_cues import LAW
from visavis.protocol.channels import VISEME15
from visavis.speech.phone_shapes import PhoneShapes, map_name

pytestmark = pytest.mark.unit


def visemes(ipa: str, language: str = "en") -> list[str]:
    shapes = PhoneShapes(language).shapes(ipa)
    assert shapes != "following"
    return [part.viseme for part in shapes]


@pytest.mark.parametrize(
    ("ipa", "expected"),
    [
        ("p", "PP"), ("b", "PP"), ("m", "PP"), ("f", "FF"), ("v", "FF"), ("θ", "TH"), ("ð", "TH"), ("t", "DD"),
        ("d", "DD"), ("ɾ", "DD"), ("k", "kk"), ("ɡ", "kk"), ("g", "kk"), ("ŋ", "kk"), ("ʃ", "CH"), ("ʒ", "CH"),
        ("s", "SS"), ("z", "SS"), ("n", "nn"), ("l", "nn"), ("ɹ", "RR"), ("ɚ", "RR"), ("ɑː", "aa"), ("ˈæ", "aa"),
        ("ə", "aa"), ("ɛ", "E"), ("iː", "I"), ("ɪ", "I"), ("ɔː", "O"), ("uː", "U"), ("ʊ", "U"), ("w", "U"), ("j", "I"),
    ],
)  # fmt: skip
def test_english(ipa: str, expected: str) -> None:
    assert visemes(ipa) == [expected]


@pytest.mark.parametrize(
    ("ipa", "expected"),
    [
        ("aɪ", ["aa", "I"]), ("ˈaʊ", ["aa", "U"]), ("oʊ", ["O", "U"]), ("eɪ", ["E", "I"]), ("ɔɪ", ["O", "I"]),
        ("tʃ", ["DD", "CH"]), ("d͡ʒ", ["DD", "CH"]), ("juː", ["I", "U"]), ("əl", ["aa", "nn"]),
    ],
)  # fmt: skip
def test_sounds_of_several_shapes(ipa: str, expected: list[str]) -> None:
    assert visemes(ipa) == expected


@pytest.mark.parametrize(
    ("ipa", "expected"),
    [
        ("tɕ", ["DD", "CH"]), ("t͡ɕʰ", ["DD", "CH"]), ("tɕh", ["DD", "CH"]), ("ɕ", ["CH"]), ("ʈʂ", ["DD", "CH"]),
        ("ts.", ["DD", "CH"]), ("s.", ["CH"]), ("tsʰ", ["DD", "SS"]), ("tsh", ["DD", "SS"]), ("th", ["DD"]),
        ("pʰ", ["PP"]), ("y5", ["U"]), ("ɨ", ["I"]), ("ʐ̩", ["I"]), ("i.5", ["I"]), ("i̪5", ["I"]), ("ʐ", ["RR"]),
        ("iɜ", ["I"]), ("ɑu5", ["aa", "U"]), ("uei5", ["U", "E", "I"]), ("iɛn˥˩", ["I", "E", "nn"]),
        ("iɑŋ", ["I", "aa", "kk"]), ("ʊŋ", ["U", "kk"]), ("yɛn", ["U", "E", "nn"]), ("ər2", ["aa", "RR"]),
        ("ou", ["O", "U"]), ("ei", ["E", "I"]), ("aɪ", ["aa", "I"]), ("mau", ["PP", "aa", "U"]), ("ɜː", ["aa"]),
    ],
)  # fmt: skip
def test_mandarin(ipa: str, expected: list[str]) -> None:
    shapes = PhoneShapes("zh-CN")
    found = shapes.shapes(ipa)
    assert found != "following"
    assert [part.viseme for part in found] == expected
    assert not shapes.unknown


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "ipa-en-us"), ("en-US", "ipa-en-us"), ("en_us", "ipa-en-us"), ("en-GB", "ipa"), ("zh-CN", "ipa-zh"),
        ("cmn", "ipa-zh"), ("zh-Hant-TW", "ipa-zh"), ("tlh", "ipa"), ("../../etc", "ipa"), ("", "ipa"),
    ],
)  # fmt: skip
def test_a_language_has_the_most_special_map_there_is(language: str, expected: str) -> None:
    assert map_name(language) == f"{expected}-to-viseme15"


def test_american_english_rounds_nurse_and_taps_its_stops() -> None:
    assert visemes("ɜː", "en-US") == ["RR"]
    assert visemes("ɜː", "en-GB") == ["aa"]
    assert visemes("ʔ", "en-US") == ["DD"]
    assert visemes("n̩", "en-US") == ["aa", "nn"]


@pytest.mark.parametrize("ipa", ["", "_", "sil", " ", "|"])
def test_silence(ipa: str) -> None:
    assert visemes(ipa) == ["sil"]


def test_breath_follows_the_vowel() -> None:
    assert PhoneShapes("en").shapes("h") == "following"
    assert PhoneShapes("cmn").shapes("χ") == "following"
    assert visemes("hɛ") == ["E"]


def test_unknown_sequences_are_cut_into_the_longest_known_pieces() -> None:
    shapes = PhoneShapes("en")
    found = shapes.shapes("bdʒaɪ")
    assert found != "following"
    assert [part.viseme for part in found] == ["PP", "DD", "CH", "aa", "I"]
    assert sum(part.share for part in found) == pytest.approx(1)
    vowel = sum(part.share for part in found[3:])
    assert vowel == pytest.approx(0.5), "a vowel takes twice the time of a consonant"
    assert not shapes.unknown


def test_what_no_map_knows_is_answered_by_class_counted_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    shapes = PhoneShapes("en")
    with caplog.at_level(logging.WARNING):
        assert [part.viseme for part in shapes.shapes("Ж")] == ["DD"]
        assert [part.viseme for part in shapes.shapes("Ж")] == ["DD"]
        assert [part.viseme for part in shapes.shapes("☃")] == ["E"]
    assert shapes.unknown == {"Ж": 2, "☃": 1}
    assert len(caplog.records) == 2


@pytest.mark.parametrize("language", ["en", "zh"])
@LAW
@given(ipa=st.text(max_size=8))
def test_any_text_has_shapes(language: str, ipa: str) -> None:
    found = PhoneShapes(language).shapes(ipa)
    if found != "following":
        assert found
        assert {part.viseme for part in found} <= set(VISEME15)
        assert sum(part.share for part in found) == pytest.approx(1)
        assert all(part.share > 0 and 0 < part.intensity <= 1 for part in found)
