"""Chains, mixtures and the model of a voice, on sounds made up for the purpose."""

from __future__ import annotations

import numpy as np
import pytest

from visavis.speech.alignment.chain import SILENCE, SILENCE_STATES, STATES, build_chain, silence_favoured
from visavis.speech.alignment.features import CEPSTRA
from visavis.speech.alignment.mixture import estimate, gaussians
from visavis.speech.alignment.observations import for_models
from visavis.speech.alignment.paths import path_of, spans_of
from visavis.speech.alignment.viterbi import best_path
from visavis.speech.alignment.voice_model import Heard, train

pytestmark = pytest.mark.unit

SOUNDS = {name: np.random.default_rng(ord(name)).normal(0, 6, CEPSTRA) for name in "abcdeé"}
SOUNDS[SILENCE] = np.full(CEPSTRA, -12.0)


def utterance(seed: int, words: str = "ab cad be") -> tuple[Heard, list[int]]:
    """Features of words said by a made-up voice, a poor first path, and the true onset of every sound."""
    rng = np.random.default_rng(seed)
    letters = [letter for letter in words if letter != " "]
    begins = [index == 0 or words[index - 1] == " " for index, letter in enumerate(words) if letter != " "]
    said = [(SILENCE, 20)]
    for letter, begin in zip(letters, begins, strict=True):
        if begin and len(said) > 1 and rng.random() < 0.5:
            said.append((SILENCE, int(rng.integers(12, 30))))
        said.append((letter, int(rng.integers(8, 25))))
    said.append((SILENCE, 20))
    statics = np.concatenate([SOUNDS[name] + rng.normal(0, 1.0, (count, CEPSTRA)) for name, count in said])
    edges = np.concatenate(([0], np.cumsum([count for _, count in said])))
    onsets = [int(edges[index]) for index, (name, _) in enumerate(said) if name != SILENCE]
    ends = [int(edges[index + 1]) for index, (name, _) in enumerate(said) if name != SILENCE]
    chain = build_chain(letters, begins)
    wrong = rng.integers(-5, 6, len(onsets))
    first = path_of(chain, np.array(onsets) + wrong, np.array(ends) + wrong, len(statics))
    return Heard(statics.astype(np.float32), chain, first), onsets


def test_a_chain_offers_silence_before_words_only() -> None:
    chain = build_chain(["a", "b", "a"], [True, False, True])
    assert [unit.model for unit in chain.units] == [SILENCE, "a", "b", SILENCE, "a", SILENCE]
    assert chain.models == (SILENCE, "a", "b")
    skipped = np.flatnonzero(chain.skips >= 0)
    assert [(chain.units[chain.unit_of[state]].phone, int(chain.skips[state])) for state in skipped] == [
        (2, SILENCE_STATES + 2 * STATES - 1)
    ]


def test_the_likeliest_path_passes_over_a_pause_that_is_not_there() -> None:
    chain = build_chain(["a", "b"], [True, True])
    states = len(chain.unit_of)
    for pause in (0, 10):
        truth = [1] * 12 + [2] * pause + [3] * 12
        emission = np.full((len(truth), states), -8.0, dtype=np.float32)
        for frame, unit in enumerate(truth):
            emission[frame, chain.unit_of == unit] = 0.0
        even = np.full(states, np.log(0.5), dtype=np.float32)
        path, likelihood = best_path(emission, chain, even, even, -0.5)
        assert chain.unit_of[path].tolist() == truth
        assert np.isfinite(likelihood)


def test_too_few_frames_are_dealt_out() -> None:
    chain = build_chain(list("abcabc"), [True] * 6)
    states = len(chain.unit_of)
    even = np.full(states, np.log(0.5), dtype=np.float32)
    path, likelihood = best_path(np.zeros((4, states), dtype=np.float32), chain, even, even, -0.5)
    assert len(path) == 4
    assert likelihood == -np.inf


def test_paths_and_spans_are_each_other() -> None:
    chain = build_chain(["a", "b", "c"], [True, False, True])
    path = path_of(chain, np.array([10.0, 20.0, 50.0]), np.array([20.0, 40.0, 60.0]), 80)
    assert spans_of(chain, path) == [(-1, 0, 10), (0, 10, 20), (1, 20, 40), (-1, 40, 50), (2, 50, 60), (-1, 60, 80)]


def test_mixtures_tell_two_ways_of_saying_one_sound() -> None:
    rng = np.random.default_rng(2)
    frames = np.concatenate((rng.normal(-4, 1, (200, 3)), rng.normal(4, 1, (200, 3)))).astype(np.float32)
    states = np.zeros(400, dtype=np.int32)
    floor = np.full(3, 0.01, dtype=np.float32)
    one = estimate(frames, states, 1, 1, floor, pooling=0).log_likelihoods(frames).mean()
    two = estimate(frames, states, 1, 2, floor, pooling=0).log_likelihoods(frames).mean()
    assert two > one + 1


def test_frames_count_as_much_as_they_weigh() -> None:
    frames = np.array([[0.0], [0.0], [10.0]], dtype=np.float32)
    states = np.zeros(3, dtype=np.int32)
    amounts = np.array([1, 1, 2], dtype=np.float32)
    found = gaussians(frames, states, amounts, 2, np.array([0.1], dtype=np.float32), 0.0)
    assert found.means[0, 0, 0] == pytest.approx(5)
    assert found.means[1, 0, 0] == pytest.approx(10 / 3)  # never seen: sounds like everything


def test_a_voice_is_learnt_from_poor_paths() -> None:
    taught = [utterance(seed) for seed in range(12)]
    model = train([heard for heard, _ in taught])
    heard, onsets = utterance(99, "bad cab")
    before = [start for phone, start, _ in spans_of(heard.chain, heard.path) if phone >= 0]
    path, _ = model.path(for_models(heard.statics), heard.chain)
    after = [start for phone, start, _ in spans_of(heard.chain, path) if phone >= 0]
    assert np.abs(np.subtract(after, onsets)).mean() <= 1
    assert np.abs(np.subtract(before, onsets)).mean() > 1.5


def test_a_sound_never_heard_is_an_error_that_names_it() -> None:
    model = train([utterance(1)[0]])
    heard, _ = utterance(2, "é")
    with pytest.raises(KeyError, match="é"):
        model.path(for_models(heard.statics), heard.chain)


def test_nothing_teaches_nothing() -> None:
    with pytest.raises(ValueError, match="no utterance"):
        train([])


def test_in_a_pause_silence_is_likelier() -> None:
    chain = build_chain(["a"], [True])
    favour = silence_favoured(chain, np.array([True, False]))
    silent = np.array([unit.phone < 0 for unit in chain.units])[chain.unit_of]
    assert (favour[0, silent] == 0).all()
    assert (favour[0, ~silent] < -10).all()
    assert (favour[1] == 0).all()
