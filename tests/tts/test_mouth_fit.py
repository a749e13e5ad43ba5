"""A mouth that an engine tells is held against the sound."""

from __future__ import annotations

import numpy as np
import pytest

from visavis.tts.mouth_fit import Verdict, mouth_fit

pytestmark = pytest.mark.unit

RATE_HZ, FPS, SECONDS = 24_000, 60, 3


def opening() -> np.ndarray:
    """A mouth that opens four to six times a second, unevenly."""
    at = np.arange(FPS * SECONDS) / FPS
    return np.clip(np.sin(2 * np.pi * (4 * at + 0.35 * at**2)), 0, 1)


def sound_of(mouth: np.ndarray) -> np.ndarray:
    """As loud as the mouth is open."""
    loud = np.repeat(mouth, RATE_HZ // FPS)
    return (np.random.default_rng(1).normal(0, 1, len(loud)) * (0.02 + loud) * 4000).astype(np.int16)


def test_a_mouth_in_its_place_fits() -> None:
    assert mouth_fit(opening(), sound_of(opening()), RATE_HZ).verdict is Verdict.FITS


@pytest.mark.parametrize("late", [-18, 18])
def test_one_that_is_early_or_late_is_told_by_how_much(late: int) -> None:
    fit = mouth_fit(np.roll(opening(), late), sound_of(opening()), RATE_HZ)
    assert fit.verdict is Verdict.SHIFTED
    assert fit.late_frames == pytest.approx(late, abs=1)


def test_one_that_stands_still_or_belongs_to_another_sound_does_not_fit() -> None:
    sound = sound_of(opening())
    still = np.full(FPS * SECONDS, 0.4)
    other = np.random.default_rng(2).random(FPS * SECONDS)
    assert mouth_fit(still, sound, RATE_HZ).verdict is Verdict.MISFIT
    assert mouth_fit(other, sound, RATE_HZ).verdict is Verdict.MISFIT


def test_nothing_is_said_of_too_little_or_of_silence() -> None:
    short = sound_of(opening())[: RATE_HZ // 4]
    assert mouth_fit(opening(), short, RATE_HZ).verdict is Verdict.UNKNOWN
    assert mouth_fit(opening(), np.zeros(RATE_HZ * SECONDS, np.int16), RATE_HZ).verdict is Verdict.UNKNOWN
