"""Standing: breathing and a slow sway, and the same with a shift of weight onto one leg and back."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from mesh.part import Array
from motion.actor import Actor
from motion.clip import Clip
from motion.skeleton import FINGERS, SIDES
from motion.take import Take
from motion.timing import wave
from motion.turn import about

IDLE_SECONDS = 8.0
SHIFT_SECONDS = 12.0
BREATHS_IN_8_S = 2


def breathe(take: Take, breaths: int, depth: float = 1.0) -> Array:
    """Adds `breaths` to a loop: the chest rises, collar bones after it, arms stay hanging. Returns 0 out to 1 in."""
    phase = (breaths * take.times / take.seconds) % 1.0
    # In takes 40 % of a breath, out the rest; both ends are soft.
    share = np.where(phase < 0.4, phase / 0.4 / 2, 0.5 + (phase - 0.4) / 0.6 / 2)
    breath = 0.5 - 0.5 * np.cos(2 * np.pi * share)
    late = take.later(breath, 0.12)
    take.turn("Spine1", (-0.35 * depth * breath, 0.0, 0.0))
    take.turn("Spine2", (-0.9 * depth * breath, 0.0, 0.0))
    take.turn("Neck", (0.7 * depth * breath, 0.0, 0.0))
    take.turn("Head", (0.35 * depth * late, 0.0, 0.0))
    for side in SIDES:
        out = 1.0 if side == "Left" else -1.0
        take.turn(f"{side}Shoulder", (0.0, 0.5 * out * depth * late, -1.1 * out * depth * late))
    return breath


def hang(take: Take, breath: Array) -> None:
    """Arms hang on the breathing chest: they keep still while the shoulders lift, elbows open a little."""
    for side in SIDES:
        out = 1.0 if side == "Left" else -1.0
        late = take.later(breath, 0.15 if side == "Left" else 0.22)
        take.turn(f"{side}Arm", (0.9 * late, 0.0, 0.55 * out * late))
        take.turn(f"{side}ForeArm", (-0.7 * late, 0.0, 0.0))


def fingers(take: Take, curl: Array) -> None:
    """Adds small curls (degrees) to the resting fingers of a loop, one finger after the other."""
    for side in SIDES:
        axis = take.actor.hands[side].curl_axis
        for number, finger in enumerate(FINGERS[1:]):
            late = 0.3 * number if side == "Left" else 0.25 * (4 - number)
            for joint, share in ((1, 0.7), (2, 1.0)):
                bone = f"{side}Hand{finger}{joint}"
                before = Rotation.from_quat(np.tile(take.actor.rest[bone], (len(take.times), 1)))
                take.turns[bone] = about(axis, share * take.later(curl, late)) * before


def idle(actor: Actor) -> Clip:
    """Eight seconds of quiet standing."""
    take = Take(actor, "idle", IDLE_SECONDS, loop=True)
    t, span, life = take.times, IDLE_SECONDS, actor.liveliness
    breath = breathe(take, BREATHS_IN_8_S)
    hang(take, breath)
    side = wave(t, span, (1, 1.0, 0.0), (2, 0.18, 0.3))  # the slow sway, −1 to 1
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    yaw, ahead = 0.5 * life * wave(t, span, (1, 1.0, 0.1)), 0.002 * leg * wave(t, span, (1, 1.0, 0.25))
    take.hips((0.0, yaw, -0.5 * side), (0.0055 * leg * side, -0.0012 * leg * side**2, ahead))
    take.spine((0.25 * wave(t, span, (1, 1.0, 0.55)), -0.3 * life * wave(t, span, (1, 1.0, 0.12)), 0.7 * side))
    take.head(
        (
            life * wave(t, span, (1, 0.8, 0.35), (3, 0.35, 0.1)),
            life * wave(t, span, (1, 1.6, 0.55), (2, 0.8, 0.2), (3, 0.3, 0.7)),
            life * wave(t, span, (1, -0.7, 0.05), (2, 0.5, 0.6)),
        )
    )
    take.sway_arms((wave(t, span, (1, 0.5, 0.1)), 0.0, -0.5 * side))
    fingers(take, wave(t, span, (1, 1.6, 0.2), (2, 0.9, 0.5)))
    return take.clip()


def idle_shift(actor: Actor) -> Clip:
    """Twelve seconds: the weight goes onto the left leg, rests there and comes back."""
    take = Take(actor, "idle_shift", SHIFT_SECONDS, loop=True)
    t, span, life = take.times, SHIFT_SECONDS, actor.liveliness
    breath = breathe(take, 3)
    hang(take, breath)
    leg = actor.skeleton.length("LeftUpLeg", "LeftFoot")
    # First a little to the other side, then over; back the same way. The trunk follows later than the pelvis.
    over = ((0.6, 0.0), (1.05, -0.10), (2.5, 1.05), (3.1, 1.0))
    weight = take.curve(*over, (7.4, 1.0), (7.8, 1.08), (9.4, -0.06), (10.2, 0.0))
    after = take.later(weight, 0.22)
    head_after = take.later(weight, 0.36)
    small = wave(t, span, (2, 1.0, 0.1))
    take.hips(
        (0.6 * weight, -2.2 * weight + 0.3 * small, -3.4 * weight),
        (0.034 * leg * weight + 0.0016 * leg * small, -0.009 * leg * np.abs(weight) ** 1.5, -0.006 * leg * weight),
    )
    take.spine((0.5 * after, 2.6 * after - 0.2 * small, 5.0 * after))
    take.head(
        (
            life * (wave(t, span, (1, 0.7, 0.3), (4, 0.3, 0.0)) + take.curve((1.2, 0.0), (1.8, 1.2), (2.8, 0.0))),
            life * (wave(t, span, (1, 1.2, 0.6), (3, 0.8, 0.25)) - 0.8 * head_after),
            -2.4 * head_after + life * wave(t, span, (2, 0.5, 0.4)),
        )
    )
    take.sway_arms((-0.8 * after + wave(t, span, (2, 0.3, 0.1)), 0.0, 1.1 * after + 0.9 * weight - 0.7 * head_after))
    return take.clip()
