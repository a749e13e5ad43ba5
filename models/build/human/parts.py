"""All meshes of a person at a level of detail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from human import eyes, mouth, outfit, skin
from human.correct.lids import lid_of
from human.hair.build import build as grown
from human.hair.hairline import hairline
from human.levels import BUDGETS, Level
from human.person import Person
from mesh.part import Part
from mesh.simplify import simplified
from mesh.surface import Surface

Parts = dict[str, tuple[Part, Surface]]
# What is drawn later comes later: see-through things after what lies behind them.
_LID_M, _UNDER_BROW_M = 0.0025, 0.004
_LAST = ("EyeShellMesh", "LashesMesh", "BrowsMesh", "HairMesh", "HairWispsMesh")


def fixed(person: Person, texels: int) -> Parts:
    """What all levels are made from: skin, mouth and clothes, as fine as they get. Skin textures are `texels` wide."""
    character = person.character
    covered = outfit.covered(person.body, character.outfit, person.weights)
    out: Parts = {}
    scalp = hairline(person.body, character.hair)
    out.update(
        skin.build(
            person.body,
            person.targets,
            character.skin,
            covered,
            hairline=scalp,
            weights=person.weights,
            texels=texels,
        )
    )
    out.update(mouth.build(person.body, person.targets))
    out.update(outfit.build(person.body, person.weights, character.outfit))
    return out


def of_level(person: Person, level: Level) -> Parts:
    """What is made for a level: eyes and hair."""
    character = person.character
    out: Parts = {}
    out.update(eyes.build(person.body, person.targets, character.eyes, character.brows, level))
    out.update(grown(person.body, character.hair, level))
    return out


def reduced(person: Person, parts: Parts, level: Level) -> Parts:
    """The parts within the level's budget, in the order in which they are drawn."""
    budget = BUDGETS[level]
    free = {
        name for name in parts if name not in budget.meshes and not name.startswith(("Hair", "Head", "Hands", "Eye"))
    }
    total = sum(len(parts[name][0].triangles) for name in free)
    out: Parts = {}
    for name, (part, surface) in parts.items():
        wanted = budget.meshes.get(name, len(part.triangles))
        if name in free and total > budget.cloth:
            wanted = len(part.triangles) * budget.cloth // total
        out[name] = (simplified(part, wanted, _held(person, parts, name)), surface)
    return {name: out[name] for name in sorted(out, key=lambda name: _LAST.index(name) if name in _LAST else -1)}


def _held(person: Person, parts: Parts, name: str) -> NDArray[np.bool_] | None:
    """Vertices of the head that stay: margins of lips and lids, so that mouths and eyes still close; lids, which bend
    most; and the skin under the brows, which lie close on it.
    """
    part = parts[name][0]
    if "source" not in part.marks or not part.targets:
        return None
    body = person.body
    margins = [lid_of(body, side).margin.ids for side in ("Left", "Right")]
    rings = np.concatenate([body.mouth_ring, body.left_lid_ring, body.right_lid_ring, *margins])
    held = np.isin(part.marks["source"].round().astype(int), rings)
    for side in ("Left", "Right"):
        held |= np.linalg.norm(part.targets[f"eyeBlink{side}"], axis=1) > _LID_M
    if "BrowsMesh" in parts:
        held |= cKDTree(parts["BrowsMesh"][0].positions).query(part.positions)[0] < _UNDER_BROW_M
    return np.asarray(held)
