"""From shares of visemes per articulator to the columns of a track, for each channel space."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from visavis.protocol.channels import ARKIT52, CHANNELS, VISEME15, ChannelSpace
from visavis.resources import viseme_maps_dir
from visavis.speech.contact import CONTACTS, ContactKind
from visavis.speech.dominance import PARTED, TONGUE_VISEMES

ARKIT_MAP: Final = "viseme15-to-arkit52"
LABIODENTAL_WEIGHT: Final = 0.92
"""Weight of FF while lip and teeth touch; the rest is left to the neighbours, so that a fast f still carries them."""
SHARE_SCALE: Final = 65536
_WEIGHT_SCALE: Final = 4096

Contacts = dict[ContactKind, NDArray[np.float64]]


class VisemeMixer:
    """Shares to the 15 whole-mouth visemes, whose weights never sum to more than 1.

    A whole-mouth shape has one weight for lips and jaw, so it takes the mean of both. Sounds of the tongue get what
    the others leave: their shape shows where nothing else claims the mouth, and never pushes a neighbour aside.
    """

    def __init__(self, targets: tuple[tuple[str, str], ...], jaw_gain: float, lip_gain: float) -> None:
        gains = {"lips": lip_gain, "jaw": jaw_gain}
        mouth = np.zeros((len(targets), len(VISEME15)))
        tongue = np.zeros_like(mouth)
        for row, (articulator, shape) in enumerate(targets):
            if articulator == "tongue":
                tongue[row, VISEME15.index(shape)] = 1.0
            elif shape not in (*TONGUE_VISEMES, PARTED):
                mouth[row, VISEME15.index(shape)] = round(gains[articulator] / 2 * _WEIGHT_SCALE)
        self._matrix = np.concatenate((mouth, tongue), axis=1)
        self._bilabial, self._labiodental = VISEME15.index("PP"), VISEME15.index("FF")

    def mix(self, shares: NDArray[np.float64], contacts: Contacts) -> NDArray[np.float64]:
        """Weights 0 to 1, frames × 15, from shares scaled by ``SHARE_SCALE``, frames × targets."""
        both = shares @ self._matrix
        width = len(VISEME15)
        weights = both[:, :width] * (1.0 / (SHARE_SCALE * _WEIGHT_SCALE))
        total = weights.sum(axis=1, keepdims=True)
        if (total > 1.0).any():
            weights /= np.maximum(total, 1.0)
            total = np.minimum(total, 1.0)
        weights += both[:, width:] * ((1.0 - total) * (1.0 / SHARE_SCALE))
        closed, touching = contacts.get("PP"), contacts.get("FF")
        if closed is not None:
            weights *= (1.0 - closed)[:, None]
            weights[:, self._bilabial] = closed
        if touching is not None:
            weights *= (1.0 - LABIODENTAL_WEIGHT * touching)[:, None]
            weights[:, self._labiodental] = LABIODENTAL_WEIGHT * touching
        return weights


class ArkitMixer:
    """Shares to the 52 face channels: recipes summed per articulator, then contacts, left and right alike."""

    def __init__(self, targets: tuple[tuple[str, str], ...], jaw_gain: float, lip_gain: float) -> None:
        recipes = arkit_recipes()
        gains = {"lips": lip_gain, "jaw": jaw_gain, "tongue": 1.0}
        matrix = np.stack([recipes.articulators[target] * gains[target[0]] for target in targets])
        self._columns = sorted(
            set(np.flatnonzero(matrix.any(axis=0)))
            | {column for kind in CONTACTS for column in np.flatnonzero(recipes.shape[kind])}
        )
        self._matrix = np.rint(matrix[:, self._columns] * _WEIGHT_SCALE)
        self._give_way = {kind: 1.0 - recipes.keep[kind][self._columns] for kind in CONTACTS}
        self._shape = {kind: recipes.shape[kind][self._columns] for kind in CONTACTS}
        names = [ARKIT52[column] for column in self._columns]
        self._jaw_open, self._tongue_out = names.index("jawOpen"), names.index("tongueOut")
        self._mouth_close = ARKIT52.index("mouthClose")

    def mix(self, shares: NDArray[np.float64], contacts: Contacts) -> NDArray[np.float64]:
        """Weights 0 to 1, frames × 52, from shares scaled by ``SHARE_SCALE``, frames × targets."""
        weights = (shares @ self._matrix) * (1.0 / (SHARE_SCALE * _WEIGHT_SCALE))
        for kind, envelope in contacts.items():
            column = envelope[:, None]
            weights *= 1.0 - column * self._give_way[kind]
            weights += column * self._shape[kind]
        np.minimum(weights, 1.0, out=weights)
        jaw = weights[:, self._jaw_open]
        # A tongue needs room between the teeth, or it pokes through closed lips.
        weights[:, self._tongue_out] = np.minimum(weights[:, self._tongue_out], 2.0 * jaw)
        full = np.zeros((len(shares), len(ARKIT52)))
        full[:, self._columns] = weights
        closed = contacts.get("PP")
        if closed is not None:
            # mouthClose undoes exactly as much jawOpen as it weighs, so together they are lips that meet.
            full[:, self._mouth_close] = jaw * closed
        return full


@dataclass(frozen=True, slots=True)
class ArkitRecipes:
    """``viseme15-to-arkit52.json`` as vectors of 52 weights."""

    articulators: dict[tuple[str, str], NDArray[np.float64]]
    shape: dict[ContactKind, NDArray[np.float64]]
    keep: dict[ContactKind, NDArray[np.float64]]


@lru_cache(maxsize=1)
def arkit_recipes() -> ArkitRecipes:
    """Read the recipes. Raises ValueError that names the file and the channel if one does not exist."""
    data = json.loads((viseme_maps_dir() / f"{ARKIT_MAP}.json").read_text("utf-8"))
    empty: NDArray[np.float64] = np.zeros(len(ARKIT52))
    articulators = {("lips", viseme): empty for viseme in VISEME15}
    articulators |= {("jaw", viseme): empty for viseme in VISEME15} | {("tongue", viseme): empty for viseme in VISEME15}
    for articulator, shapes in data["articulators"].items():
        for shape, weights in shapes.items():
            articulators[articulator, shape] = _vector(weights)
    contacts: dict[ContactKind, Any] = data["contacts"]
    return ArkitRecipes(
        articulators,
        {kind: _vector(contacts[kind]["shape"]) for kind in CONTACTS},
        {kind: _vector(contacts[kind]["keep"]) for kind in CONTACTS},
    )


def _vector(weights: dict[str, float]) -> NDArray[np.float64]:
    vector = np.zeros(len(ARKIT52))
    for name, weight in weights.items():
        columns = [name] if name in ARKIT52 else [f"{name}Left", f"{name}Right"]
        for column in columns:
            if column not in ARKIT52:
                raise ValueError(f"{ARKIT_MAP}.json: no channel {name!r} or {name}Left/{name}Right in arkit52")
            vector[ARKIT52.index(column)] = weight
    return vector


def mixer(
    space: ChannelSpace, targets: tuple[tuple[str, str], ...], *, jaw_gain: float, lip_gain: float
) -> VisemeMixer | ArkitMixer:
    """The mixer of a channel space. Raises ValueError that names an unknown space."""
    if space == "viseme15":
        return VisemeMixer(targets, jaw_gain, lip_gain)
    if space == "arkit52":
        return ArkitMixer(targets, jaw_gain, lip_gain)
    raise ValueError(f"unknown channel space {space!r}; expected one of {', '.join(CHANNELS)}")
