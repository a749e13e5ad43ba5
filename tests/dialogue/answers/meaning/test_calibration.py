"""Scores from cosines, whatever a model's cosines are like."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from visavis.dialogue.answers.meaning.calibration import Calibration, calibrate

pytestmark = pytest.mark.unit


def _file(common: float, seed: int = 1) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """40 answers of 3 wordings; all vectors share a direction of weight ``common``, as those of many models do."""
    chance = np.random.default_rng(seed)
    subjects = np.repeat(chance.normal(size=(40, 64)), 3, axis=0)
    vectors = subjects + 0.4 * chance.normal(size=subjects.shape)
    vectors[:, 0] += common * 8
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit.astype(np.float32), np.repeat(np.arange(40, dtype=np.int32), 3)


@pytest.mark.parametrize("common", [0.0, 1.0, 3.0])
def test_the_middle_divides_wordings_from_other_questions_in_every_model(common: float) -> None:
    vectors, answers = _file(common)
    scores = calibrate(vectors, answers).scores(vectors @ vectors.T)
    same = answers[:, None] == answers[None, :]
    np.fill_diagonal(scores, np.nan)
    assert np.nanmedian(np.where(same, scores, np.nan)) > 0.5
    assert np.nanmean(np.where(same, np.nan, scores) < 0.5) > 0.95


def test_one_question_alone_is_scored_by_what_models_are_usually_like() -> None:
    assert calibrate(np.ones((1, 1), np.float32), np.zeros(1, np.int32)) == Calibration()


def test_a_closer_meaning_never_scores_lower() -> None:
    scores = Calibration(0.6, 0.6).scores(np.linspace(-1, 1, 50, dtype=np.float32))
    assert (np.diff(scores) >= 0).all()
    assert 0 <= scores[0] < 0.01
    assert scores[-1] > 0.99
