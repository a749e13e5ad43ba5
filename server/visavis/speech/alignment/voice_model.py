"""How one voice sounds: a small acoustic model, made of nothing but that voice's own speech.

A model of every sound by itself, three states each, trained by Viterbi's method from the paths that another aligner
found first. Rabiner, A tutorial on hidden Markov models, 1989.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.chain import STATES, Chain
from visavis.speech.alignment.mixture import ABSENT, Mixtures, estimate
from visavis.speech.alignment.observations import for_models
from visavis.speech.alignment.viterbi import best_path

SKIP: Final = -0.5
"""Log cost of not pausing before a word."""
_SHARPER: Final = (2, 2, 4)
"""Components of every round of training."""
FLOOR: Final = 0.05
"""No variance is smaller than this share of the variance of everything."""
_SHORTEST: Final = 1.15
_LONGEST: Final = 60.0
"""Frames that a state lasts on average."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance to learn from."""

    statics: NDArray[np.float32]
    """Frames × 13 centred cepstra."""
    chain: Chain
    path: NDArray[np.int32]
    """State of every frame, as far as it is known."""


@dataclass(frozen=True, slots=True)
class VoiceModel:
    """Mixtures of every sound that was heard."""

    names: tuple[str, ...]
    mixtures: Mixtures
    """``STATES`` rows for every name, in order."""
    durations: NDArray[np.float32]
    """Mean frames in each row's state."""
    amounts: NDArray[np.float32]
    """Frames that each row was learnt from."""

    def path(
        self, features: NDArray[np.float32], chain: Chain, allowed: NDArray[np.float32] | None = None
    ) -> tuple[NDArray[np.int32], float]:
        """The state of every frame, and the mean log likelihood of a frame; -inf where no path is ``allowed``.

        ``allowed`` is frames × states, added to the likelihoods: 0 or -inf.
        """
        rows = self.rows(chain)
        emission = self.mixtures.log_likelihoods(features)[:, rows]
        if allowed is not None:
            emission = emission + allowed
        leave = 1 / self.durations[rows]
        path, total = best_path(np.ascontiguousarray(emission), chain, np.log(1 - leave), np.log(leave), SKIP)
        return path, total / len(features)

    def rows(self, chain: Chain) -> NDArray[np.int32]:
        """The row of the stack that describes each state of the chain. Raises KeyError for a sound never heard."""
        return model_rows(chain, {name: index for index, name in enumerate(self.names)})

    def blended(self, names: tuple[str, ...], single: Mixtures, trust: float) -> VoiceModel:
        """This with one more way for each sound of ``names`` to be said, as likely as if ``trust`` of the frames had
        sounded so; sounds that it lacks are said that way only."""
        own = self.mixtures
        every = (*self.names, *(name for name in names if name not in self.names))
        place = {name: index for index, name in enumerate(every)}
        rows = np.array([place[name] * STATES + part for name in names for part in range(STATES)], dtype=np.int32)
        added, components = len(every) * STATES - len(own.weights), own.weights.shape[1]
        amounts = np.pad(self.amounts, (0, added))
        weights = np.full((len(amounts), components + 1), ABSENT, dtype=np.float32)
        weights[: len(own.weights), :components] = own.weights
        weights[rows, :components] += np.log(np.maximum(amounts[rows], 1e-6) / (amounts[rows] + trust))[:, None]
        weights[rows, components] = np.log(trust / (amounts[rows] + trust))
        means = np.pad(own.means, ((0, added), (0, 1), (0, 0)))
        means[rows, components] = single.means[:, 0]
        variances = np.pad(own.variances, ((0, added), (0, 1), (0, 0)), constant_values=1)
        variances[rows, components] = single.variances[:, 0]
        lasting = np.pad(self.durations, (0, added), constant_values=np.median(self.durations))
        return VoiceModel(every, Mixtures(weights, means, variances), lasting, amounts)


def model_rows(chain: Chain, place: Mapping[str, int]) -> NDArray[np.int32]:
    """The row that describes each state of the chain: ``STATES`` rows a model, models as ``place`` has them."""
    models = np.array([place[name] for name in chain.models], dtype=np.int32)
    rows: NDArray[np.int32] = models[chain.model_of] * np.int32(STATES) + chain.part_of
    return rows


def train(heard: Sequence[Heard], *, rounds: Sequence[int] = _SHARPER) -> VoiceModel:
    """A model of the utterances, all at once. Raises ValueError for none."""
    return [model for model in training(heard, rounds=rounds) if model is not None][-1]


def training(heard: Sequence[Heard], *, rounds: Sequence[int] = _SHARPER) -> Iterator[VoiceModel | None]:
    """The same in small steps, so that whoever trains can do something else between: a better model after every round,
    the last one last, and None where there is none yet."""
    if not heard:
        raise ValueError("no utterance to learn from")
    names = tuple(dict.fromkeys(name for one in heard for name in one.chain.models))
    place = {name: index for index, name in enumerate(names)}
    observed = [for_models(one.statics) for one in heard]
    features = np.concatenate(observed)
    floor = np.maximum(features.var(axis=0) * np.float32(FLOOR), np.float32(1e-6))
    paths = [one.path for one in heard]
    rows_of = [model_rows(one.chain, place) for one in heard]
    model: VoiceModel | None = None
    for number, components in enumerate(rounds):
        if model is not None:
            for index, one in enumerate(heard):
                paths[index] = model.path(observed[index], one.chain)[0]
                yield None
        states = np.concatenate([rows[path] for rows, path in zip(rows_of, paths, strict=True)])
        mixtures = estimate(features, states, len(names) * STATES, components, floor, seed=number)
        amounts = np.bincount(states, minlength=len(names) * STATES).astype(np.float32)
        model = VoiceModel(names, mixtures, durations(rows_of, paths, len(names) * STATES), amounts)
        yield model


def durations(
    rows_of: Sequence[NDArray[np.int32]], paths: Sequence[NDArray[np.int32]], count: int
) -> NDArray[np.float32]:
    """Mean frames that each of ``count`` rows lasts on the paths."""
    frames = np.zeros(count)
    visits = np.zeros(count)
    for rows, path in zip(rows_of, paths, strict=True):
        frames += np.bincount(rows[path], minlength=count)
        begins = np.concatenate(([True], path[1:] != path[:-1]))
        visits += np.bincount(rows[path[begins]], minlength=count)
    return np.clip(frames / np.maximum(visits, 1), _SHORTEST, _LONGEST).astype(np.float32)
