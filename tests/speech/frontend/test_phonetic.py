"""Pinyin in its spellings, and IPA."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.speech.frontend.phonetic import ipa_of, is_syllable, pinyin_syllables

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("written", "syllables"),
    [
        ("chong2qing4", ("chong2", "qing4")),
        ("chong2 qing4", ("chong2", "qing4")),
        ("CHONG2-QING4", ("chong2", "qing4")),
        ("mu 4 ban 3", ("mu4", "ban3")),
        ("mu 4 & ban 3", ("mu4", "ban3")),
        ("ma1ma0", ("ma1", "ma5")),
        ("nü3 er2", ("nv3", "er2")),
        ("lu:4", ("lv4",)),
        ("lv4 se4", ("lv4", "se4")),
        ("hua1 r5", ("hua1", "er5")),
        ("chóng qìng", ("chong2", "qing4")),
        ("mā ma", ("ma1", "ma5")),
        ("lǜ sè", ("lv4", "se4")),
        ("ma", None),
        ("", None),
        ("chong2qing", None),
        ("ni hao 3 x", None),
        ("3", None),
        ("hello!", None),
    ],
)
def test_pinyin(written: str, syllables: tuple[str, ...] | None) -> None:
    assert pinyin_syllables(written) == syllables


def test_only_syllables_of_mandarin_are_syllables() -> None:
    assert all(is_syllable(one) for one in ("zhuang1", "lv4", "er5", "a5", "xiong2"))
    assert not any(is_syllable(one) for one in ("xx1", "ma6", "ma", "", "1", "fea2"))


@pytest.mark.parametrize(
    ("written", "ipa"),
    [
        ("/ˈvɪzəvi/", "ˈvɪzəvi"),
        ("[həˈləʊ]", "həˈləʊ"),
        (" tʃaɪ ", "tʃaɪ"),
        ("g", "ɡ"),
        ("'a:", "ˈaː"),
        ("ma˥˩ ʂu˥", "ma ʂu"),
        ("ɑ̃", "ɑ̃"),
        ("çe", "çe"),
    ],
)
def test_ipa(written: str, ipa: str) -> None:
    assert ipa_of(written) == ipa


@pytest.mark.parametrize(
    ("written", "wrong"), [("n1", "'1'"), ("h@l", "'@'"), ("好", "'好'"), ("<b>", "'<'"), ("A", "'A'")]
)
def test_what_is_no_ipa_is_named(written: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        ipa_of(written)


def test_ipa_without_a_sound() -> None:
    with pytest.raises(ValueError, match="holds no sound"):
        ipa_of("ˈ")


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    syllables = pinyin_syllables(text)
    assert syllables is None or all(syllable[-1] in "12345" for syllable in syllables)
    try:
        assert ipa_of(text).strip()
    except ValueError as error:
        assert str(error)  # noqa: PT017
