"""The network, run over sound as it comes: two convolutions that see 40 ms ahead, two gated recurrent layers, one head.

The browser computes the same (web/src/core/recogniser/network.ts); tools/viseme_training/network.py trains it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from visavis.speech.recogniser.level import INPUTS
from visavis.speech.recogniser.model_file import Layer, ModelFileError
from visavis.speech.recogniser.spectrum import Matrix

CLASSES: Final = 15
REACH: Final = 2
"""Frames that each convolution sees on either side."""
TAPS: Final = 2 * REACH + 1
LOOKAHEAD_FRAMES: Final = 2 * REACH


class Network:
    """Running state of one sound. Raises ``ModelFileError`` for layers that do not fit together."""

    def __init__(self, layers: Mapping[str, Layer]) -> None:
        try:
            self._near = _Convolution(layers["near"], INPUTS)
            self._wide = _Convolution(layers["wide"], len(layers["near"].bias))
            self._memories = [
                _Memory(layers[f"memory{number}.input"], layers[f"memory{number}.state"]) for number in (1, 2)
            ]
            self._visemes = layers["visemes"]
        except KeyError as error:
            raise ModelFileError(f"layer {error} is missing") from None
        if len(self._visemes.bias) != CLASSES + 1:
            raise ModelFileError("the network knows other visemes")

    def push(self, inputs: Matrix) -> Matrix:
        """More frames × ``INPUTS``; probabilities of the frames that are known now.

        Each row: the 15 visemes, and at last shut lips. :data:`LOOKAHEAD_FRAMES` frames are waited for.
        """
        values = self._wide.push(self._near.push(inputs))
        for memory in self._memories:
            values = memory.push(values)
        return _probabilities(values @ self._visemes.weight.T + self._visemes.bias)


class _Convolution:
    """Over :data:`TAPS` frames; before the first there are zeros."""

    def __init__(self, layer: Layer, inputs: int) -> None:
        if layer.weight.shape[1] != TAPS * inputs:
            raise ModelFileError(f"a layer takes {layer.weight.shape[1]} numbers, not {TAPS * inputs}")
        self._layer = layer
        self._left = np.zeros((REACH, inputs), dtype=np.float32)

    def push(self, values: Matrix) -> Matrix:
        frames = np.concatenate((self._left, values))
        count = len(frames) - TAPS + 1
        if count <= 0:
            self._left = frames
            return np.zeros((0, len(self._layer.bias)), dtype=np.float32)
        self._left = frames[count:]
        windows = np.concatenate([frames[tap : tap + count] for tap in range(TAPS)], axis=1)
        rectified: Matrix = np.maximum(windows @ self._layer.weight.T + self._layer.bias, np.float32(0))
        return rectified


class _Memory:
    """A gated recurrent layer: reset, update and candidate (Cho et al., 2014)."""

    def __init__(self, given: Layer, kept: Layer) -> None:
        self._given = given
        self._matrix = np.ascontiguousarray(kept.weight)
        self._bias = kept.bias
        self._state = np.zeros(kept.weight.shape[1], dtype=np.float32)

    def push(self, values: Matrix) -> Matrix:
        cells = len(self._state)
        states = np.empty((len(values), cells), dtype=np.float32)
        for at, given in enumerate(values @ self._given.weight.T + self._given.bias):
            kept = self._matrix @ self._state + self._bias
            gates = _share(given[: 2 * cells] + kept[: 2 * cells])
            candidate = np.tanh(given[2 * cells :] + gates[:cells] * kept[2 * cells :])
            self._state = candidate + gates[cells:] * (self._state - candidate)
            states[at] = self._state
        return states


def _probabilities(values: Matrix) -> Matrix:
    result = np.empty_like(values)
    visemes = np.exp(values[:, :CLASSES] - values[:, :CLASSES].max(axis=1, keepdims=True))
    result[:, :CLASSES] = visemes / visemes.sum(axis=1, keepdims=True)
    result[:, CLASSES] = _share(values[:, CLASSES])
    return result


def _share(logits: Matrix) -> Matrix:
    # By the hyperbolic tangent, which no logit makes overflow.
    share: Matrix = np.float32(0.5) * np.tanh(np.float32(0.5) * logits) + np.float32(0.5)
    return share
