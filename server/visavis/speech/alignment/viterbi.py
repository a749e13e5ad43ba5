"""The likeliest way through a chain of states. Viterbi, Error bounds for convolutional codes, 1967."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.chain import Chain


def best_path(
    emission: NDArray[np.float32],
    chain: Chain,
    stay: NDArray[np.float32],
    leave: NDArray[np.float32],
    skip: float,
) -> tuple[NDArray[np.int32], float]:
    """The state of every frame, and the log likelihood of it all.

    ``emission`` is frames × states, log; ``stay`` and ``leave`` are the log probabilities of every state's two ways
    on; passing over a silence costs ``skip`` more. Where there are too few frames for the chain, frames are dealt out
    evenly and the likelihood is -inf.
    """
    frames, states = emission.shape
    skipping = np.flatnonzero(chain.skips >= 0)
    origin = chain.skips[skipping]
    came = np.zeros((frames, states), dtype=np.int8)
    score = np.full(states, -np.inf, dtype=np.float32)
    score[list(chain.starts)] = emission[0, list(chain.starts)]
    entered = np.empty(states, dtype=np.float32)
    entered[0] = -np.inf
    better = np.zeros(states, dtype=np.bool_)
    for frame in range(1, frames):
        leaving = score + leave
        entered[1:] = leaving[:-1]
        stayed = score + stay
        row = came[frame]
        np.greater(entered, stayed, out=better)
        row[better] = 1
        np.maximum(entered, stayed, out=score)
        jumped = leaving[origin] + skip
        wins = jumped > score[skipping]
        if wins.any():
            score[skipping[wins]] = jumped[wins]
            row[skipping[wins]] = 2
        score += emission[frame]
    ends = list(chain.ends)
    state = ends[int(np.argmax(score[ends]))]
    if not np.isfinite(score[state]):
        return (np.arange(frames) * states // max(frames, 1)).astype(np.int32), -np.inf
    total = float(score[state])
    path = np.empty(frames, dtype=np.int32)
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        step = came[frame, state]
        if step == 1:
            state -= 1
        elif step == 2:
            state = int(chain.skips[state])
    return path, total
