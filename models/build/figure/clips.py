"""The clips as numbers: idle and nod turn bones, mouth plays viseme weights, or the jaw, or a mouth node's size."""

from __future__ import annotations

import numpy as np

from figure import measures
from mesh.part import Array
from motion.clip import Channel, Clip

IDLE_SECONDS = 6.0
NOD_SECONDS = 1.4
# When each viseme of the talking clip stands highest, and how high. The last key is the first one again.
TALK: tuple[tuple[float, str, float], ...] = (
    (0.00, "sil", 0.6), (0.12, "PP", 0.9), (0.28, "aa", 0.8), (0.42, "nn", 0.7), (0.56, "E", 0.8), (0.70, "SS", 0.8),
    (0.86, "O", 0.9), (1.00, "U", 0.8), (1.13, "DD", 0.7), (1.27, "I", 0.8), (1.43, "FF", 0.9), (1.60, "aa", 0.7),
    (1.76, "CH", 0.7), (2.00, "sil", 0.6),
)  # fmt: skip


def quaternions(pitch: Array, yaw: Array, roll: Array) -> Array:
    """(k, 4) xyzw rotations out of small angles in degrees: about X, then Z, then Y."""
    half_x, half_y, half_z = (np.radians(np.asarray(angle)) / 2 for angle in (pitch, yaw, roll))
    zero = np.zeros_like(half_x)
    qx = np.stack([np.sin(half_x), zero, zero, np.cos(half_x)], axis=1)
    qy = np.stack([zero, np.sin(half_y), zero, np.cos(half_y)], axis=1)
    qz = np.stack([zero, zero, np.sin(half_z), np.cos(half_z)], axis=1)
    return _product(qy, _product(qz, qx))


def _product(a: Array, b: Array) -> Array:
    ax, ay, az, aw = a.T
    bx, by, bz, bw = b.T
    return np.stack(
        [
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
            aw * bw - ax * bx - ay * by - az * bz,
        ],
        axis=1,
    )


def _looped(values: Array) -> Array:
    """The values with the last one made exactly the first: no seam."""
    values[-1] = values[0]
    return values


def idle() -> Clip:
    """Breathing and a slow sway; every wave has a whole number of periods in the loop, so that it has no seam."""
    times = np.linspace(0.0, IDLE_SECONDS, 37)
    turn = 2 * np.pi * times / IDLE_SECONDS
    zero = np.zeros_like(turn)
    breath = np.sin(2 * turn)
    spine = quaternions(-0.7 * breath, 0.6 * np.sin(turn), 0.5 * np.sin(turn + 0.7))
    neck = quaternions(0.5 * breath, 0.9 * np.sin(turn + 0.4), zero)
    head = quaternions(
        0.4 * np.sin(2 * turn + 0.8) + 0.8 * np.sin(turn + 2.0),
        1.9 * np.sin(turn) + 0.7 * np.sin(3 * turn + 1.0),
        1.3 * np.sin(turn + 1.1) + 0.3 * np.sin(2 * turn),
    )
    hips = np.stack([0.0015 * np.sin(turn), measures.BONES["Hips"][1][1] + 0.0012 * breath, zero], axis=1)
    return Clip(
        "idle",
        (
            Channel("Hips", "translation", times, _looped(hips)),
            Channel("Spine", "rotation", times, _looped(spine)),
            Channel("Neck", "rotation", times, _looped(neck)),
            Channel("Head", "rotation", times, _looped(head)),
        ),
    )


def nod() -> Clip:
    """A friendly nod, two bows of the head, from rest to rest."""
    times = np.linspace(0.0, NOD_SECONDS, 29)
    share = times / NOD_SECONDS
    pitch = 17.0 * np.sin(np.pi * share) ** 2 * (0.55 - 0.45 * np.cos(4 * np.pi * share))  # two bows, degrees
    zero = np.zeros_like(times)
    head = quaternions(pitch * 0.75, zero, zero)
    neck = quaternions(pitch * 0.35, zero, zero)
    head[[0, -1]] = neck[[0, -1]] = [0.0, 0.0, 0.0, 1.0]
    return Clip("nod", (Channel("Head", "rotation", times, head), Channel("Neck", "rotation", times, neck)))


def talk(targets: dict[str, list[str]]) -> Clip:
    """The talking loop on weights; `targets` names the morph targets of each mesh node that has visemes."""
    times = np.array([time for time, _, _ in TALK])
    channels = []
    for node, names in targets.items():
        weights = np.zeros((len(TALK), len(names)))
        for key, (_, viseme, weight) in enumerate(TALK):
            if f"viseme_{viseme}" in names:
                weights[key, names.index(f"viseme_{viseme}")] = weight
        if weights.any():
            channels.append(Channel(node, "weights", times, weights))
    return Clip("mouth", tuple(channels))


_OPENNESS = {"sil": 0.0, "PP": 0.0, "FF": 0.1, "SS": 0.08, "CH": 0.15, "DD": 0.25, "nn": 0.3, "I": 0.25, "U": 0.25,
             "E": 0.5, "O": 0.6, "aa": 0.95}  # fmt: skip


def _openness() -> tuple[Array, Array]:
    times = np.array([time for time, _, _ in TALK])
    return times, np.array([_OPENNESS[viseme] * weight for _, viseme, weight in TALK])


def jaw_talk() -> Clip:
    """The talking loop on the jaw bone."""
    times, share = _openness()
    zero = np.zeros_like(times)
    turn = quaternions(np.degrees(measures.JAW_OPEN) * share, zero, zero)
    return Clip("mouth", (Channel("Jaw", "rotation", times, turn),))


def node_talk(node: str, rest: tuple[float, float, float]) -> Clip:
    """The talking loop on the size of a mouth that is a node of its own, `rest` its scale when shut."""
    times, share = _openness()
    scale = np.stack(
        [rest[0] * (1 - 0.25 * share), rest[1] + (1 - rest[1]) * share, np.full_like(share, rest[2])], axis=1
    )
    return Clip("mouth", (Channel(node, "scale", times, scale),))
