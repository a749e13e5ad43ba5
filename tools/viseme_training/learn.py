"""The training itself: batches drawn from all voices, and how well it goes on the voices held out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from visavis.speech.recogniser.level import INPUTS, Level
from viseme_training.augment import augment
from viseme_training.network import CLASSES, LOOKAHEAD_FRAMES, Weights, logits, start

SOUNDS: Final = 16
FRAMES: Final = 320
PEAK_RATE: Final = 3e-3
SILENCE: Final = 0
CLOSED: Final = 1
"""Indices of ``sil`` and ``PP``."""
_CLOSED_WEIGHT: Final = 2.0
_EDGE: Final = 0.4
"""How much a frame beside another viseme counts: the borders of labels are not exact."""


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """All frames of one voice, and how often it is heard."""

    frames: NDArray[np.float16]
    visemes: NDArray[np.uint8]
    weight: float


def load(path: Path, weight: float = 1.0) -> Voice:
    """A file of :func:`viseme_training.gather.gather`."""
    with np.load(path) as data:
        return Voice(data["frames"], data["visemes"], weight)


def batch(voices: Sequence[Voice], random: np.random.Generator, *, clean: bool = False) -> tuple[Any, Any]:
    """Inputs and visemes of :data:`SOUNDS` stretches."""
    odds = np.array([voice.weight for voice in voices])
    chosen = random.choice(len(voices), SOUNDS, p=odds / odds.sum())
    frames = np.empty((SOUNDS, FRAMES, voices[0].frames.shape[1]), dtype=np.float32)
    visemes = np.empty((SOUNDS, FRAMES), dtype=np.int32)
    for number, index in enumerate(chosen):
        voice = voices[index]
        at = int(random.integers(0, len(voice.visemes) - FRAMES))
        frames[number], visemes[number] = voice.frames[at : at + FRAMES], voice.visemes[at : at + FRAMES]
    return inputs_of(frames if clean else augment(frames, random)), visemes


def inputs_of(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the network sees of sounds × frames × bands."""
    level = Level(len(frames))
    inputs = np.empty((*frames.shape[:2], INPUTS), dtype=np.float32)
    for at in range(frames.shape[1]):
        inputs[:, at] = level.push(frames[:, at])
    return inputs


def loss(weights: Weights, inputs: jax.Array, visemes: jax.Array, key: jax.Array) -> jax.Array:
    """Cross entropy of the visemes and of the closure."""
    outputs = logits(weights, inputs, key)[:, 10:-LOOKAHEAD_FRAMES]
    target = visemes[:, 10:-LOOKAHEAD_FRAMES]
    before, after = visemes[:, 9 : -LOOKAHEAD_FRAMES - 1], visemes[:, 11 : 1 - LOOKAHEAD_FRAMES]
    sure = jnp.where((before == target) & (after == target), 1.0, _EDGE)
    closed = (target == CLOSED).astype(jnp.float32)
    sure = sure * jnp.where(target == SILENCE, 0.5, 1.0 + closed * (_CLOSED_WEIGHT - 1))
    soft = optax.smooth_labels(jax.nn.one_hot(target, CLASSES), 0.03)
    kinds = optax.softmax_cross_entropy(outputs[..., :CLASSES], soft)
    lips = optax.sigmoid_binary_cross_entropy(outputs[..., CLASSES], closed)
    return ((kinds + lips) * sure).sum() / sure.sum()


def train(
    voices: Sequence[Voice],
    held_out: Sequence[Voice],
    *,
    seed: int,
    seconds: float,
    steps: int,
    say: Callable[[str], None],
    save: Callable[[Weights], object],
) -> Weights:
    """Trains for ``steps`` batches, or as many as ``seconds`` allow (the learning rate follows the clock then)."""
    random = np.random.default_rng(seed)
    weights = start(seed)
    average = weights
    chain = optax.chain(optax.clip_by_global_norm(1.0), optax.scale_by_adam(b2=0.98), optax.add_decayed_weights(1e-3))
    state = chain.init(weights)

    @jax.jit  # type: ignore[untyped-decorator, unused-ignore]
    def step(weights: Weights, average: Weights, state: Any, inputs: Any, visemes: Any, key: Any, rate: Any) -> Any:
        value, slope = jax.value_and_grad(loss)(weights, inputs, visemes, key)
        change, state = chain.update(slope, state, weights)
        weights = jax.tree.map(lambda weight, move: weight - rate * move, weights, change)
        average = jax.tree.map(lambda mean, weight: 0.98 * mean + 0.02 * weight, average, weights)
        return weights, average, state, value

    key = jax.random.key(seed)
    begun = told = time.monotonic()
    total = 0.0
    ahead = ThreadPoolExecutor(1, thread_name_prefix="batches")
    following = ahead.submit(batch, voices, random)
    for number in range(steps):
        passed = max(number / steps, (time.monotonic() - begun) / seconds)
        if passed >= 1:
            break
        rate = PEAK_RATE * min(1.0, (number + 1) / 60) * 0.5 * (1 + np.cos(np.pi * passed))
        key, drop = jax.random.split(key)
        given, following = following.result(), ahead.submit(batch, voices, random)
        weights, average, state, value = step(weights, average, state, *given, drop, rate)
        total = value if number == 0 else 0.98 * total + 0.02 * value
        if time.monotonic() - told > 60:
            told = time.monotonic()
            say(f"step {number}, {100 * passed:.0f} %, loss {float(total):.3f}; held out: {measure(average, held_out)}")
            save(average)
    ahead.shutdown()
    say(f"end; held out: {measure(average, held_out)}")
    save(average)
    return average


_outputs = jax.jit(logits)


def measure(weights: Weights, voices: Sequence[Voice]) -> str:
    """Visemes right in speech on each voice, as it is and in noise."""
    told = []
    for voice in voices:
        for clean in (True, False):
            inputs, visemes = batch([voice], np.random.default_rng(1), clean=clean)
            outputs = np.asarray(_outputs(weights, inputs))[:, 20:-LOOKAHEAD_FRAMES]
            target = visemes[:, 20:-LOOKAHEAD_FRAMES]
            speech = target != SILENCE
            right = (outputs[..., :CLASSES].argmax(-1) == target)[speech].mean()
            shut = outputs[..., CLASSES] > 0
            closed = target == CLOSED
            told.append(f"{100 * right:.1f}/{100 * shut[closed].mean():.0f}/{100 * (~closed)[shut].mean():.0f}")
    return " ".join(told)
