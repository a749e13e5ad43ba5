"""How much of each vertex follows each bone: the source's 163 bones merged into ours, smooth where they meet."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, diags

from human.body import Body
from human.skeleton.joints import jaw_hinge
from human.source import VERTICES
from mesh.part import Array
from motion.skeleton import FINGERS, PARENTS

# Our bone → the source's bones that make it up, with their shares. `{}` is the side. What is named nowhere (the face's
# muscles) follows the head.
_TRUNK: dict[str, dict[str, float]] = {
    "Hips": {"root": 1, "pelvis.L": 1, "pelvis.R": 1, "spine05": 1},
    "Spine": {"spine04": 1, "spine03": 1},
    "Spine1": {"spine02": 1, "breast.L": 0.4, "breast.R": 0.4},
    "Spine2": {"spine01": 1, "breast.L": 0.6, "breast.R": 0.6, "neck01": 0.35},
    "Neck": {"neck01": 0.65, "neck02": 1, "neck03": 0.6},
    "Head": {"neck03": 0.4},
    "LeftEye": {"eye.L": 1},
    "RightEye": {"eye.R": 1},
}
_SIDE: dict[str, dict[str, float]] = {
    "Shoulder": {"clavicle.{}": 1, "shoulder01.{}": 0.6},
    "Arm": {"shoulder01.{}": 0.4, "upperarm01.{}": 1, "upperarm02.{}": 1},
    "ForeArm": {"lowerarm01.{}": 1, "lowerarm02.{}": 1},
    "Hand": {"wrist.{}": 1, **{f"metacarpal{number}.{{}}": 1 for number in range(1, 5)}},
    **{
        f"Hand{finger}{joint}": {f"finger{number}-{joint}.{{}}": 1}
        for number, finger in enumerate(FINGERS, start=1)
        for joint in (1, 2, 3)
    },
    "UpLeg": {"upperleg01.{}": 1, "upperleg02.{}": 1},
    "Leg": {"lowerleg01.{}": 1, "lowerleg02.{}": 1},
    "Foot": {"foot.{}": 1},
    "ToeBase": {f"toe{toe}-{joint}.{{}}": 1 for toe in range(1, 6) for joint in (1, 2, 3)},
}

# Joint, how far around it weights are evened out (m), how many times.
_EVENED = (("shoulder", 0.13, 14), ("upper-leg", 0.14, 8), ("elbow", 0.06, 4), ("knee", 0.08, 4))


def weights(body: Body) -> dict[str, Array]:
    """Bone → share (19158,) of every vertex of the source, helpers included; the shares of a vertex sum to 1."""
    names = list(PARENTS)
    table = np.zeros((VERTICES, len(names)))
    column = {name: number for number, name in enumerate(names)}
    recipes = _recipes()
    for bone, (ids, share) in body.source.weights.items():
        for name, part in recipes.get(bone, {"Head": 1.0}).items():
            np.add.at(table, (ids, column[name]), part * share)
    lost = table.sum(axis=1) <= 0
    table[lost, column["Head"]] = 1.0
    table /= table.sum(axis=1, keepdims=True)
    table = _smoothed(body, table, column)
    _give_jaw(body, table, column)
    _give_eyes(body, table, column)
    table[table < 1e-3] = 0.0
    table /= table.sum(axis=1, keepdims=True)
    return {name: table[:, number].copy() for name, number in column.items()}


def _recipes() -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for name, recipe in _TRUNK.items():
        for bone, share in recipe.items():
            out.setdefault(bone, {})[name] = share
    for side, letter in (("Left", "L"), ("Right", "R")):
        for part, recipe in _SIDE.items():
            for bone, share in recipe.items():
                out.setdefault(bone.format(letter), {})[side + part] = share
    return out


def _averaging(body: Body) -> csr_matrix:
    """(19158, 19158) that replaces each vertex's value by the mean of its neighbours' along the mesh's edges."""
    quads = body.mesh.quads
    corners = [(corner, (corner + step) % 4) for corner in range(4) for step in (1, 3)]
    rows = np.concatenate([quads[:, corner] for corner, _ in corners])
    columns = np.concatenate([quads[:, other] for _, other in corners])
    graph = csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(VERTICES, VERTICES))
    graph.data[:] = 1.0
    count = np.asarray(graph.sum(axis=1)).ravel()
    alone = diags((count == 0).astype(float))
    return csr_matrix(diags(1 / np.maximum(count, 1)) @ graph + alone)


def _smoothed(body: Body, table: Array, column: dict[str, int]) -> Array:
    """Weights evened out over the mesh, more around shoulders and hips, where the merged bones leave steps."""
    mean = _averaging(body)
    rounds = np.zeros(VERTICES)
    for side in ("l", "r"):
        for joint, reach, strength in _EVENED:
            distance = np.linalg.norm(body.points - body.centre(f"joint-{side}-{joint}"), axis=1)
            rounds = np.maximum(rounds, strength * np.clip(1.5 - distance / reach * 1.5, 0.0, 1.0))
    neck = np.linalg.norm(body.points - body.centre("joint-neck"), axis=1)
    rounds = np.maximum(rounds, 8 * np.clip(1.5 - neck / 0.12 * 1.5, 0.0, 1.0))
    fingers = table[:, [number for name, number in column.items() if "Hand" in name and name[-1].isdigit()]].sum(axis=1)
    rounds[fingers > 0.02] = 0.0
    out = table
    for step in range(int(np.ceil(rounds.max()))):
        share = np.clip(rounds - step, 0.0, 1.0)[:, None]
        out = (1 - share) * out + share * (mean @ out)
    return np.asarray(out)


def _give_jaw(body: Body, table: Array, column: dict[str, int]) -> None:
    """The jaw takes from the head as much of each vertex as `jawOpen` turns it about the hinge."""
    hinge = jaw_hinge(body)
    teeth = body.ids("helper-lower-teeth")
    arm, move = body.points - hinge, body.units["jawOpen"]
    tangent = np.stack([np.zeros(len(arm)), -arm[:, 2], arm[:, 1]], axis=1)
    lever = np.maximum(np.linalg.norm(tangent, axis=1), 0.02)
    along = (move * tangent).sum(axis=1) / lever**2
    share = np.clip(along / along[teeth].mean(), 0.0, 1.0)
    share[teeth] = 1.0
    tongue = body.ids("helper-tongue")
    share[tongue] = np.maximum(share[tongue], 0.9)
    share[np.concatenate([body.ids("helper-l-eye"), body.ids("helper-r-eye"), body.ids("helper-upper-teeth")])] = 0.0
    share[share < 0.02] = 0.0
    table[:, column["Jaw"]] = 0.0
    for name in ("Head", "Neck"):
        taken = table[:, column[name]] * share
        table[:, column["Jaw"]] += taken
        table[:, column[name]] -= taken


def _give_eyes(body: Body, table: Array, column: dict[str, int]) -> None:
    for group, bone in (("helper-l-eye", "LeftEye"), ("helper-r-eye", "RightEye")):
        table[:, column[bone]] = 0.0
        table[body.ids(group)] = 0.0
        table[body.ids(group), column[bone]] = 1.0
    lost = table.sum(axis=1) <= 1e-9
    table[lost, column["Head"]] = 1.0
