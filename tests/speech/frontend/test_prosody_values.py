"""Every form in which rate, pitch, volume and emphasis may be written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visavis.speech.frontend.prosody_values import emphasised, pitched, rated, voiced
from visavis.speech.text import PLAIN, Manner

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "rate"),
    [
        ("slow", 0.8), ("default", 1.0), ("x-fast", 1.6), ("80%", 0.8), ("+20%", 1.2), ("-30.00%", 0.7), ("1.5", 1.5),
        ("+0.5", 1.5), (" 90% ", 0.9), ("1000%", 2.5), ("-100%", 0.4),
    ],
)  # fmt: skip
def test_rate(value: str, rate: float) -> None:
    manner = rated(PLAIN, value)
    assert manner is not None
    assert manner.rate == pytest.approx(rate)


@pytest.mark.parametrize(
    ("value", "semitones"),
    [
        ("high", 3.0), ("x-low", -6.0), ("medium", 0.0), ("+2st", 2.0), ("-0.5st", -0.5), ("2ST", 2.0), ("+10%", 1.650),
        ("-50%", -12.0), ("110%", 1.650), ("+20Hz", 1.824), ("180Hz", 0.0), ("90hz", -12.0), ("+99st", 12.0),
    ],
)  # fmt: skip
def test_pitch(value: str, semitones: float) -> None:
    manner = pitched(PLAIN, value)
    assert manner is not None
    assert manner.pitch_semitones == pytest.approx(semitones, abs=0.001)


@pytest.mark.parametrize(
    ("value", "volume"),
    [
        ("silent", 0.0), ("soft", 0.5), ("x-loud", 2.0), ("+6dB", 1.995), ("-6.0dB", 0.501), ("50", 0.5), ("100", 1.0),
        ("+10", 1.1), ("-20%", 0.8), ("50%", 0.5), ("+99dB", 2.0), ("0", 0.0),
    ],
)  # fmt: skip
def test_volume(value: str, volume: float) -> None:
    manner = voiced(PLAIN, value)
    assert manner is not None
    assert manner.volume == pytest.approx(volume, abs=0.001)


@pytest.mark.parametrize("value", ["", "quick", "20", "2 st", "1e3", "--1%", "+%", "５0%", "101", "nan", "1/2"])
def test_anything_else_is_none(value: str) -> None:
    refused = [change(PLAIN, value) is None for change in (rated, pitched, voiced)]
    # 20 and 101 are a rate, the first also a volume; neither is a pitch.
    assert refused == {"20": [False, True, False], "101": [False, True, True]}.get(value, [True, True, True])


def test_numbers_are_relative_to_the_element_around_and_words_are_not() -> None:
    outer = Manner(0.8, 2.0, 0.5)
    assert rated(outer, "50%") == Manner(0.4, 2.0, 0.5)
    assert rated(outer, "medium") == Manner(1.0, 2.0, 0.5)
    assert pitched(outer, "+1st") == Manner(0.8, 3.0, 0.5)
    assert voiced(outer, "default") == Manner(0.8, 2.0, 1.0)


def test_emphasis_is_slower_higher_and_louder_and_adds_to_what_is_around() -> None:
    strong, moderate, reduced = (emphasised(PLAIN, level) for level in ("strong", "moderate", "reduced"))
    assert strong is not None
    assert moderate is not None
    assert reduced is not None
    assert strong.rate < moderate.rate < 1 < reduced.rate
    assert strong.pitch_semitones > moderate.pitch_semitones > 0 > reduced.pitch_semitones
    assert strong.volume > moderate.volume > 1 > reduced.volume
    assert emphasised(Manner(0.8, 2.0, 0.5), "none") == Manner(0.8, 2.0, 0.5)
    assert emphasised(PLAIN, "loud") is None


@given(st.text(max_size=12) | st.from_regex(r"[+-]?\d{0,9}\.?\d{0,3}(%|st|dB|Hz)?", fullmatch=True))
def test_no_value_leaves_the_limits(value: str) -> None:
    for change in (rated, pitched, voiced):
        manner = change(Manner(2.0, 11.0, 1.9), value)
        if manner is not None:
            assert 0.4 <= manner.rate <= 2.5
            assert -12 <= manner.pitch_semitones <= 12
            assert 0 <= manner.volume <= 2
