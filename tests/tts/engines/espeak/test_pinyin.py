"""Digit pinyin for the library."""

import pytest

from visavis.tts.engines.espeak.pinyin import before_light_er, espeak_syllable

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("nin2", ("nin2", 2)),
        ("LV4", ("lv4", 4)),
        ("nü3", ("nv3", 3)),
        ("lu:4", ("lv4", 4)),
        ("xiong2", ("[[S;y'ong35]]", 2)),
        ("qiong2", ("[[tS;hy'ong35]]", 2)),
        ("jiong3", ("[[tS;y'ong214]]", 3)),
        ("shun4", ("[[s.'u@n51]]", 4)),
        ("te4", ("[[th'o-51]]", 4)),
        ("le5", ("le5", 5)),
        ("me5", ("[[m@11]]", 5)),
        ("me1", ("me1", 1)),
        ("r5", ("er5", 5)),
        ("wong1", ("weng1", 1)),
    ],
)
def test_readings(reading: str, expected: tuple[str, int]) -> None:
    assert espeak_syllable(reading) == expected


@pytest.mark.parametrize(
    ("reading", "said"),
    [("dian3", "dia3"), ("hai2", "ha2"), ("wan2", "wa2"), ("hua1", "hua1"), ("bian1", "bian1"), ("fang2", "fang2")],
)
def test_before_a_light_er_the_coda_is_dropped(reading: str, said: str) -> None:
    assert before_light_er(reading) == said


@pytest.mark.parametrize(
    "reading", ["", "nin", "nin6", "2", "nin2 hao3", "[[a]]1", "a\x011", "zhuangg1x", "nín", "abcdefgh1"]
)
def test_what_is_no_syllable(reading: str) -> None:
    assert espeak_syllable(reading) is None
