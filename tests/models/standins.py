"""Skeletons made of numbers alone, with all of our bones: a grown-up's, in an A-pose, and a toy's with a big head."""

import numpy as np

from motion.figure import Ellipsoid, Figure
from motion.skeleton import FINGERS, PARENTS, Skeleton

_TRUNK = {"Hips": 0.56, "Spine": 0.60, "Spine1": 0.68, "Spine2": 0.76, "Neck": 0.865, "Head": 0.92}


def _skeleton(places: dict[str, tuple[float, float, float]]) -> Skeleton:
    for bone, (x, y, z) in list(places.items()):
        if bone.startswith("Left"):
            places["Right" + bone[4:]] = (-x, y, z)
    return Skeleton({bone: (parent, tuple(map(float, places[bone]))) for bone, parent in PARENTS.items()})


def _hand(wrist: np.ndarray, along: np.ndarray, size: float) -> dict[str, tuple[float, float, float]]:
    """Straight fingers of a left hand of `size` metres that points `along`, the thumb forward."""
    out = {}
    ahead = np.array([0.0, 0.0, 1.0])
    for number, finger in enumerate(FINGERS[1:]):
        for joint, share in ((1, 0.5), (2, 0.72), (3, 0.87)):
            out[f"LeftHand{finger}{joint}"] = tuple(wrist + size * (share * along + (0.17 - 0.11 * number) * ahead))
    for joint, share in ((1, 0.12), (2, 0.32), (3, 0.48)):
        out[f"LeftHandThumb{joint}"] = tuple(wrist + size * (share * along + (0.14 + 0.5 * share) * ahead))
    return out


def grown_up(spread_degrees: float = 40.0, height: float = 1.65) -> Skeleton:
    """Arms `spread_degrees` off the vertical in the bind pose; elbows straight."""
    at: dict[str, tuple[float, float, float]] = {bone: (0.0, height * y, 0.0) for bone, y in _TRUNK.items()}
    at["Jaw"] = (0.0, 0.925 * height, 0.015)
    at["LeftEye"] = (0.03, 0.945 * height, 0.075)
    at["LeftShoulder"] = (0.02, 0.83 * height, 0.01)
    shoulder = np.array([0.10 * height, 0.825 * height, 0.0])
    turn = np.radians(spread_degrees)
    along = np.array([np.sin(turn), -np.cos(turn), 0.0])
    wrist = shoulder + 0.31 * height * along
    at |= {
        "LeftArm": tuple(shoulder),
        "LeftForeArm": tuple(shoulder + 0.165 * height * along),
        "LeftHand": tuple(wrist),
    }
    at |= _hand(wrist, along, 0.105 * height)
    at |= {
        "LeftUpLeg": (0.055 * height, 0.535 * height, 0.0),
        "LeftLeg": (0.06 * height, 0.29 * height, 0.012),
        "LeftFoot": (0.065 * height, 0.045 * height, 0.0),
        "LeftToeBase": (0.07 * height, 0.01, 0.075 * height),
    }
    return _skeleton(at)


def toy() -> tuple[Skeleton, Figure]:
    """Three and a half heads tall, arms as long as the head is wide."""
    at: dict[str, tuple[float, float, float]] = {
        "Hips": (0, 0.34, 0), "Spine": (0, 0.40, -0.005), "Spine1": (0, 0.46, -0.008), "Spine2": (0, 0.52, -0.008),
        "Neck": (0, 0.62, -0.01), "Head": (0, 0.655, 0), "Jaw": (0, 0.69, 0.02), "LeftEye": (0.06, 0.78, 0.10),
        "LeftShoulder": (0.03, 0.60, 0), "LeftArm": (0.085, 0.595, 0), "LeftForeArm": (0.155, 0.525, -0.004),
        "LeftHand": (0.225, 0.455, 0), "LeftUpLeg": (0.05, 0.32, 0), "LeftLeg": (0.055, 0.19, 0.004),
        "LeftFoot": (0.057, 0.05, -0.01), "LeftToeBase": (0.06, 0.015, 0.05),
    }  # fmt: skip
    at |= _hand(np.array(at["LeftHand"]), np.array([0.7071, -0.7071, 0.0]), 0.08)
    figure = Figure(
        head=Ellipsoid("Head", (0.0, 0.82, 0.0), (0.175, 0.18, 0.165)),
        chest=Ellipsoid("Spine2", (0.0, 0.53, 0.005), (0.095, 0.10, 0.085)),
        belly=Ellipsoid("Hips", (0.0, 0.42, 0.005), (0.105, 0.12, 0.10)),
        hip_half_width=0.115,
        chin=(0.0, 0.69, 0.14),
        palm=0.012,
    )
    return _skeleton(at), figure
