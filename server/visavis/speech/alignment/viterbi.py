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
    # One place to the right of what is left: the state before, and the place that nothing comes from.
    left = np.full(states + 1, -np.inf, dtype=np.float32)
    entered, leaving = left[:-1], left[1:]
    origin = chain.skips[skipping] + 1
    came = np.zeros((frames, states), dtype=np.bool_)
    jumped = np.zeros((frames, len(skipping)), dtype=np.bool_)
    score = np.full(states, -np.inf, dtype=np.float32)
    score[list(chain.starts)] = emission[0, list(chain.starts)]
    stayed = np.empty(states, dtype=np.float32)
    penalty = np.float32(skip)
    for frame in range(1, frames):
        np.add(score, leave, out=leaving)
        np.add(score, stay, out=stayed)
        np.greater(entered, stayed, out=came[frame])
        np.maximum(entered, stayed, out=score)
        over = left.take(origin)
        over += penalty
        here = score.take(skipping)
        np.greater(over, here, out=jumped[frame])
        score[skipping] = np.maximum(over, here)
        score += emission[frame]
    ends = list(chain.ends)
    state = ends[int(np.argmax(score[ends]))]
    if not np.isfinite(score[state]):
        return (np.arange(frames) * states // max(frames, 1)).astype(np.int32), -np.inf
    total = float(score[state])
    place = np.full(states, -1, dtype=np.int32)
    place[skipping] = np.arange(len(skipping))
    path = np.empty(frames, dtype=np.int32)
    for frame in range(frames - 1, -1, -1):
        path[frame] = state
        if place[state] >= 0 and jumped[frame, place[state]]:
            state = int(chain.skips[state])
        elif came[frame, state]:
            state -= 1
    return path, total
