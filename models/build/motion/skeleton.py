"""The skeleton that all our figures share: its bones' names, where its joints go in a pose, and linear-blend skinning.

Bones have no rotation when the mesh is bound: their local axes are the world's (Y up, Z forward, the figure's left +X).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial.transform import Rotation

from mesh.part import Array

SIDES = ("Left", "Right")
FINGERS = ("Thumb", "Index", "Middle", "Ring", "Pinky")
Bones = dict[str, tuple[str | None, tuple[float, float, float]]]


def parents() -> dict[str, str | None]:
    """Bone → parent of the skeleton every figure has, parents first. Springs of hair and earrings come on top."""
    out: dict[str, str | None] = {"Hips": None}
    trunk = ("Hips", "Spine", "Spine1", "Spine2", "Neck", "Head")
    out.update(zip(trunk[1:], trunk, strict=False))
    out.update({"Jaw": "Head", "LeftEye": "Head", "RightEye": "Head"})
    for side in SIDES:
        arm = ["Spine2", *(f"{side}{bone}" for bone in ("Shoulder", "Arm", "ForeArm", "Hand"))]
        out.update(zip(arm[1:], arm, strict=False))
        for finger in FINGERS:
            joints = [f"{side}Hand", *(f"{side}Hand{finger}{joint}" for joint in (1, 2, 3))]
            out.update(zip(joints[1:], joints, strict=False))
        leg = ["Hips", *(f"{side}{bone}" for bone in ("UpLeg", "Leg", "Foot", "ToeBase"))]
        out.update(zip(leg[1:], leg, strict=False))
    return out


PARENTS = parents()


@dataclass(frozen=True)
class Skeleton:
    """`bones`: name → (parent, joint position in the bind pose in metres), parents before children."""

    bones: Bones

    def __post_init__(self) -> None:
        lost = [bone for bone in PARENTS if bone not in self.bones]
        if lost:
            raise ValueError(f"the skeleton lacks {', '.join(lost)}")
        seen: set[str] = set()
        for bone, (parent, _) in self.bones.items():
            if parent is not None and parent not in seen:
                raise ValueError(f"{bone} comes before its parent {parent}")
            seen.add(bone)

    @cached_property
    def at(self) -> dict[str, Array]:
        """Bone → joint position (3,) in the bind pose."""
        return {bone: np.array(position, float) for bone, (_, position) in self.bones.items()}

    def offset(self, bone: str) -> Array:
        """The joint (3,) as seen from the parent's joint."""
        parent = self.bones[bone][0]
        return self.at[bone] - (self.at[parent] if parent else 0.0)

    def length(self, bone: str, end: str) -> float:
        """Distance between two joints in the bind pose, metres."""
        return float(np.linalg.norm(self.at[end] - self.at[bone]))

    def forward(
        self, rotations: Mapping[str, Rotation], hips: Array | None = None
    ) -> tuple[dict[str, Rotation], dict[str, Array]]:
        """World rotations and joint positions (k, 3) of a pose of k frames.

        `rotations` are local and hold k rotations each (a bone left out does not turn); `hips` (k, 3) moves the root
        from its place in the bind pose.
        """
        frames = max((len(rotation) for rotation in rotations.values() if not rotation.single), default=1)
        still = Rotation.identity(frames)
        turned: dict[str, Rotation] = {}
        placed: dict[str, Array] = {}
        for bone, (parent, _) in self.bones.items():
            local = rotations.get(bone, still)
            if parent is None:
                turned[bone] = local
                placed[bone] = self.at[bone] + (np.zeros((frames, 3)) if hips is None else hips)
            else:
                turned[bone] = turned[parent] * local
                placed[bone] = placed[parent] + turned[parent].apply(self.offset(bone))
        return turned, placed


def posed(
    points: Array,
    weights: Mapping[str, Array],
    skeleton: Skeleton,
    rotations: Mapping[str, Array],
    hips: Array | None = None,
) -> Array:
    """`points` (n, 3) of the bind pose carried into a pose by linear-blend skinning.

    `weights` bone → share (n,); `rotations` bone → local quaternion xyzw (4,); `hips` (3,) moves the root.
    """
    turns = {bone: Rotation.from_quat(np.asarray(quaternion)[None]) for bone, quaternion in rotations.items()}
    turned, placed = skeleton.forward(turns, None if hips is None else np.asarray(hips)[None])
    out, total = np.zeros_like(points), np.zeros(len(points))
    for bone, share in weights.items():
        some = np.flatnonzero(share)
        if len(some):
            moved = turned[bone][0].apply(points[some] - skeleton.at[bone]) + placed[bone][0]
            out[some] += share[some, None] * moved
            total[some] += share[some]
    return out / np.maximum(total, 1e-9)[:, None]
