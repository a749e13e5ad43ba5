"""The joints of the figure, all of the shared skeleton and the sprout's, in the space the head is modelled in."""

from __future__ import annotations

import numpy as np

from figure import eye_rings, measures, sprout
from mesh.part import Array
from motion.skeleton import FINGERS, PARENTS, Bones

SHOULDER = np.array([0.0740, 1.4200, -0.0140])
ARM = np.array([np.sin(measures.ARM_SPREAD), -np.cos(measures.ARM_SPREAD), 0.0])  # bound direction of the left arm
PALM_DOWN = np.array([-np.cos(measures.ARM_SPREAD), -np.sin(measures.ARM_SPREAD), 0.0])  # where its palm faces
THUMB_SIDE = np.array([0.0, 0.0, 1.0])
WRIST = SHOULDER + ARM * (measures.UPPER_ARM + measures.FOREARM)
# Finger → (knuckle along the hand, to the thumb's side, to the palm; direction; lengths of its three bones), metres.
Finger = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
FINGER_PLACES: dict[str, Finger] = {
    "Thumb": ((0.0100, 0.0130, 0.0030), (0.62, 0.76, 0.18), (0.0130, 0.0120, 0.0105)),
    "Index": ((0.0350, 0.0165, 0.0), (0.985, 0.17, 0.0), (0.0130, 0.0105, 0.0095)),
    "Middle": ((0.0370, 0.0055, 0.0), (0.998, 0.05, 0.0), (0.0140, 0.0115, 0.0100)),
    "Ring": ((0.0360, -0.0055, 0.0), (0.997, -0.08, 0.0), (0.0130, 0.0105, 0.0095)),
    "Pinky": ((0.0325, -0.0160, 0.0), (0.975, -0.22, 0.0), (0.0110, 0.0090, 0.0085)),
}
_TRUNK = {
    "Hips": (0.0, 1.2150, -0.0140), "Spine": (0.0, 1.2650, -0.0150), "Spine1": (0.0, 1.3200, -0.0150),
    "Spine2": (0.0, 1.3800, -0.0150), "Neck": (0.0, 1.4580, -0.0140), "Head": (0.0, 1.5000, -0.0100),
    "Jaw": measures.JAW_HINGE,
}  # fmt: skip
_LEG = {"UpLeg": (0.0440, 1.1980, -0.0120), "Leg": (0.0470, 1.1150, -0.0070), "Foot": (0.0490, 1.0400, -0.0160),
        "ToeBase": (0.0530, 1.0120, 0.0300)}  # fmt: skip


def in_hand(along: float, thumbwards: float, palmwards: float) -> Array:
    """A point (3,) of the left hand, metres from the wrist."""
    return WRIST + along * ARM + thumbwards * THUMB_SIDE + palmwards * PALM_DOWN


def finger_joints(finger: str) -> Array:
    """(4, 3) the three joints of a finger of the left hand and its tip."""
    (place, aim, lengths) = FINGER_PLACES[finger]
    way = aim[0] * ARM + aim[1] * THUMB_SIDE + aim[2] * PALM_DOWN
    way = way / np.linalg.norm(way)
    return in_hand(*place) + np.outer(np.cumsum([0.0, *lengths]), way)


def bones() -> Bones:
    """Bone → (parent, joint), parents first."""
    centre = eye_rings.ball_centre()
    at: dict[str, Array] = {name: np.array(place) for name, place in _TRUNK.items()}
    left = {"Eye": centre, "Shoulder": np.array([0.0200, 1.4360, -0.0140]), "Arm": SHOULDER}
    left["ForeArm"] = SHOULDER + ARM * measures.UPPER_ARM
    left["Hand"] = WRIST
    left |= {name: np.array(place) for name, place in _LEG.items()}
    for finger in FINGERS:
        for number, joint in enumerate(finger_joints(finger)[:3], start=1):
            left[f"Hand{finger}{number}"] = joint
    for name, place in left.items():
        at[f"Left{name}"] = place
        at[f"Right{name}"] = place * np.array([-1.0, 1.0, 1.0])
    rounded = {name: [float(value) for value in place] for name, place in at.items()}
    out: Bones = {}
    for name, parent in PARENTS.items():
        x, y, z = rounded[name]
        out[name] = (parent, (x, y, z))
    return out | sprout.bones()
