"""Kana as phonemes."""

from __future__ import annotations

import pytest

from visavis.tts.engines.espeak.kana import espeak_kana

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("reading", "written"),
    [
        ("サンポ", "[[s'ampo]]"),
        ("さんま", "[[s'amma]]"),
        ("デンワ", "[[d'eN\\wa]]"),
        ("ホン", "[[hoN\\]]"),
        ("テンキ", "[[t'eNki]]"),
        ("ガッコー", "[[g'akkoo]]"),
        ("コーヒー", "[[k'ooCii]]"),
        ("キャク", "[[k_jaku]]"),
        ("ア", "[[a]]"),
        ("マス", "[[mas]]"),
        ("アッ", "[[a?]]"),
        ("えっーー", "[['e?]]"),
    ],
)
def test_written(reading: str, written: str) -> None:
    assert espeak_kana(reading) == written


@pytest.mark.parametrize("reading", ["", "ー", "ーー", "東京", "abc", "[[", "サン]]ポ", "サ ン"])
def test_what_is_no_kana_is_refused(reading: str) -> None:
    assert espeak_kana(reading) is None
