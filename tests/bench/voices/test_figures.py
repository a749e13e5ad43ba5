"""What ``visavis bench voices`` measures, on sounds whose figures are known."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from click.testing import CliRunner

from visavis.bench.voices.onsets import median_distance_ms
from visavis.bench.voices.trial import Trial, loudness_lufs
from visavis.cli import main
from visavis.speech.cues import Cue
from visavis.tts.whole import WholeUtterance

pytestmark = pytest.mark.contract

RATE_HZ = 48_000


def utterance(parts: list[tuple[float, float]], cues: tuple[Cue, ...] = ()) -> WholeUtterance:
    """Tones of 997 Hz: seconds, and the peak of each as a part of full scale."""
    sound = np.concatenate(
        [level * np.sin(2 * np.pi * 997 * np.arange(round(s * RATE_HZ)) / RATE_HZ) for s, level in parts]
    )
    pcm = np.rint(32767 * sound).astype("<i2").tobytes()
    rows = np.zeros((1, 15), np.uint8)
    return WholeUtterance("", "en", "a:b", RATE_HZ, pcm, rows, (), (), (), cues)


def test_loudness_is_that_of_all_together_and_not_of_the_pauses() -> None:
    one, other = utterance([(5.0, 1.0), (3.0, 0.0)]), utterance([(5.0, 1.0)])
    assert loudness_lufs([one, other]) == pytest.approx(-3.0, abs=0.2)
    assert loudness_lufs([utterance([(1.0, 0.0)])]) is None


def test_coverage_counts_from_the_first_sound_to_the_last() -> None:
    sound = [(0.5, 0.0), (1.0, 0.5), (0.5, 0.0)]
    all_of_it = Trial(utterance(sound, (Cue("sil", 0, 500), Cue("aa", 500, 1500))), 0.1, 0.2)
    assert all_of_it.cue_coverage == pytest.approx(1.0, abs=0.01)
    half = Trial(utterance(sound, (Cue("aa", 200, 1000), Cue("sil", 1000, 2000))), 0.1, 0.2)
    assert half.cue_coverage == pytest.approx(0.5, abs=0.01)
    assert Trial(utterance([(1.0, 0.0)], (Cue("aa", 0, 1000),)), 0.1, 0.2).cue_coverage == 0.0
    assert half.real_time_factor == pytest.approx(0.1)


def test_onsets_are_compared_where_both_have_the_same_shapes() -> None:
    ours = [Cue("PP", 0, 100), Cue("aa", 100, 200), Cue("SS", 200, 300), Cue("I", 300, 400)]
    late = [Cue("sil", 0, 30), Cue("PP", 30, 140), Cue("aa", 140, 240), Cue("DD", 240, 350), Cue("I", 350, 400)]
    assert median_distance_ms(ours, late) == 40
    assert median_distance_ms(ours, [Cue("U", 0, 100)]) is None


def test_voices_side_by_side() -> None:
    done = CliRunner().invoke(main, ["bench", "voices", "espeak:zh", "flite:slt", "espeak:sw", "--json"])
    assert done.exit_code == 0, done.output
    zh, slt, sw = json.loads(done.stdout)
    for voice, language in ((zh, "zh"), (slt, "en")):
        assert voice["language"] == language
        assert voice["error"] is None
        assert voice["first_audio_ms"] > 0
        assert math.isclose(voice["loudness_lufs"], -18.5, abs_tol=2)
        assert 0.9 < voice["cue_coverage"] <= 1
        assert voice["onset_error_ms"] < 20
    assert sw["error"] == "no sentences in its language"


def test_a_voice_that_nobody_has_is_an_error() -> None:
    done = CliRunner().invoke(main, ["bench", "voices", "espeak:nobody"])
    assert (done.exit_code, "espeak:nobody" in done.output) == (2, True)
