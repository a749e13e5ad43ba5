"""Dynamic time warping: the cheapest monotonous path through a matrix of distances.

Sakoe and Chiba, Dynamic programming algorithm optimization for spoken word recognition, 1978. A row is solved at once:
within it, D[j] = min(A[j], D[j-1] + c[j]) is S[j] + min over k ≤ j of (A[k] - S[k]) with the running sum S of c.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Path = NDArray[np.int32]
"""Steps × 2: row and column of every cell on the path, first to last."""

_DIAGONAL: Final = 0
_UP: Final = 1
_LEFT: Final = 2


def warp(
    rows: NDArray[np.float32], columns: NDArray[np.float32], penalty: float, *, spare: float | None = None
) -> tuple[Path, float]:
    """The path from the first cell to the last, and its mean cost a step.

    Both are frames × features of length 1; a cell costs 1 less the cosine, and every step that is not diagonal
    ``penalty`` more. With ``spare`` the path may begin and end in any row, and each row outside it costs so much.
    Needs one byte a cell.
    Raises ValueError where there is nothing.
    """
    if not len(rows) or not len(columns):
        raise ValueError(f"nothing to warp in {len(rows)} × {len(columns)} frames")
    width = len(columns)
    across = np.ascontiguousarray(columns.T)
    moves = np.empty((len(rows), width), dtype=np.int8)
    before = np.full(width + 1, np.inf)
    before[0] = 0.0
    best, last = np.inf, len(rows) - 1
    for index, row in enumerate(rows):
        cost = (1 - row @ across).astype(np.float64)
        raised = before[1:] + penalty
        enter = np.minimum(before[:-1], raised)
        move = moves[index]
        np.greater(before[:-1], raised, out=move.view(np.bool_))
        enter += cost
        sums = np.cumsum(cost + penalty)
        total = sums + np.minimum.accumulate(enter - sums)
        move[total < enter - 1e-9] = _LEFT
        before[1:] = total
        if spare is None:
            before[0] = np.inf
            continue
        before[0] = (index + 1) * spare
        if total[-1] - (index + 1) * spare < best:
            best, last = float(total[-1]) - (index + 1) * spare, index
    path = _trace(moves, last, free=spare is not None)
    along = 1 - np.einsum("ij,ij->i", rows[path[:, 0]], columns[path[:, 1]])
    crooked = len(path) - 1 - np.count_nonzero((np.diff(path, axis=0) == 1).all(axis=1))
    return path, float(along.mean() + penalty * crooked / len(path))


def _trace(moves: NDArray[np.int8], row: int, *, free: bool) -> Path:
    column = moves.shape[1] - 1
    steps = [(row, column)]
    while column > 0 or (row > 0 and not free):
        move = moves[row, column]
        if column > 0 and (move == _LEFT or row == 0):
            column -= 1
        elif column > 0 and move == _DIAGONAL:
            row, column = row - 1, column - 1
        else:
            row -= 1
        steps.append((row, column))
    steps.reverse()
    return np.array(steps, dtype=np.int32)


def times_along(path: Path, columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows at which fractional ``columns`` (ascending) are reached: the mean row of each column, joined by lines."""
    count = int(path[:, 1].max()) + 1
    seen = np.bincount(path[:, 1], minlength=count)
    mean = np.bincount(path[:, 1], weights=path[:, 0], minlength=count) / np.maximum(seen, 1)
    known = np.flatnonzero(seen)
    return np.asarray(np.interp(columns, known, mean[known]))
