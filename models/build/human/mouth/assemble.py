"""Teeth and tongue as parts with their surfaces, bones and morph targets."""

from __future__ import annotations

import numpy as np

from human.body import Body
from human.mouth import place, teeth, tongue
from mesh.part import Array, Part, joined
from mesh.surface import Surface

STILL_M = 0.00005  # a target that moves a part less than this leaves it out
DULL = {"KHR_materials_specular": {"specularFactor": 0.4}}  # no sky is mirrored inside a mouth


def build(body: Body, targets: dict[str, Array]) -> dict[str, tuple[Part, Surface]]:
    """`TeethMesh` and `TongueMesh`. `targets` as from `visemes.targets`; the lower teeth go with the helper's."""
    return {
        "TeethMesh": (_teeth(body, targets), Surface("Teeth", "teeth", 0.24)),
        "TongueMesh": (tongue.part(body, targets, STILL_M), Surface("Tongue", "tongue", 0.58, extensions=DULL)),
    }


def _teeth(body: Body, targets: dict[str, Array]) -> Part:
    mouth = place.mouth(body)
    upper, lower = teeth.row(mouth, upper=True).bound_to("Head"), teeth.row(mouth, upper=False).bound_to("Jaw")
    part = joined([upper, lower])
    part.normals = None
    for name, target in targets.items():
        moves = [
            _carried(body, target, group, row.positions)
            for group, row in (("helper-upper-teeth", upper), ("helper-lower-teeth", lower))
        ]
        delta = np.concatenate(moves)
        if np.abs(delta).max() > STILL_M:
            part.targets[name] = delta
    return part


def _carried(body: Body, target: Array, group: str, points: Array) -> Array:
    """Displacements of points that go with a group of the base mesh, by the affine map nearest to its movement."""
    ids = body.ids(group)
    moves = target[ids]
    if np.abs(moves).max() < 2e-4:
        return np.zeros_like(points)
    rest = body.points[ids]
    middle = rest.mean(axis=0)
    table = np.concatenate([rest - middle, np.ones((len(ids), 1))], axis=1)
    affine = np.linalg.lstsq(table, moves, rcond=None)[0]
    return np.asarray(np.concatenate([points - middle, np.ones((len(points), 1))], axis=1) @ affine)
