"""The recogniser: the same in any split, as far ahead as it says, and the numbers that the browser must find too."""

from __future__ import annotations

import json
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from numpy.typing import NDArray

from visavis.speech.recogniser.model_file import ModelFileError, model_bytes, read_model
from visavis.speech.recogniser.recogniser import LOOKAHEAD_MS, LOOKAHEAD_SAMPLES, Recogniser, answers_of
from visavis.speech.recogniser.spectrum import RATE_HZ

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).parents[2] / "golden/recogniser.json"
LARGEST_BYTES = 300_000


def sound(samples: int = 8000) -> NDArray[np.float32]:
    """A buzz whose colour and loudness change; the browser's test makes the same."""
    at = np.arange(samples)
    loud = 0.2 * (1 + np.sin(2 * np.pi * 4 * at / RATE_HZ)) / 2
    buzz = sum(np.sin(2 * np.pi * 130 * n * at / RATE_HZ) * np.sin(n + at / 2000) / n for n in range(1, 20))
    return (loud * buzz).astype(np.float32)


def test_the_numbers_are_those_that_the_browser_is_tested_with() -> None:
    rows = Recogniser().push(sound())
    assert rows == pytest.approx(np.array(json.loads(GOLDEN.read_text("utf-8"))), abs=1e-3)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 3000), max_size=6))
def test_any_split_gives_the_same_rows(cuts: list[int]) -> None:
    whole = Recogniser().push(sound(3000))
    recogniser = Recogniser()
    pieces = [recogniser.push(piece) for piece in np.split(sound(3000), sorted(cuts))]
    assert np.concatenate(pieces) == pytest.approx(whole, abs=1e-4)


def test_a_row_needs_no_more_sound_than_the_look_ahead() -> None:
    recogniser = Recogniser()
    assert len(recogniser.push(sound(LOOKAHEAD_SAMPLES - 1))) == 0
    assert len(recogniser.push(np.zeros(1, dtype=np.float32))) == 1
    assert LOOKAHEAD_MS <= 60


def test_weights_are_shares() -> None:
    rows = Recogniser().push(sound())
    assert rows.min() >= 0
    assert rows.sum(axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-4)


def test_a_recording_has_an_answer_for_every_frame_that_has_begun() -> None:
    assert [len(answers_of(sound(samples))) for samples in (0, 1, 160, 161)] == [0, 1, 1, 2]


def test_silence_rests_the_mouth() -> None:
    rows = Recogniser().push(np.zeros(RATE_HZ, dtype=np.float32))
    assert (rows.argmax(axis=1) == 0).all()


def test_the_model_is_small() -> None:
    assert len(model_bytes()) <= LARGEST_BYTES


@pytest.mark.parametrize("data", [b"", b"\x02\0\0\0{}", b"\x03\0\0\0abc", model_bytes()[:-9]])
def test_a_file_that_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(ModelFileError):
        read_model(data)
