"""One performance in the making: what each part of the figure does over time, and the clip that comes of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial.transform import Rotation

from mesh.part import Array
from motion.actor import NECK_AND_HEAD, Actor, Angles, Reach
from motion.arms import leg
from motion.clip import Channel, Clip
from motion.reduce import kept_keys
from motion.skeleton import FINGERS, SIDES
from motion.timing import beyond, blended, curve
from motion.turn import leaning

FPS = 30
# Overlap: what hangs further out on the arm starts and arrives later (seconds).
DELAYS = {"Shoulder": 0.0, "Arm": 0.0, "ForeArm": 0.035, "Hand": 0.075}
FINGER_DELAY, NEXT_FINGER = 0.095, 0.012
SETTLED = 0.14  # the last key lies at least this long before the end
_OVERSHOOT = {"Shoulder": 0.03, "Arm": 0.03, "ForeArm": 0.045, "Hand": 0.09}
_SPINE = {"Spine": 0.36, "Spine1": 0.34, "Spine2": 0.30}


class Take:
    """`seconds` of movement of `actor`; a `loop` must be made of motions that repeat."""

    def __init__(self, actor: Actor, name: str, seconds: float, *, loop: bool = False) -> None:
        self.actor, self.name, self.seconds, self.loop = actor, name, seconds, loop
        self.times: Array = np.linspace(0.0, seconds, round(seconds * FPS) + 1)
        self.turns: dict[str, Rotation] = {}
        self.shift: Array = np.zeros((len(self.times), 3))

    def curve(self, *keys: tuple[float, float], late: float = 0.0) -> Array:
        """Values (k,) through (second, value) keys, `late` seconds later."""
        return curve(self.times - late, keys)

    def turn(self, bone: str, angles: Angles) -> None:
        """Adds (pitch, yaw, roll) degrees to a bone, in its parent's axes."""
        pitch, yaw, roll = (np.broadcast_to(np.asarray(angle, float), self.times.shape) for angle in angles)
        before = self.turns.get(bone)
        self.turns[bone] = leaning(pitch, yaw, roll) * (
            Rotation.from_quat(self._rest(bone)) if before is None else before
        )

    def _rest(self, bone: str) -> Array:
        return np.tile(self.actor.rest[bone], (len(self.times), 1))

    def hips(self, angles: Angles = (0.0, 0.0, 0.0), shift: Angles = (0.0, 0.0, 0.0)) -> None:
        """Turns the pelvis and moves it (metres to the left, up, forward); the feet stay where they are."""
        self.turn("Hips", angles)
        self.shift = self.shift + np.stack(
            [np.broadcast_to(np.asarray(part, float), self.times.shape) for part in shift], axis=1
        )

    def spine(self, angles: Angles) -> None:
        """Bends the back by angles in all, spread over its joints."""
        for bone, share in _SPINE.items():
            self.turn(bone, (share * angles[0], share * angles[1], share * angles[2]))

    def head(self, angles: Angles) -> None:
        """Turns the head by angles in all, the neck taking its part."""
        for bone, share in zip(("Neck", "Head"), NECK_AND_HEAD, strict=True):
            self.turn(bone, (share * angles[0], share * angles[1], share * angles[2]))

    def arm(self, side: str, keys: Sequence[tuple[float, Reach | None] | tuple[float, Reach | None, bool]]) -> None:
        """Moves an arm through keys (second, reach[, whether it settles there]); None is the rest pose."""
        actor = self.actor
        poses = [(key[0], actor.arm_pose(side, key[1]) if key[1] else actor.rest, len(key) > 2) for key in keys]
        bones = {f"{side}{part}": (delay, _OVERSHOOT[part]) for part, delay in DELAYS.items()}
        for number, finger in enumerate(FINGERS):
            for joint in (1, 2, 3):
                bones[f"{side}Hand{finger}{joint}"] = (FINGER_DELAY + NEXT_FINGER * number, 0.05)
        for bone, (delay, overshoot) in bones.items():
            path: list[tuple[float, Array]] = []
            for second, pose, settles in poses:
                quaternion = pose[bone]
                if settles and path:
                    path.append((second, beyond(path[-1][1], quaternion, overshoot)))
                path.append((second + 0.2 if settles else second, quaternion))
            self.turns[bone] = blended(self.times - delay, path)

    def hold(self, side: str, reach: Reach, by: Array | None = None) -> None:
        """Keeps a hand in one place all the time, or at that place moved `by` (k, 3) metres."""
        still = np.zeros((len(self.times), 3))
        self.turns.update(self.actor.arm_moved(side, reach, still if by is None else by))
        for bone, quaternion in self.actor.hands[side].shape(reach.fingers).items():
            self.turns[bone] = Rotation.from_quat(np.tile(quaternion, (len(self.times), 1)))

    def sway_arms(self, angles: Angles, *, late: float = 0.25) -> None:
        """Lets hanging arms swing by small angles, forearms and hands after them; for loops."""
        for side in SIDES:
            for number, (part, share) in enumerate((("Arm", 1.0), ("ForeArm", 0.6), ("Hand", 0.5))):
                pitch, yaw, roll = (share * self.later(angle, late * number) for angle in angles)
                self.turn(f"{side}{part}", (pitch, yaw, roll))

    def later(self, values: Array | float, seconds: float) -> Array:
        """Values of a loop, `seconds` later."""
        rows = np.roll(np.broadcast_to(np.asarray(values, float), self.times.shape)[:-1], round(seconds * FPS))
        return np.concatenate([rows, rows[:1]])

    # --- the clip ----------------------------------------------------------------------------------------------------

    def _plant(self) -> None:
        """Legs that keep the feet where they rest, whatever the pelvis does."""
        if "Hips" not in self.turns:
            return
        skeleton, rest = self.actor.skeleton, self.actor.rest_turns
        pelvis = self.turns["Hips"]
        root = skeleton.at["Hips"] + self.shift
        for side in SIDES:
            limb = leg(skeleton, side)
            hip = root + pelvis.apply(skeleton.offset(limb.upper))
            ankle = np.tile(self.actor.rest_places[limb.end], (len(self.times), 1))
            out = 1.0 if side == "Left" else -1.0
            knee = 0.5 * (np.array([0.14 * out, 0.0, 1.0]) + pelvis.apply([0.14 * out, 0.0, 1.0]))
            first, second = limb.turned(*limb.reach(hip, ankle, knee))
            self.turns[limb.upper] = pelvis.inv() * first
            self.turns[limb.lower] = first.inv() * second
            self.turns[limb.end] = second.inv() * rest[limb.end]

    def clip(self) -> Clip:
        """The channels that differ from the rest pose, with no more keys than they need."""
        self._plant()
        channels = []
        if np.abs(self.shift).max() > 1e-5:
            places = self.actor.skeleton.at["Hips"] + self.shift
            if self.loop:
                places[-1] = places[0]
            kept = kept_keys(self.times, places, tolerance=1e-4)
            channels.append(Channel("Hips", "translation", self.times[kept], places[kept]))
        for bone in self.actor.skeleton.bones:
            if bone not in self.turns:
                continue
            rows = _continuous(self.turns[bone].as_quat())
            if self.loop:
                rows[-1] = rows[0]
            else:
                rows[[0, -1]] = _continuous(np.stack([rows[0], self.actor.rest[bone], self.actor.rest[bone]]))[1:]
            away = 2 * np.degrees(np.arccos(np.clip(np.abs(rows @ self.actor.rest[bone]), 0.0, 1.0)))
            if away.max() < 0.05:
                continue
            finger = bone[-1].isdigit() and "Hand" in bone
            kept = kept_keys(self.times, rows, tolerance=0.5 if finger else 0.1, turning=True)
            channels.append(Channel(bone, "rotation", self.times[kept], rows[kept]))
        return Clip(self.name, tuple(channels))


def _continuous(rows: Array) -> Array:
    """Quaternions with signs such that neighbours are near each other."""
    rows = rows.copy()
    for row in range(1, len(rows)):
        if rows[row] @ rows[row - 1] < 0:
            rows[row] *= -1
    return rows
