"""Lids that blink in a baked animation. Same law as in the front end; the same seed gives the same blinks."""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from visavis.rig.face_channels import FACE_INDEX

_CLOSING_S, _CLOSED_S, _OPENING_S = 0.08, 0.03, 0.17
_BLINK_S = _CLOSING_S + _CLOSED_S + _OPENING_S
_BLINKS_PER_MINUTE = 26
"""In conversation: Bentivoglio et al., Movement Disorders 12, 1997."""
_SHORTEST_PAUSE_S = 0.9
_DOUBLE_CHANCE, _DOUBLE_PAUSE_S = 0.12, 0.12


def add_blinks(face: NDArray[np.float64], fps: int, seed: int = 1) -> None:
    """Closes the lids of a face, frames × 67, now and then. Nothing blinks in the last moments: a clip may repeat."""
    lids = [FACE_INDEX["eyeBlinkLeft"], FACE_INDEX["eyeBlinkRight"]]
    seconds = np.arange(len(face)) / fps
    for onset in blink_onsets(len(face) / fps, seed):
        closed = _lid(seconds - onset)
        face[:, lids] = np.maximum(face[:, lids], closed[:, None])


def blink_onsets(duration_s: float, seed: int = 1) -> list[float]:
    """When blinks begin, seconds; each ends before the end."""
    random = Random(seed)
    onsets: list[float] = []
    at = _pause(random) / 2
    while at + _BLINK_S < duration_s:
        onsets.append(at)
        at += _BLINK_S + (_DOUBLE_PAUSE_S if random.random() < _DOUBLE_CHANCE else _pause(random))
    return onsets


def _pause(random: Random) -> float:
    mean = 60 / _BLINKS_PER_MINUTE - _BLINK_S
    return _SHORTEST_PAUSE_S + min(random.expovariate(1 / (mean - _SHORTEST_PAUSE_S)), 4 * mean)


def _lid(since_s: NDArray[np.float64]) -> NDArray[np.float64]:
    closing = np.clip(since_s / _CLOSING_S, 0, 1)
    opening = np.clip((_BLINK_S - since_s) / _OPENING_S, 0, 1)
    closed = np.minimum(closing, opening)
    return np.asarray(closed * closed * (3 - 2 * closed))
