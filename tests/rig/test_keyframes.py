"""Fewer keys, and never further off than told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from visavis.rig.keyframes import TOLERANCE, Keys, reduce_keys

pytestmark = pytest.mark.unit

CURVES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=40), elements=st.floats(0, 255, width=32))
BYTES = arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=60), elements=st.integers(0, 255))


def played(keys: Keys, frames: int) -> np.ndarray:
    every = np.arange(frames)
    return np.column_stack([np.interp(every, keys.frames, column) for column in keys.values.T.astype(float)])


@given(CURVES, st.floats(0.5, 4))
def test_straight_lines_between_the_keys_stay_within_the_tolerance(curve: np.ndarray, tolerance: float) -> None:
    keys = reduce_keys(curve, tolerance)
    off = np.abs(played(keys, len(curve)) - curve).max()
    assert off <= tolerance + 1e-9
    assert keys.error == pytest.approx(off, abs=1e-9)
    assert keys.frames[0] == 0
    assert keys.frames[-1] == len(curve) - 1
    assert np.all(np.diff(keys.frames) > 0)


@given(BYTES)
def test_a_track_of_bytes_is_less_than_a_step_off(rows: np.ndarray) -> None:
    keys = reduce_keys(rows.astype(float))
    assert keys.error < 1
    assert np.array_equal(keys.values, rows[keys.frames])


@given(st.integers(2, 300), st.integers(0, 255), st.integers(0, 255))
def test_a_straight_line_needs_its_ends(frames: int, first: int, last: int) -> None:
    line = np.linspace(first, last, frames)[:, None]
    assert reduce_keys(line).frames.tolist() == [0, frames - 1]


@given(BYTES, st.integers(2, 4))
def test_keys_may_be_kept_to_every_second_frame_and_the_error_is_told_for_all(rows: np.ndarray, every: int) -> None:
    keys = reduce_keys(rows.astype(float), every=every)
    last = len(rows) - 1
    assert keys.frames[-1] == last
    assert all(frame % every == 0 for frame in keys.frames[:-1].tolist())
    shown = played(keys, len(rows))
    assert keys.error == pytest.approx(np.abs(shown - rows).max(), abs=1e-9)
    grid = [*range(0, len(rows), every), last]
    assert np.abs(shown - rows)[grid].max() < 1


def test_silence_is_two_keys_and_one_frame_is_one() -> None:
    assert reduce_keys(np.full((600, 52), 17.0)).frames.tolist() == [0, 599]
    assert reduce_keys(np.full((1, 3), 17.0)).frames.tolist() == [0]


def test_a_peak_of_one_frame_is_kept() -> None:
    curve = np.zeros((60, 4))
    curve[30, 2] = 255
    keys = reduce_keys(curve)
    assert {29, 30, 31} <= set(keys.frames.tolist())
    assert len(keys.frames) == 5


def test_a_tolerance_below_rounding_is_refused() -> None:
    with pytest.raises(ValueError, match=r"0\.4"):
        reduce_keys(np.zeros((2, 1)), 0.4)
    assert TOLERANCE < 1
