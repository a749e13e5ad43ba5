"""Sharpens a first path with nothing but the recording itself and the renderings.

The sounds of one sentence are too few to learn a voice from, but enough to correct how the renderings sound: every
state is one Gaussian, of the recording's frames on the present path and of the renderings' frames, moved to the mean
and spread of the recording; all states have nearly the same variances. A few rounds of that and of Viterbi's path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from visavis.speech.alignment.chain import SILENCE, STATES, Chain
from visavis.speech.alignment.features import Matrix
from visavis.speech.alignment.first_path import Rendered
from visavis.speech.alignment.mixture import Mixtures, gaussians
from visavis.speech.alignment.observations import centred, for_models
from visavis.speech.alignment.paths import path_of
from visavis.speech.alignment.sound import Sound
from visavis.speech.alignment.viterbi import best_path
from visavis.speech.alignment.voice_model import FLOOR, SKIP, VoiceModel, durations, model_rows

_ROUNDS: Final = 5
_POOLING: Final = 400.0
_RENDERING_WEIGHT: Final = 1.0
"""All renderings together count as much as the recording."""
_SHORTEST: Final = 2.0
_TRUST: Final = 20.0
"""The renderings' way of saying a sound weighs as much as so many frames of the voice."""


@dataclass(frozen=True, slots=True)
class Borrowed:
    """Frames of renderings, made to sound like a recording, with the sound and state that each belongs to."""

    features: Matrix
    names: tuple[str, ...]
    models: NDArray[np.int32]
    """Index into ``names`` of every frame."""
    parts: NDArray[np.int32]


def borrow(sound: Sound, observed: Matrix, renderings: Sequence[Rendered]) -> Borrowed:
    """The renderings' frames of speech, moved to the mean and spread of the recording's."""
    mean, spread = _statistics(observed, sound.voiced)
    features, models, parts = [], [], []
    names: dict[str, int] = {}
    for rendered in renderings:
        chain, heard = rendered.script.chain, rendered.sound
        frames = for_models(centred(heard))
        own_mean, own_spread = _statistics(frames, heard.voiced)
        phones = rendered.script.phones
        path = path_of(
            chain,
            np.array([heard.frame_at(phone.onset_samples) for phone in phones]),
            np.array([heard.frame_at(phone.end_samples) for phone in phones]),
            heard.frames,
        )
        index = np.array([names.setdefault(name, len(names)) for name in chain.models], dtype=np.int32)
        model = index[chain.model_of[path]]
        spoken = model != names.get(SILENCE, -1)
        features.append(((frames - own_mean) / own_spread * spread + mean)[spoken])
        models.append(model[spoken])
        parts.append(chain.part_of[path][spoken])
    return Borrowed(np.concatenate(features), tuple(names), np.concatenate(models), np.concatenate(parts))


def adapt(
    observed: Matrix,
    chain: Chain,
    path: NDArray[np.int32],
    borrowed: Borrowed,
    pauses: NDArray[np.bool_],
    allowed: NDArray[np.float32],
) -> NDArray[np.int32]:
    """A better path than ``path``. ``pauses`` are frames that sound like silence whatever the path says; ``allowed`` is
    frames × states, added to the log likelihoods."""
    place = {name: index for index, name in enumerate(chain.models)}
    rows = model_rows(chain, place)
    count = len(chain.models) * STATES
    known = np.array([place.get(name, -1) for name in borrowed.names], dtype=np.int32)[borrowed.models]
    lent = known >= 0
    features = np.concatenate((observed, borrowed.features[lent]))
    lent_states = (known * STATES + borrowed.parts)[lent]
    weight = _RENDERING_WEIGHT * len(observed) / max(1, len(lent_states))
    amounts = np.ones(len(features), dtype=np.float32)
    amounts[len(observed) :] = min(weight, 1.0)
    floor = np.maximum(observed.var(axis=0) * np.float32(FLOOR), np.float32(1e-4))
    silent = place[SILENCE] * STATES
    for _ in range(_ROUNDS):
        states = np.concatenate((np.where(pauses, silent, rows[path]), lent_states))
        mixtures = gaussians(features, states, amounts, count, floor, _POOLING)
        leave = 1 / np.maximum(durations([rows], [path], count), _SHORTEST)[rows]
        emission = mixtures.log_likelihoods(observed)[:, rows] + allowed
        better, total = best_path(emission, chain, np.log(1 - leave), np.log(leave), SKIP)
        if not np.isfinite(total) or np.array_equal(better, path):
            break
        path = better
    return path


def complete(model: VoiceModel, borrowed: Borrowed) -> VoiceModel:
    """The model with the renderings' sounds blended in: all that are sounds the voice was never heard to say, and a
    little of the others, since what was heard only a few times is known badly."""
    count = len(borrowed.names) * STATES
    states = borrowed.models * np.int32(STATES) + borrowed.parts
    amounts = np.ones(len(states), dtype=np.float32)
    floor = np.maximum(borrowed.features.var(axis=0) * np.float32(FLOOR), np.float32(1e-4))
    single = gaussians(borrowed.features, states, amounts, count, floor, _POOLING)
    spoken = [index for index, name in enumerate(borrowed.names) if name != SILENCE]
    rows = np.array([index * STATES + part for index in spoken for part in range(STATES)], dtype=np.int32)
    lent = Mixtures(single.weights[rows], single.means[rows], single.variances[rows])
    return model.blended(tuple(borrowed.names[index] for index in spoken), lent, _TRUST)


def _statistics(frames: Matrix, voiced: NDArray[np.bool_]) -> tuple[Matrix, Matrix]:
    own = frames[voiced] if voiced.sum() > 10 else frames
    return own.mean(axis=0), own.std(axis=0) + np.float32(1e-3)
