"""Warping: the path of a known distortion is found again."""

from __future__ import annotations

import numpy as np
import pytest

from visavis.speech.alignment.dtw import times_along, warp

pytestmark = pytest.mark.unit


def frames(count: int, seed: int = 3) -> np.ndarray:
    walk = np.cumsum(np.random.default_rng(seed).normal(size=(count, 8)), axis=0).astype(np.float32)
    return walk / np.linalg.norm(walk, axis=1, keepdims=True)


def slow(rows: np.ndarray, columns: np.ndarray, penalty: float) -> float:
    """The cost of the best path, cell by cell."""
    cost = 1 - rows @ columns.T
    total = np.full((len(rows) + 1, len(columns) + 1), np.inf)
    total[0, 0] = 0
    for i in range(1, len(rows) + 1):
        for j in range(1, len(columns) + 1):
            best = min(total[i - 1, j - 1], total[i - 1, j] + penalty, total[i, j - 1] + penalty)
            total[i, j] = cost[i - 1, j - 1] + best
    return float(total[-1, -1])


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 7), (7, 1), (23, 31), (40, 18)])
def test_the_path_is_the_cheapest(rows: int, columns: int) -> None:
    left, right = frames(rows), frames(columns, 4)
    path, mean = warp(left, right, 0.05)
    assert path[0].tolist() == [0, 0]
    assert path[-1].tolist() == [rows - 1, columns - 1]
    steps = np.diff(path, axis=0)
    assert ((steps >= 0) & (steps <= 1)).all()
    assert (steps.sum(axis=1) >= 1).all()
    assert mean * len(path) == pytest.approx(slow(left, right, 0.05), abs=1e-3)


def test_a_stretched_middle_is_found() -> None:
    told = frames(60)
    heard = np.concatenate((told[:20], np.repeat(told[20:40], 3, axis=0), told[40:]))
    path, cost = warp(heard, told, 0.05)
    at = times_along(path, np.array([0.0, 10.0, 30.0, 50.0, 59.0]))
    assert at == pytest.approx([0, 10, 51, 90, 99], abs=1.5)
    assert cost < 0.05


def test_what_is_around_the_text_is_left_out_if_it_may_be() -> None:
    told = frames(50)
    heard = np.concatenate((frames(80, 8), told, frames(70, 9)))
    path, cost = warp(heard, told, 0.05, spare=0.4)
    assert path[0].tolist() == pytest.approx([80, 0], abs=3)
    assert path[-1].tolist() == pytest.approx([129, 49], abs=3)
    assert cost < warp(heard, told, 0.05)[1]


def test_what_may_be_left_out_is_used_where_it_fits() -> None:
    told = frames(50)
    path, _ = warp(np.repeat(told, 2, axis=0), told, 0.05, spare=0.4)
    assert path[0, 0] <= 1
    assert path[-1, 0] >= 98


def test_nothing_cannot_be_warped() -> None:
    with pytest.raises(ValueError, match="0 × 3"):
        warp(np.zeros((0, 8), dtype=np.float32), frames(3), 0.05)
