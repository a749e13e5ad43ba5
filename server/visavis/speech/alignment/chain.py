"""The sounds of a sentence as a chain of states: what may follow what.

Every sound is a few states in a row. Before each word, and at the end, there may be silence; it is passed over where
nobody pauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

STATES: Final = 3
"""States of a sound: it lasts at least as many frames."""
SILENCE_STATES: Final = 6
SILENCE: Final = "sil"
_SOUND_IN_PAUSE: Final = -15.0


@dataclass(frozen=True, slots=True)
class Unit:
    """One sound of the chain."""

    model: str
    """Name of the model: an IPA symbol, or ``sil``."""
    phone: int
    """Index of the phone it is; -1 for silence."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Units and the states they are made of, in order."""

    units: tuple[Unit, ...]
    models: tuple[str, ...]
    """Names of the models in use, each once."""
    unit_of: NDArray[np.int32]
    """Unit of every state."""
    model_of: NDArray[np.int32]
    """Index into ``models`` of every state."""
    part_of: NDArray[np.int32]
    """Which of its model's states every state is."""
    skips: NDArray[np.int32]
    """For every state, the state before a silence that ends right before it; -1 where there is none."""
    starts: tuple[int, ...]
    """States that the chain may begin in."""
    ends: tuple[int, ...]
    """States that the chain may end in."""


def build_chain(models: Sequence[str], begins_word: Sequence[bool]) -> Chain:
    """``models`` are the names of the sounds in order; where ``begins_word`` is true there may be silence before."""
    units: list[Unit] = []
    for index, (model, begins) in enumerate(zip(models, begins_word, strict=True)):
        if begins or index == 0:
            units.append(Unit(SILENCE, -1))
        units.append(Unit(model, index))
    units.append(Unit(SILENCE, -1))
    names = list(dict.fromkeys(unit.model for unit in units))
    place = {name: index for index, name in enumerate(names)}
    unit_of: list[int] = []
    model_of: list[int] = []
    part_of: list[int] = []
    firsts: list[int] = []
    for index, unit in enumerate(units):
        count = SILENCE_STATES if unit.phone < 0 else STATES
        firsts.append(len(unit_of))
        unit_of += [index] * count
        model_of += [place[unit.model]] * count
        part_of += [0] * count if unit.phone < 0 else range(count)
    skips = np.full(len(unit_of), -1, dtype=np.int32)
    for index in range(2, len(units)):
        if units[index - 1].phone < 0:
            skips[firsts[index]] = firsts[index - 1] - 1
    total = len(unit_of)
    return Chain(
        tuple(units),
        tuple(names),
        np.array(unit_of, dtype=np.int32),
        np.array(model_of, dtype=np.int32),
        np.array(part_of, dtype=np.int32),
        skips,
        (0, SILENCE_STATES),
        (total - 1, total - 1 - SILENCE_STATES),
    )


def silence_favoured(chain: Chain, pauses: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Frames × states, to be added to log likelihoods: in a pause a sound is most unlikely, though not impossible."""
    silent = np.array([unit.phone < 0 for unit in chain.units])[chain.unit_of]
    return np.where(pauses[:, None] & ~silent[None], np.float32(_SOUND_IN_PAUSE), np.float32(0))
