"""The jaw bone of a model without mouth morph targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visavis.rig.document import Document
from visavis.rig.errors import RigError
from visavis.rig.face_channels import FACE_CHANNELS
from visavis.rig.morph_names import morph_map, shares_of
from visavis.rig.scene import parents, rotation_of, world_rotation
from visavis.rig.vrm import faces_backwards


def mouth_opening(face: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far the lips stand apart, 0 to 1 for each frame of a face: frames × 67."""
    shares = np.zeros(len(FACE_CHANNELS))
    for channel, share in shares_of(morph_map()["jaw"]["opening"]):
        shares[channel] = share
    return np.asarray(np.clip(face @ shares, 0.0, 1.0))


def jaw_rotations(document: Document, jaw: int, degrees: NDArray[np.float64]) -> NDArray[np.float32]:
    """Rotations of a jaw bone that is opened by so many degrees: quaternions x, y, z, w, one row each.

    Opening turns about the model's own side axis; a bone's rotation is written in its parent's frame. A model looks
    along +Z, as glTF says; one of VRM 0 looks along -Z. Raises RigError for a bone that cannot be animated.
    """
    node = document.item("nodes", jaw)
    if "matrix" in node:
        raise RigError(
            f"{document.path}: its jaw bone {node.get('name')!r} is placed by a matrix, which glTF cannot animate; "
            "export it with translation, rotation and scale"
        )
    side = np.array([-1.0 if faces_backwards(document) else 1.0, 0.0, 0.0])
    axis = world_rotation(document, parents(document).get(jaw)).T @ side
    half = np.radians(degrees)[:, None] / 2
    turns = np.hstack([np.sin(half) * axis, np.cos(half)])
    return _times(turns, rotation_of(node)).astype(np.float32)


def _times(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Products of quaternions: each row of ``left`` after the one ``right``."""
    x, y, z, w = left.T
    rx, ry, rz, rw = right
    return np.column_stack(
        [
            w * rx + x * rw + y * rz - z * ry,
            w * ry - x * rz + y * rw + z * rx,
            w * rz + x * ry - y * rx + z * rw,
            w * rw - x * rx - y * ry - z * rz,
        ]
    )
