"""Sound at an uneven pace: what was where is told exactly, and the voice stays."""

import numpy as np
import pytest
from numpy.typing import NDArray

from visavis.bench.lipsync.warp import warp

pytestmark = pytest.mark.unit

RATE_HZ = 16000


def buzz(seconds: float) -> NDArray[np.float32]:
    """A voice of 120 Hz with its overtones."""
    time = np.arange(round(RATE_HZ * seconds)) / RATE_HZ
    return sum(np.sin(2 * np.pi * 120 * step * time) / step for step in range(1, 9)).astype(np.float32) * 0.3  # type: ignore[union-attr]


@pytest.mark.parametrize("seed", range(5))
def test_edges_are_where_the_map_says(seed: int) -> None:
    edges_ms = (300.0, 480.0, 900.0, 1010.0, 1500.0, 1930.0)
    sound = buzz(2.5)
    index_ms = np.arange(len(sound)) * 1000 / RATE_HZ
    sound[np.searchsorted(edges_ms, index_ms) % 2 == 0] = 0
    warped = warp(sound, RATE_HZ, seed)
    loud = np.convolve(np.abs(warped.samples), np.ones(160) / 160, "same") > 0.08
    now_ms = np.arange(len(loud)) * 1000 / RATE_HZ
    expected = np.searchsorted([warped.time_ms(edge) for edge in edges_ms], now_ms) % 2 == 1
    wrong_ms = np.count_nonzero(loud != expected) * 1000 / RATE_HZ
    assert wrong_ms / len(edges_ms) < 8
    unmoved = np.searchsorted(edges_ms, now_ms) % 2 == 1
    assert np.count_nonzero(loud != unmoved) * 1000 / RATE_HZ > 2 * wrong_ms


def test_the_pace_changes_within_its_bounds_and_time_never_runs_back() -> None:
    warped = warp(buzz(6.0), RATE_HZ, 1)
    times = np.array([warped.time_ms(at) for at in range(0, 6000, 300)])
    pace = 300 / np.diff(times)
    assert (np.diff(times) > 0).all()
    assert pace.min() < 0.9
    assert pace.max() > 1.1
    assert 0.65 < pace.min() <= pace.max() < 1.5


def test_the_pitch_stays() -> None:
    warped = warp(buzz(3.0), RATE_HZ, 2).samples
    spectrum = np.abs(np.fft.rfft(warped * np.hanning(len(warped))))
    peak_hz = np.argmax(spectrum) * RATE_HZ / len(warped)
    assert peak_hz == pytest.approx(120, abs=3)


def test_the_same_seed_gives_the_same_sound() -> None:
    assert np.array_equal(warp(buzz(1.0), RATE_HZ, 3).samples, warp(buzz(1.0), RATE_HZ, 3).samples)
    assert len(warp(buzz(1.0), RATE_HZ, 3).samples) != len(warp(buzz(1.0), RATE_HZ, 4).samples)


def test_very_short_sound_is_left_alone() -> None:
    short = np.ones(300, np.float32)
    warped = warp(short, RATE_HZ, 0)
    assert np.array_equal(warped.samples, short)
    assert warped.time_ms(10.0) == 10.0
