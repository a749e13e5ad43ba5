"""No peak above the ceiling, also between samples; what has none stays as it is."""

from __future__ import annotations

import numpy as np
import pytest
import soxr

from fakes.babble import Sound, babble
from visavis.tts.evening.limiter import CEILING_DBTP, Limiter, true_peak

pytestmark = pytest.mark.unit

RATES_HZ = (8000, 16_000, 22_050, 24_000, 48_000)


def limited(sound: Sound, rate_hz: int, pieces: tuple[int, ...] = (1 << 20,)) -> Sound:
    limiter = Limiter(rate_hz)
    made, at, turn = [], 0, 0
    while at < len(sound):
        size = pieces[turn % len(pieces)]
        made.append(limiter.push(sound[at : at + size]))
        at, turn = at + size, turn + 1
    return np.concatenate([*made, limiter.finish()])


def peak_db(sound: Sound, rate_hz: int) -> float:
    """The highest place as another resampler finds it."""
    return float(20 * np.log10(np.abs(soxr.resample(sound.astype(np.float64), rate_hz, 8 * rate_hz, "VHQ")).max()))


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_loud_sound_comes_out_below_the_ceiling(rate_hz: int) -> None:
    sound = babble(2, rate_hz, level=0.5)
    made = limited(sound, rate_hz)
    assert peak_db(sound, rate_hz) > 0
    assert peak_db(made, rate_hz) < CEILING_DBTP + 0.1
    assert len(made) == len(sound)


def test_peaks_between_samples_count() -> None:
    # A quarter of the rate, sampled beside its crests: the samples reach 0.71 of the tone's height.
    at = np.arange(4800)
    tone = (1.2 * np.sin(np.pi / 2 * at + np.pi / 4) * np.hanning(4800)).astype(np.float32)
    assert np.abs(tone).max() < 0.87
    assert true_peak(tone) == pytest.approx(1.2, abs=0.02)
    assert peak_db(limited(tone, 48_000), 48_000) < CEILING_DBTP + 0.1


def test_sound_without_peaks_is_not_touched() -> None:
    sound = babble(1, 16_000, level=0.1)
    assert np.array_equal(limited(sound, 16_000, (777, 3, 5000)), sound)


def test_it_does_not_matter_how_the_sound_was_cut() -> None:
    sound = babble(1, 24_000, level=0.5)
    assert np.array_equal(limited(sound, 24_000), limited(sound, 24_000, (777, 13, 1, 400)))


def test_the_gain_has_no_step_and_what_is_far_from_a_peak_stays() -> None:
    rate_hz = 16_000
    sound = np.full(rate_hz, 0.25, dtype=np.float32)
    sound[8000:8160] = 1.0
    gain = limited(sound, rate_hz) / sound
    assert gain[:7900].tolist() == [1.0] * 7900
    assert gain[10_000:] == pytest.approx(1.0, abs=0.001)
    assert np.abs(np.diff(gain)).max() < 0.01
    assert gain[8000:8160].max() <= 10 ** (CEILING_DBTP / 20) + 1e-6


def test_little_is_held_back() -> None:
    limiter = Limiter(16_000)
    given = limiter.push(babble(0.12, 16_000))
    assert 0.12 - len(given) / 16_000 < 0.008


@pytest.mark.parametrize("samples", [0, 1, 15, 100])
def test_a_sound_of_a_moment_is_whole(samples: int) -> None:
    sound = np.full(samples, 0.5, dtype=np.float32)
    assert np.array_equal(limited(sound, 16_000), sound)
