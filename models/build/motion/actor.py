"""A figure that can be told where its hands go; places are given by its own measures, so that they fit everybody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial.transform import Rotation

from mesh.part import Array
from motion.arms import Limb, arm, hand_turn, with_twist
from motion.figure import Figure
from motion.hands import Hand
from motion.rest import rest_pose
from motion.skeleton import SIDES, Skeleton
from motion.turn import about, leaning, unit

Direction = tuple[float, float, float]
Angles = tuple[Array | float, Array | float, Array | float]


@dataclass(frozen=True)
class Reach:
    """Where a hand goes. Directions and places are (outward, up, forward): outward is the arm's own side.

    `wrist` counts in arm lengths from the shoulder joint; `at` instead is a place (metres, the figure's own axes) that
    was worked out before. `along` is where the fingers point, `palm` what the palm faces, `elbow` where the elbow
    goes. `swing` turns the forearm outward about the forward axis, degrees, the hand a little more.
    """

    wrist: Direction
    along: Direction
    palm: Direction
    fingers: str = "relaxed"
    elbow: Direction = (0.45, -1.0, -0.35)
    swing: float = 0.0
    at: Direction | None = None


@dataclass(frozen=True)
class Actor:
    """A skeleton with its measures. `liveliness` scales how far heads and trunks move: 1 is a calm grown-up."""

    skeleton: Skeleton
    figure: Figure
    liveliness: float = 1.0

    @cached_property
    def rest(self) -> dict[str, Array]:
        """Bone → local quaternion of the rest pose."""
        return rest_pose(self.skeleton, self.figure)

    @cached_property
    def rest_places(self) -> dict[str, Array]:
        """Bone → joint position (3,) in the rest pose."""
        return {bone: place[0] for bone, place in self._rested[1].items()}

    @cached_property
    def rest_turns(self) -> dict[str, Rotation]:
        """Bone → world rotation in the rest pose."""
        return {bone: turn[0] for bone, turn in self._rested[0].items()}

    @cached_property
    def _rested(self) -> tuple[dict[str, Rotation], dict[str, Array]]:
        return self.skeleton.forward({bone: Rotation.from_quat(row[None]) for bone, row in self.rest.items()})

    @cached_property
    def limbs(self) -> dict[str, Limb]:
        """Side → arm."""
        return {side: arm(self.skeleton, side) for side in SIDES}

    @cached_property
    def hands(self) -> dict[str, Hand]:
        """Side → hand."""
        return {side: Hand(self.skeleton, side) for side in SIDES}

    @cached_property
    def arm_length(self) -> float:
        """Shoulder to wrist, metres."""
        return sum(self.limbs["Left"].lengths)

    @cached_property
    def hand_length(self) -> float:
        """Wrist to fingertips, metres."""
        return 1.95 * self.skeleton.length("LeftHand", "LeftHandMiddle1")

    def head_moved(self, head: Angles, point: Direction) -> Array:
        """Where a point of the head (bind pose) is when neck and head lean by `head` (pitch, yaw, roll degrees).

        (3,) for numbers, (k, 3) for angles over k frames; as seen from the chest.
        """
        neck, top = (leaning(*(part * angle for angle in head)) for part in NECK_AND_HEAD)
        at = self.skeleton.at
        around = neck.apply(at["Head"] - at["Neck"]) + at["Neck"]
        return np.asarray((neck * top).apply(np.array(point) - at["Head"]) + around)

    def arm_pose(self, side: str, reach: Reach) -> dict[str, Array]:
        """Bone → local quaternion (4,) of shoulder, arm, forearm, hand and fingers; the trunk at rest."""
        turns = self.arm_moved(side, reach, np.zeros((1, 3)))
        return {bone: turn.as_quat()[0] for bone, turn in turns.items()} | self.hands[side].shape(reach.fingers)

    def arm_moved(self, side: str, reach: Reach, by: Array) -> dict[str, Rotation]:
        """Local rotations (k) of shoulder, arm, forearm and hand for a reach moved `by` (k, 3) metres in each frame."""
        flip = np.array([1.0 if side == "Left" else -1.0, 1.0, 1.0])
        along, palm, elbow = (
            np.tile(unit(np.array(way) * flip), (len(by), 1)) for way in (reach.along, reach.palm, reach.elbow)
        )
        shoulder = self.skeleton.at[f"{side}Arm"]
        wrist = np.array(reach.at) if reach.at else shoulder + self.arm_length * np.array(reach.wrist) * flip
        beside_head = 3.2 if reach.swing else 1.3
        for _ in range(3):  # the swing moves the hand, and may move it into the head
            turns = self.arm_turns(side, wrist + by, along, palm, elbow, reach.swing)
            found, points_to = self._hand(side, turns)
            away = self.cleared(found, points_to, beside_head) - found
            if np.linalg.norm(away) < 1e-4:
                break
            wrist = wrist + away
        return turns

    def _hand(self, side: str, turns: dict[str, Rotation]) -> tuple[Array, Array]:
        """Wrist (3,) and unit direction of the hand in the first frame of an arm's local rotations."""
        place, turn = self.skeleton.at[f"{side}Shoulder"], Rotation.identity()
        for bone, end in (("Shoulder", "Arm"), ("Arm", "ForeArm"), ("ForeArm", "Hand")):
            turn = turn * turns[f"{side}{bone}"][0]
            place = place + turn.apply(self.skeleton.offset(f"{side}{end}"))
        return place, (turn * turns[f"{side}Hand"][0]).apply(self.hands[side].along)

    def arm_turns(
        self, side: str, wrist: Array, along: Array, palm: Array, elbow: Array, swing: float = 0.0
    ) -> dict[str, Rotation]:
        """Local rotations (k) of shoulder, arm, forearm and hand that bring the wrist to `wrist` (k, 3)."""
        limb, hand = self.limbs[side], self.hands[side]
        out = 1.0 if side == "Left" else -1.0
        root, joint = self.skeleton.at[f"{side}Shoulder"], self.skeleton.at[f"{side}Arm"]
        shoulder = Rotation.identity(len(wrist))
        for _ in range(3):  # the collar bone follows the arm, which moves the joint that the arm hangs on
            start = root + shoulder.apply(joint - root)
            upper, lower = limb.reach(start, wrist, elbow)
            shoulder = collar(upper, out)
        if swing:
            lower = about([0, 0, out], swing).apply(lower)
            along = about([0, 0, out], 1.35 * swing).apply(along)
            palm = about([0, 0, out], 1.35 * swing).apply(palm)
        first, second = limb.turned(upper, lower)
        grasp = hand_turn(hand, along, palm)
        fore = with_twist(limb, second, grasp)
        return {
            f"{side}Shoulder": shoulder,
            f"{side}Arm": shoulder.inv() * first,
            f"{side}ForeArm": first.inv() * fore,
            f"{side}Hand": fore.inv() * grasp,
        }

    def cleared(self, wrist: Array, along: Array, beside_head: float = 1.3) -> Array:
        """The wrist (3,) moved sideways and forward until the hand is outside head, chest and belly.

        `beside_head` is how far it keeps from the head, in half thicknesses of the hand.
        """
        wrist = wrist.copy()
        for _ in range(12):
            worst = 0.0
            for solid in self.figure.solids:
                margin = (beside_head if solid.bone == "Head" else 1.3) * self.figure.palm
                radii, centre = np.array(solid.radii) + margin, np.array(solid.centre)
                for share in (0.0, 0.35, 0.7, 1.0):
                    away = wrist + share * self.hand_length * along - centre
                    inside = 1.0 - float(np.linalg.norm(away / radii))
                    if inside > 1e-3:
                        way = away / radii**2 * [1.0, 0.0, 1.0]
                        if np.linalg.norm(way) < 1e-6:
                            way = np.array([0.0, 0.0, 1.0])
                        wrist = wrist + unit(way) * inside * float(radii.min())
                        worst = max(worst, inside)
            if worst == 0.0:
                break
        return wrist


NECK_AND_HEAD = (0.42, 0.58)


def collar(upper: Array, out: float) -> Rotation:
    """How far the collar bone follows an upper arm (k, 3): up once the arm is raised, forward with it."""
    rise = np.degrees(np.arccos(np.clip(-upper[:, 1], -1.0, 1.0)))
    lift = 16.0 * np.clip((rise - 25.0) / 120.0, 0.0, 1.0) ** 1.2
    ahead = 9.0 * np.clip(upper[:, 2] - 0.1, 0.0, 1.0) - 6.0 * np.clip(-upper[:, 2] - 0.2, 0.0, 1.0)
    return about([0, 0, out], lift) * about([0, -out, 0], ahead)
