"""Gaussian mixtures with diagonal covariances: how a state sounds.

All states' mixtures stand in one stack, so that a frame is compared with all of them by two matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

ABSENT: Final = np.float32(-1e30)


@dataclass(frozen=True, slots=True)
class Mixtures:
    """States × components."""

    weights: Matrix
    """Logarithms; -1e30 for a component that a state lacks."""
    means: NDArray[np.float32]
    """States × components × features."""
    variances: NDArray[np.float32]
    """States × components × features, all above 0."""

    def log_likelihoods(self, features: Matrix) -> Matrix:
        """Frames × states. ``features`` are frames × features."""
        states, components, size = self.means.shape
        precision = 1 / self.variances.reshape(-1, size)
        means = self.means.reshape(-1, size)
        constant = self.weights.reshape(-1) - 0.5 * (
            np.log(2 * np.pi * self.variances.reshape(-1, size)).sum(1) + (means**2 * precision).sum(1)
        )
        each = features**2 @ (-0.5 * precision.T) + features @ (means * precision).T + constant
        each = each.reshape(len(features), states, components)
        if components == 1:
            single: Matrix = each[:, :, 0]
            return single
        peak = each.max(axis=2)
        total: Matrix = peak + np.log(np.exp(each - peak[:, :, None]).sum(axis=2))
        return total


def estimate(
    features: Matrix,
    states: NDArray[np.int32],
    count: int,
    components: int,
    floor: NDArray[np.float32],
    *,
    frames_a_component: int = 25,
    rounds: int = 5,
    pooling: float = 100.0,
    seed: int = 0,
) -> Mixtures:
    """Mixtures of ``count`` states from frames whose state is known, by expectation and maximisation.

    A state gets one component for every ``frames_a_component`` of its frames, at most ``components``. Variances are at
    least ``floor``, and drawn to their common mean as if that had been seen in ``pooling`` frames more: a variance of
    few frames is too good to be true. A state without frames sounds like everything at once.
    """
    size = features.shape[1]
    weights = np.full((count, components), ABSENT, dtype=np.float32)
    means = np.zeros((count, components, size), dtype=np.float32)
    variances = np.ones((count, components, size), dtype=np.float32)
    order = np.argsort(states, kind="stable")
    bounds = np.searchsorted(states[order], np.arange(count + 1))
    random = np.random.default_rng(seed)
    for state in range(count):
        own = features[order[bounds[state] : bounds[state + 1]]]
        if not len(own):
            own = features
        wanted = max(1, min(components, len(own) // frames_a_component))
        weight, mean, variance = _fit(own, wanted, floor, rounds, random)
        weights[state, :wanted] = np.log(weight)
        means[state, :wanted] = mean
        variances[state, :wanted] = variance
    amounts = np.exp(np.maximum(weights, -50)) * (weights > ABSENT) * np.diff(bounds)[:, None]
    return Mixtures(weights, means, _pooled(variances, amounts.astype(np.float32), pooling))


def gaussians(
    features: Matrix,
    states: NDArray[np.int32],
    amounts: NDArray[np.float32],
    count: int,
    floor: NDArray[np.float32],
    pooling: float,
) -> Mixtures:
    """One Gaussian a state, from frames that count as much as their ``amounts``; else as :func:`estimate`."""
    total = np.bincount(states, amounts, count).astype(np.float32)
    order = np.argsort(states, kind="stable")
    ordered, weight = features[order], amounts[order][:, None]
    starts = np.searchsorted(states[order], np.arange(count))
    means = np.empty((count, features.shape[1]), dtype=np.float32)
    variances = np.empty_like(means)
    everything = (features.mean(axis=0), np.maximum(features.var(axis=0), floor))
    stops = np.append(starts[1:], len(states))
    for state, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        if start == stop:
            means[state], variances[state] = everything
            continue
        own = ordered[start:stop]
        share = weight[start:stop] / total[state]
        means[state] = (own * share).sum(axis=0)
        variances[state] = np.maximum(((own - means[state]) ** 2 * share).sum(axis=0), floor)
    zero = np.zeros((count, 1), dtype=np.float32)
    return Mixtures(zero, means[:, None], _pooled(variances[:, None], total[:, None], pooling))


def _pooled(variances: Matrix, amounts: Matrix, pooling: float) -> Matrix:
    """States × components × features, each drawn to the mean of all."""
    weight = amounts[:, :, None]
    common = (variances * weight).sum(axis=(0, 1)) / max(float(amounts.sum()), 1e-6)
    pooling = max(pooling, 1e-6)
    pooled: Matrix = ((variances * weight + pooling * common) / (weight + pooling)).astype(np.float32)
    return pooled


def _fit(
    own: Matrix, wanted: int, floor: NDArray[np.float32], rounds: int, random: np.random.Generator
) -> tuple[Matrix, Matrix, Matrix]:
    spread = np.maximum(own.var(axis=0), floor)
    if wanted == 1:
        return np.ones(1, dtype=np.float32), own.mean(axis=0)[None], spread[None]
    mean = own[random.choice(len(own), wanted, replace=False)]
    variance = np.repeat(spread[None], wanted, axis=0)
    weight = np.full(wanted, 1 / wanted, dtype=np.float32)
    squares = own**2
    for _ in range(rounds):
        precision = 1 / variance
        each = np.log(weight) - 0.5 * (
            np.log(variance).sum(1)
            + squares @ precision.T
            - 2 * own @ (mean * precision).T
            + (mean**2 * precision).sum(1)
        )
        share = np.exp(each - each.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        amount = share.sum(axis=0) + 1e-3
        mean = (share.T @ own) / amount[:, None]
        variance = np.maximum((share.T @ squares) / amount[:, None] - mean**2, floor)
        weight = (amount / amount.sum()).astype(np.float32)
    return weight, mean, variance
