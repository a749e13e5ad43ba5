"""The network in training: two convolutions that see 40 ms ahead, two recurrent layers, two heads.

The server (``visavis.speech.recogniser.network``) and the browser compute the same from the file.
"""

from __future__ import annotations

from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np

from visavis.speech.recogniser.level import INPUTS

Weights = dict[str, Any]
WIDTH: Final = 64
CELLS: Final = 112
TAPS: Final = 5
REACH: Final = TAPS // 2
LOOKAHEAD_FRAMES: Final = 2 * REACH
CLASSES: Final = 15


def start(seed: int) -> Weights:
    """Weights before training: name → matrix of inputs × outputs, or bias."""
    random = np.random.default_rng(seed)
    weights: Weights = {}

    def layer(name: str, inputs: int, outputs: int) -> None:
        weights[f"{name}.weight"] = jnp.asarray(random.normal(0, 1 / np.sqrt(inputs), (inputs, outputs)), jnp.float32)
        weights[f"{name}.bias"] = jnp.zeros(outputs)

    layer("near", TAPS * INPUTS, WIDTH)
    layer("wide", TAPS * WIDTH, CELLS)
    for number in (1, 2):
        layer(f"memory{number}.input", CELLS, 3 * CELLS)
        layer(f"memory{number}.state", CELLS, 3 * CELLS)
    layer("visemes", CELLS, CLASSES + 1)
    return weights


def logits(weights: Weights, inputs: jax.Array, drop: jax.Array | None = None, share: float = 0.05) -> jax.Array:
    """Sounds × frames × 16 from sounds × frames × :data:`~visavis.speech.recogniser.level.INPUTS`.

    The last is that of the lips being shut. Frame t of the result is about frame t of the sound; the last
    :data:`LOOKAHEAD_FRAMES` frames see zeros where the sound goes on. ``drop`` is the key for dropping ``share`` of
    what goes from layer to layer.
    """
    keys = jax.random.split(drop, 3) if drop is not None else (None, None, None)
    values = jax.nn.relu(_convolved(inputs, weights, "near"))
    values = jax.nn.relu(_convolved(_dropped(values, keys[0], share), weights, "wide"))
    values = _recurrent(_dropped(values, keys[1], share), weights, "memory1")
    values = _recurrent(_dropped(values, keys[2], share), weights, "memory2")
    return values @ weights["visemes.weight"] + weights["visemes.bias"]


def _dropped(values: jax.Array, key: Any, share: float) -> jax.Array:
    if key is None:
        return values
    kept = jax.random.bernoulli(key, 1 - share, (values.shape[0], 1, values.shape[2]))
    return values * kept / (1 - share)


def _convolved(values: jax.Array, weights: Weights, name: str) -> jax.Array:
    frames = values.shape[1]
    padded = jnp.pad(values, ((0, 0), (REACH, REACH), (0, 0)))
    windows = jnp.concatenate([padded[:, tap : tap + frames] for tap in range(TAPS)], axis=2)
    return windows @ weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _recurrent(values: jax.Array, weights: Weights, name: str) -> jax.Array:
    """A gated recurrent layer: reset, update and candidate, the reset applied to the state's part of the candidate."""
    given = values @ weights[f"{name}.input.weight"] + weights[f"{name}.input.bias"]
    matrix, bias = weights[f"{name}.state.weight"], weights[f"{name}.state.bias"]

    def step(state: jax.Array, item: jax.Array) -> tuple[jax.Array, jax.Array]:
        kept = state @ matrix + bias
        reset = jax.nn.sigmoid(item[:, :CELLS] + kept[:, :CELLS])
        update = jax.nn.sigmoid(item[:, CELLS : 2 * CELLS] + kept[:, CELLS : 2 * CELLS])
        candidate = jnp.tanh(item[:, 2 * CELLS :] + reset * kept[:, 2 * CELLS :])
        state = (1 - update) * candidate + update * state
        return state, state

    first = jnp.zeros((values.shape[0], CELLS))
    _, states = jax.lax.scan(step, first, given.swapaxes(0, 1), unroll=4)
    return states.swapaxes(0, 1)
