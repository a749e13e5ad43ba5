"""What warping and models look at, made of a sound's cepstra."""

from __future__ import annotations

from typing import Final

import numpy as np

from visavis.speech.alignment.features import Matrix, delta
from visavis.speech.alignment.sound import Sound

_WARP_REACH: Final = 4
_WARP_SLOPE: Final = 8.0
_WARP_LOUDNESS: Final = 0.5
_MODEL_REACH: Final = 2
"""Slopes over 20 ms: longer ones blur where one sound ends and the next begins."""
_FEW_FRAMES: Final = 10


def for_warping(sound: Sound) -> Matrix:
    """Frames × 25 of length 1, so that a product is a cosine: the shape of the spectrum, how it moves, loudness."""
    slope = delta(sound.cepstra, _WARP_REACH)[:, 1:]
    joined = np.hstack((sound.cepstra[:, 1:], _WARP_SLOPE * slope, _WARP_LOUDNESS * sound.cepstra[:, :1]))
    joined /= np.linalg.norm(joined, axis=1, keepdims=True) + np.float32(1e-9)
    return joined


def centred(sound: Sound) -> Matrix:
    """Frames × 13: cepstra less their mean over the speech, which a microphone and a room add to; loudness stays."""
    own = sound.cepstra[sound.voiced] if sound.voiced.sum() > _FEW_FRAMES else sound.cepstra
    mean = own.mean(axis=0)
    mean[0] = 0
    moved: Matrix = sound.cepstra - mean
    return moved


def for_models(statics: Matrix) -> Matrix:
    """Frames × 39: :func:`centred` cepstra, their slopes and the slopes' slopes."""
    slope = delta(statics, _MODEL_REACH)
    return np.hstack((statics, 3 * slope, 9 * delta(slope, _MODEL_REACH)))
