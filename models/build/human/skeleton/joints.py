"""Where a person's joints are: the middles of the source's joint cubes, with the ones that sit badly put right."""

from __future__ import annotations

import numpy as np

from human.body import Body
from mesh.part import Array
from motion.skeleton import FINGERS, PARENTS, Bones

_CUBES = {
    "Spine": "spine-4", "Spine1": "spine-2", "Spine2": "spine-1", "Neck": "neck", "Head": "head",
    "Eye": "{}-eye", "Shoulder": "{}-clavicle", "Arm": "{}-shoulder", "ForeArm": "{}-elbow", "Hand": "{}-hand",
    "UpLeg": "{}-upper-leg", "Leg": "{}-knee", "Foot": "{}-ankle", "ToeBase": "{}-foot-1",
}  # fmt: skip


def bones(body: Body) -> Bones:
    """Bone → (parent, joint position in metres), parents first, both sides mirror images of each other."""
    places = {bone: _place(body, bone) for bone in PARENTS}
    for bone in [bone for bone in places if bone.startswith("Left")]:
        left, right = places[bone], places["Right" + bone[4:]] * [-1.0, 1.0, 1.0]
        places[bone] = (left + right) / 2
        places["Right" + bone[4:]] = places[bone] * [-1.0, 1.0, 1.0]
    return {
        bone: (PARENTS[bone], (round(float(x), 6), round(float(y), 6), round(float(z), 6)))
        for bone, (x, y, z) in places.items()
    }


def _place(body: Body, bone: str) -> Array:
    if bone == "Hips":
        left, right = body.centre("joint-l-upper-leg"), body.centre("joint-r-upper-leg")
        return np.array([0.0, 0.5 * (left[1] + right[1]) + 0.02, body.centre("joint-pelvis")[2]])
    if bone == "Jaw":
        return jaw_hinge(body)
    side, part = ("", bone)
    for word, letter in (("Left", "l"), ("Right", "r")):
        if bone.startswith(word):
            side, part = letter, bone[len(word) :]
    finger = next((name for name in FINGERS if part.startswith(f"Hand{name}")), None)
    if finger:
        return body.centre(f"joint-{side}-finger-{FINGERS.index(finger) + 1}-{part[-1]}")
    centre = body.centre(f"joint-{_CUBES[part].format(side)}")
    if part == "Arm":  # the source's joint lies in the armpit; the ball of the shoulder is higher and further in
        elbow = body.centre(f"joint-{side}-elbow")
        reach = np.linalg.norm(elbow - centre)
        return centre + reach * np.array([-0.02 * np.sign(centre[0]), 0.08, -0.01])
    return centre if side else centre * [0.0, 1.0, 1.0]


def jaw_hinge(body: Body) -> Array:
    """The axis that the lower jaw turns about when `jawOpen` opens the mouth, found from how it moves the teeth."""
    ids = body.ids("helper-lower-teeth")
    before, after = body.points[ids], body.points[ids] + body.units["jawOpen"][ids]
    spread, other = (table - table.mean(axis=0) for table in (before, after))
    angle = np.arctan2(
        (spread[:, 1] * other[:, 2] - spread[:, 2] * other[:, 1]).sum(), (spread[:, 1:] * other[:, 1:]).sum()
    )
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    y, z = np.linalg.solve(np.eye(2) - turn, after.mean(axis=0)[1:] - turn @ before.mean(axis=0)[1:])
    return np.array([0.0, y, z])
