"""Rotations by what they should do: aim a bone, match a frame, split off the twist. All of them are scipy's."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from mesh.part import Array


def unit(vectors: Array) -> Array:
    """The vectors (…, 3) with length one."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12))


def about(axis: Array, degrees: float | Array) -> Rotation:
    """`degrees` about `axis` (3,) or (k, 3); a rotation of k frames wherever one of the two has k rows."""
    angle = np.radians(np.asarray(degrees, float))
    return Rotation.from_rotvec(unit(np.asarray(axis, float)) * angle[..., None])


def leaning(pitch: float | Array, yaw: float | Array = 0.0, roll: float | Array = 0.0) -> Rotation:
    """Degrees: `pitch` bows forward, `yaw` turns to the figure's left, `roll` tips to its left shoulder."""
    pitch, yaw, roll = np.broadcast_arrays(*(np.asarray(angle, float) for angle in (pitch, yaw, roll)))
    return Rotation.from_euler("YXZ", np.stack([yaw, pitch, -roll], axis=-1), degrees=True)


def frame(first: Array, second: Array) -> Rotation:
    """The rotation whose x axis is along `first` and whose xy plane holds `second` (each (3,) or (k, 3))."""
    first, second = np.broadcast_arrays(np.asarray(first, float), np.asarray(second, float))
    x = unit(first)
    z = unit(np.cross(x, second))
    return Rotation.from_matrix(np.stack([x, np.cross(z, x), z], axis=-1))


def matching(old_first: Array, old_second: Array, new_first: Array, new_second: Array) -> Rotation:
    """Takes the direction `old_first` to `new_first` and the plane of the old pair to that of the new pair."""
    return frame(new_first, new_second) * frame(old_first, old_second).inv()


def shortest(old: Array, new: Array) -> Rotation:
    """The smallest rotation that takes the direction `old` to `new` (each (3,) or (k, 3))."""
    old, new = np.broadcast_arrays(unit(np.asarray(old, float)), unit(np.asarray(new, float)))
    axis = np.cross(old, new)
    sine = np.linalg.norm(axis, axis=-1, keepdims=True)
    angle = np.arctan2(sine, (old * new).sum(axis=-1, keepdims=True))
    return Rotation.from_rotvec(np.where(sine > 1e-9, axis / np.maximum(sine, 1e-9), 0.0) * angle)


def twist(rotation: Rotation, axis: Array) -> Array:
    """Degrees that `rotation` turns about `axis` (3,), what it does to the axis itself left out; −180 to 180."""
    quaternion = rotation.as_quat()
    along = quaternion[..., :3] @ unit(np.asarray(axis, float))
    angle = 2 * np.degrees(np.arctan2(along, quaternion[..., 3]))
    return np.asarray((angle + 180.0) % 360.0 - 180.0)


def part_of(rotation: Rotation, share: float | Array) -> Rotation:
    """`share` of a rotation: 0 does not turn, 1 is all of it."""
    return Rotation.from_rotvec(rotation.as_rotvec() * np.asarray(share, float)[..., None])
