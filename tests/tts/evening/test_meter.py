"""Loudness as the recommendation measures it, held against another implementation."""

from __future__ import annotations

import numpy as np
import pyloudnorm
import pytest

from fakes.babble import Sound, babble
from visavis.tts.evening.meter import Level, Meter, together

pytestmark = pytest.mark.unit


def measured(sound: Sound, rate_hz: int, piece: int | None = None) -> Level | None:
    meter = Meter(rate_hz)
    for at in range(0, len(sound), piece or len(sound)):
        meter.push(sound[at : at + (piece or len(sound))])
    return meter.level()


@pytest.mark.parametrize("rate_hz", [8000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_it_agrees_with_another_meter(rate_hz: int) -> None:
    sound = babble(9, rate_hz)
    sound[: 2 * rate_hz] = 0  # the absolute gate
    sound[5 * rate_hz : 7 * rate_hz] *= 0.05  # the relative one
    level = measured(sound, rate_hz)
    assert level is not None
    assert level.lufs == pytest.approx(pyloudnorm.Meter(rate_hz).integrated_loudness(sound), abs=0.1)
    assert level.seconds == pytest.approx(5, abs=0.6), "only what passed the gates counts"


def test_a_full_scale_tone_is_what_the_recommendation_says() -> None:
    tone = np.sin(2 * np.pi * 997 * np.arange(48_000 * 2) / 48_000).astype(np.float32)
    level = measured(tone, 48_000)
    assert level is not None
    assert level.lufs == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize("piece", [1, 777, 2400, 100_000])
def test_it_does_not_matter_how_the_sound_was_cut(piece: int) -> None:
    sound = babble(1.5, 8000)
    level, whole = measured(sound, 8000, piece), measured(sound, 8000)
    assert level is not None
    assert whole is not None
    assert level.lufs == pytest.approx(whole.lufs, abs=1e-6)


def test_silence_has_no_level_and_a_short_sound_has_one() -> None:
    assert measured(np.zeros(16_000, dtype=np.float32), 16_000) is None
    assert measured(babble(0.05, 16_000), 16_000) is None, "less than a step"
    short = measured(babble(0.25, 16_000), 16_000)
    assert short is not None
    assert short.seconds == pytest.approx(0.2)


def test_two_levels_count_by_their_length() -> None:
    assert together(Level(-20.0, 3.0), Level(-28.0, 1.0)) == Level(-22.0, 4.0)
