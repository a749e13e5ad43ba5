"""Sound to cepstra: where frames lie, and what they tell."""

from __future__ import annotations

import numpy as np
import pytest

from visavis.speech.alignment.features import ANALYSIS_HZ, CEPSTRA, HOP_SAMPLES, cepstra, delta, frame_count, log_mel
from visavis.speech.alignment.sound import listen

pytestmark = pytest.mark.unit


def tone(hz: float, seconds: float = 0.5) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * ANALYSIS_HZ)) / ANALYSIS_HZ)).astype(np.float32)


def test_the_band_of_a_tone_is_the_loudest() -> None:
    bands = [int(log_mel(tone(hz))[50].argmax()) for hz in (300, 1000, 3000, 6000)]
    assert bands == sorted(set(bands))


def test_a_frame_is_centred_on_its_sample() -> None:
    samples = np.zeros(ANALYSIS_HZ, dtype=np.float32)
    samples[100 * HOP_SAMPLES] = 0.9
    loudness = cepstra(log_mel(samples))[:, 0]
    loud = np.flatnonzero(loudness > loudness.min() + 1)
    assert abs(loud.mean() - 100) <= 0.5
    assert len(loud) * HOP_SAMPLES <= 400


@pytest.mark.parametrize("samples", [0, 1, 79, 80, 400, 5000 * 80 + 3])
def test_every_length_has_its_frames(samples: int) -> None:
    values = cepstra(log_mel(np.full(samples, 0.1, dtype=np.float32)))
    assert values.shape == (frame_count(samples), CEPSTRA)
    assert np.isfinite(values).all()


def test_the_slope_of_a_ramp_is_its_step() -> None:
    ramp = np.arange(20, dtype=np.float32)[:, None] * 3
    assert delta(ramp, 2)[2:-2] == pytest.approx(3)


@pytest.mark.parametrize("rate_hz", [8000, 16000, 22050, 44100, 48000])
def test_a_sound_is_heard_alike_at_every_rate(rate_hz: int) -> None:
    seconds = np.arange(rate_hz) / rate_hz
    wave = 0.3 * np.sin(2 * np.pi * 700 * seconds) + 0.2 * np.sin(2 * np.pi * 1900 * seconds)
    sound = listen((wave * 32767).astype(np.int16), rate_hz)
    same = listen(wave[: rate_hz // 2].astype(np.float32), rate_hz)
    assert sound.frames == pytest.approx(201, abs=1)
    assert sound.cepstra[80, 1:4] == pytest.approx(same.cepstra[80, 1:4], abs=0.5)
    assert sound.sample_at(100) == rate_hz // 2
    assert sound.frame_at(rate_hz / 2) == pytest.approx(100)


def test_a_sound_is_heard_through_the_band_of_another() -> None:
    low = np.random.default_rng(1).normal(0, 0.05, 8000).astype(np.float32) + tone(700)
    both = low + tone(6000)
    apart = []
    for rate_hz in (16000, 8000):
        other = listen(np.random.default_rng(2).normal(0, 1e-4, rate_hz).astype(np.float32), rate_hz)
        heard = [listen(sound, 16000, like=other).cepstra[10:90] for sound in (low, both)]
        apart.append(np.abs(heard[0] - heard[1]).max())
    assert apart[0] > 2
    assert apart[1] < 1


def test_a_clean_sound_is_heard_in_the_background_of_another() -> None:
    rng = np.random.default_rng(3)
    clean = np.concatenate((tone(700), np.zeros(8000, np.float32)))
    noisy = 0.2 * clean + rng.normal(0, 0.01, 16000).astype(np.float32)
    other = listen(noisy, 16000)
    alone, like = listen(clean, 16000), listen(clean, 16000, like=other)
    assert like.loud == other.loud
    quiet = slice(120, 180)
    assert np.abs(like.cepstra[quiet, 0] - other.cepstra[quiet, 0]).mean() < 6
    assert np.abs(alone.cepstra[quiet, 0] - other.cepstra[quiet, 0]).mean() > 20


def test_what_is_not_a_number_is_heard_as_silence() -> None:
    samples = np.full(1600, np.nan, dtype=np.float32)
    assert not listen(samples, 16000).voiced.any()


@pytest.mark.parametrize(("shape", "rate_hz"), [((4, 2), 16000), ((4,), 10)])
def test_other_shapes_and_rates_are_refused(shape: tuple[int, ...], rate_hz: int) -> None:
    with pytest.raises(ValueError, match="mono samples"):
        listen(np.zeros(shape, dtype=np.int16), rate_hz)
