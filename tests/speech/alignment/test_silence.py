"""Where nobody speaks."""

from __future__ import annotations

import numpy as np
import pytest

from visavis.speech.alignment.silence import endpoints, loudness_db, pauses, runs, voiced_frames, without_pauses

pytestmark = pytest.mark.unit

RNG = np.random.default_rng(5)


def speechlike(*stretches: tuple[float, float], noise: float = 1e-4) -> np.ndarray:
    """Seconds and amplitude of each stretch, one after another."""
    parts = [RNG.normal(0, amplitude or noise, round(seconds * 16000)) for seconds, amplitude in stretches]
    return np.concatenate(parts).astype(np.float32)


def test_the_ends_of_speech() -> None:
    voiced = voiced_frames(loudness_db(speechlike((0.5, 0), (1.0, 0.1), (0.7, 0))))
    ends = endpoints(voiced)
    assert ends == (pytest.approx(100 - 6, abs=4), pytest.approx(300 + 6, abs=4))


def test_a_click_is_not_speech() -> None:
    sound = speechlike((1.0, 0), (0.8, 0.1), (0.5, 0))
    sound[1600:1680] = 0.5
    ends = endpoints(voiced_frames(loudness_db(sound)))
    assert ends is not None
    assert ends[0] > 180


@pytest.mark.parametrize("sound", [np.zeros(16000, np.float32), np.zeros(0, np.float32), np.zeros(1, np.float32)])
def test_silence_has_no_speech(sound: np.ndarray) -> None:
    assert endpoints(voiced_frames(loudness_db(sound))) is None


def test_a_recording_cut_to_the_speech_is_all_speech() -> None:
    assert voiced_frames(loudness_db(speechlike((1.0, 0.1)))).all()


def test_only_long_stretches_are_pauses() -> None:
    sound = speechlike((0.5, 0.1), (0.1, 0), (0.5, 0.1), (0.4, 0), (0.5, 0.1))
    quiet = pauses(voiced_frames(loudness_db(sound)))
    found = runs(quiet, 1)
    assert len(found) == 1
    assert found[0] == (pytest.approx(226, abs=5), pytest.approx(294, abs=5))


def test_the_middle_of_a_pause_is_cut_out() -> None:
    voiced = voiced_frames(loudness_db(speechlike((0.5, 0.1), (3.0, 0), (0.5, 0.1))))
    kept = without_pauses(voiced, 0, len(voiced))
    assert len(kept) == pytest.approx(200 + 24, abs=8)
    assert np.diff(kept).max() > 500


def test_runs_are_counted_to_the_edges() -> None:
    flags = np.array([True, True, False, True, False, True, True, True])
    assert runs(flags, 2) == [(0, 2), (5, 8)]
    assert runs(np.zeros(3, dtype=np.bool_), 1) == []
