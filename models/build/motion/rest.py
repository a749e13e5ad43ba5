"""How a figure stands when nothing happens: arms hanging, elbows and fingers soft, feet under the hips."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.spatial.transform import Rotation

from mesh.part import Array
from motion.arms import arm, hand_turn, leg, with_twist
from motion.figure import Figure
from motion.hands import Hand
from motion.skeleton import SIDES, Skeleton
from motion.turn import about, unit

STILL = np.array([0.0, 0.0, 0.0, 1.0])


def rest_pose(skeleton: Skeleton, figure: Figure | None = None) -> dict[str, Array]:
    """Bone → local quaternion xyzw (4,), for all bones of the skeleton; the root stays where it was bound.

    Directions are aimed in the world, so that the pose is the same whatever pose the mesh was bound in. The two sides
    differ a little, as they do in people.
    """
    figure = figure or Figure.guessed(skeleton)
    world: dict[str, Rotation] = {}
    local: dict[str, Array] = {}
    for number, side in enumerate(SIDES):
        local.update(_leg(skeleton, side, world))
        local.update(_arm(skeleton, figure, side, number, world))
    return {bone: local.get(bone, STILL) for bone in skeleton.bones}


def _local(skeleton: Skeleton, world: Mapping[str, Rotation], *bones: str) -> dict[str, Array]:
    out = {}
    for bone in bones:
        parent = skeleton.bones[bone][0]
        above = world.get(parent) if parent else None
        out[bone] = ((above.inv() if above is not None else Rotation.identity()) * world[bone]).as_quat()
    return out


def _arm(skeleton: Skeleton, figure: Figure, side: str, number: int, world: dict[str, Rotation]) -> dict[str, Array]:
    out = 1.0 if side == "Left" else -1.0
    odd = (-1.0, 1.0)[number]
    limb, hand = arm(skeleton, side), Hand(skeleton, side)
    shoulder = skeleton.at[f"{side}Arm"]
    length = sum(limb.lengths)
    grip = skeleton.length(f"{side}Hand", f"{side}HandMiddle1")
    aside = max(figure.hip_half_width + figure.palm + 0.35 * grip, abs(shoulder[0]) + 0.07 * length) - abs(shoulder[0])
    lean = float(np.clip(np.degrees(np.arcsin(np.clip(aside / length, 0.0, 0.95))), 4.0, 60.0))
    fore = 15.0 + 2.0 * odd  # degrees the elbow is bent
    down = np.array([0.0, -1.0, 0.0])
    upper = (about([0, 0, out], lean + 2.5) * about([1, 0, 0], 4.0 + 0.8 * odd)).apply(down)
    lower = (about([0, 0, out], max(lean - 2.5, 0.0)) * about([-1, 0, 0], fore - 4.0)).apply(down)
    first, second = limb.turned(upper, lower)
    along = unit(lower + 0.06 * np.array([-out, 0.0, 0.0]) + np.array([0.0, 0.0, 0.04]))
    palm = unit(np.array([-out, 0.0, -0.32]))
    grasp = hand_turn(hand, along, palm)
    world[f"{side}Arm"], world[f"{side}Hand"] = first, grasp
    world[f"{side}ForeArm"] = with_twist(limb, second, grasp)
    pose = _local(skeleton, world, f"{side}Arm", f"{side}ForeArm", f"{side}Hand")
    pose.update(hand.shape("relaxed"))
    return pose


def _leg(skeleton: Skeleton, side: str, world: dict[str, Rotation]) -> dict[str, Array]:
    out = 1.0 if side == "Left" else -1.0
    limb = leg(skeleton, side)
    hip, ankle = skeleton.at[f"{side}UpLeg"], skeleton.at[f"{side}Foot"].copy()
    reach = sum(limb.lengths)
    ankle[0] = out * np.clip(abs(hip[0]) * 0.95, 0.035 * reach, abs(ankle[0]))
    ankle[2] = np.clip(ankle[2], hip[2] - 0.02 * reach, hip[2] + 0.02 * reach)
    hint = unit(np.array([0.12 * out, 0.0, 1.0]))
    upper, lower = limb.reach(hip, ankle, hint)
    world[f"{side}UpLeg"], world[f"{side}Leg"] = limb.turned(upper, lower)
    bound = skeleton.offset(f"{side}ToeBase")
    yaw = float(np.degrees(np.arctan2(out * bound[0], bound[2])))  # toes outward in the bind pose
    world[f"{side}Foot"] = about([0, 1, 0], out * (9.0 - yaw))
    return _local(skeleton, world, f"{side}UpLeg", f"{side}Leg", f"{side}Foot")
