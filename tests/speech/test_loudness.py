"""How loud a vowel is against those before it: bounded, and the same however the sound was cut."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.random_cues import LAW
from visavis.speech.loudness import LOUDEST, MEASURED_MS, SOFTEST, LoudnessMeter

pytestmark = pytest.mark.unit

RATE_HZ = 16_000
VOWEL = RATE_HZ // 10


def tones(*levels: float, samples: int = VOWEL) -> bytes:
    """Stretches of a hum, each so loud."""
    time = np.arange(samples) / RATE_HZ
    hum = np.sin(2 * np.pi * 217 * time) + 0.3 * np.sin(2 * np.pi * 651 * time)
    return b"".join((hum * level * 20_000).astype("<i2").tobytes() for level in levels)


def gains(pcm: bytes, cuts: list[int] | None = None, rate_hz: int = RATE_HZ) -> list[float]:
    meter = LoudnessMeter(rate_hz)
    edges = [0, *sorted(cuts or []), len(pcm)]
    for a, b in pairwise(edges):
        meter.push(pcm[a:b])
    return [meter.gain(at, at + VOWEL) for at in range(0, len(pcm) // 2, VOWEL)]


def test_a_loud_vowel_opens_wider_and_a_soft_one_less() -> None:
    even, loud, soft = gains(tones(0.5, 0.5, 0.5)), gains(tones(0.5, 0.5, 0.8)), gains(tones(0.5, 0.5, 0.25))
    assert even == pytest.approx([1, 1, 1], abs=0.01)
    assert 1.02 < loud[2] <= LOUDEST
    assert SOFTEST <= soft[2] < 0.95


def test_it_is_bounded_and_follows_a_speaker_who_goes_on_louder() -> None:
    found = gains(tones(0.01, 1.0, *[1.0] * 30))
    assert found[1] == LOUDEST
    assert found[-1] == pytest.approx(1, abs=0.05)
    assert gains(tones(1.0, 0.01))[1] == SOFTEST


@pytest.mark.parametrize("level", [0.05, 0.5])
def test_the_volume_of_the_whole_makes_no_difference(level: float) -> None:
    relative = [1.0, 0.6, 0.9, 0.4]
    assert gains(tones(*(level * one for one in relative))) == pytest.approx(gains(tones(*relative)), abs=0.01)


def test_vowels_are_compared_with_what_they_are_by_nature() -> None:
    meter = LoudnessMeter(RATE_HZ)
    meter.push(tones(0.5, 0.35))
    assert meter.gain(0, VOWEL, 1.5) == 1.0
    assert meter.gain(VOWEL, 2 * VOWEL, -1.6) == pytest.approx(1.0, abs=0.01), "3.1 dB softer, as a close vowel is"


def test_silence_and_a_sound_without_length_say_nothing() -> None:
    assert gains(bytes(8 * VOWEL)) == [1.0] * 4
    assert LoudnessMeter(RATE_HZ).gain(0, 800) == 1.0
    meter = LoudnessMeter(RATE_HZ)
    meter.push(tones(0.5))
    assert meter.gain(100, 100) == 1.0


@LAW
@given(
    levels=st.lists(st.sampled_from([0.02, 0.3, 0.5, 1.0]), min_size=1, max_size=8),
    cuts=st.lists(st.integers(0, 8 * 2 * VOWEL), max_size=12),
)
def test_any_cut_of_the_sound_gives_the_same(levels: list[float], cuts: list[int]) -> None:
    pcm = tones(*levels)
    assert gains(pcm, [min(cut, len(pcm)) for cut in cuts]) == gains(pcm)


@pytest.mark.parametrize("rate_hz", [8000, 22_050, 24_000, 48_000])
def test_other_rates_hear_the_same(rate_hz: int) -> None:
    meter = LoudnessMeter(rate_hz)
    samples = rate_hz // 10
    noise = np.random.default_rng(1).normal(0, 3000, samples)
    meter.push(np.concatenate([noise, 2 * noise]).astype("<i2").tobytes())
    first, second = meter.gain(0, samples), meter.gain(samples, 2 * samples)
    assert first == 1.0
    assert second == pytest.approx(1 + 0.03 * 20 * np.log10(2) * (0.9 / 1.9), abs=0.02)


def test_it_knows_when_it_has_heard_enough() -> None:
    meter = LoudnessMeter(RATE_HZ)
    enough = round(MEASURED_MS / 1000 * RATE_HZ)
    assert not meter.has_heard(0, VOWEL)
    meter.push(tones(0.5))
    assert meter.has_heard(0, VOWEL)
    assert not meter.has_heard(VOWEL - 1, VOWEL + 800)
    assert not meter.has_heard(0, 10 * VOWEL)
    meter.push(tones(0.5, samples=enough - VOWEL))
    assert meter.has_heard(0, 10 * VOWEL), "a long sound is not waited for"


def test_a_long_sound_keeps_no_history() -> None:
    meter = LoudnessMeter(RATE_HZ)
    for second in range(120):
        meter.push(tones(0.5, samples=RATE_HZ))
        assert meter.gain(second * RATE_HZ, second * RATE_HZ + VOWEL) == pytest.approx(1, abs=0.01)
    assert len(meter._sums) <= 4000
    assert meter.gain(0, VOWEL) == 1.0, "what was forgotten says nothing"
