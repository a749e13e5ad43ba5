"""The body at rest, to dress: clothes are cut on it as they should hang, then carried back to the bind pose."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.spatial.transform import Rotation

from human import skeleton as human_skeleton
from human.body import Body
from mesh.part import Array, Triangles
from motion.rest import rest_pose
from motion.skeleton import Skeleton


class Mannequin:
    """A body in its rest pose, both sides mirror images of each other. `points` (19158, 3) are where it stands.

    `at` has the joints' places. `table` (19158, b) holds the weights of `names`, the bones that move anything.
    """

    def __init__(self, body: Body, weights: Mapping[str, Array]) -> None:
        self.body = body
        self.names = [name for name, share in weights.items() if share.max() > 0]
        self.table = np.stack([weights[name] for name in self.names], axis=1)
        skeleton = Skeleton(human_skeleton.bones(body))
        pose = rest_pose(skeleton)
        for bone in pose:
            if bone.startswith("Left"):  # the right side rests a little differently; clothes are cut for the left one
                x, y, z, w = pose[bone]
                pose["Right" + bone[4:]] = np.array([x, -y, -z, w])
        turns = {bone: Rotation.from_quat(quaternion[None]) for bone, quaternion in pose.items()}
        turned, placed = skeleton.forward(turns)
        self.at = {bone: place[0] for bone, place in placed.items()}
        turn = np.stack([turned[name].as_matrix()[0] for name in self.names])
        bind = np.stack([skeleton.at[name] for name in self.names])
        shift = np.stack([self.at[name] for name in self.names]) - np.einsum("bij,bj->bi", turn, bind)
        self._matrices = np.concatenate([turn, shift[:, :, None]], axis=2)
        self.points = self.posed(body.points, self.table)

    def posed(self, points: Array, table: Array) -> Array:
        """Points (n, 3) of the bind pose, standing at rest; `table` (n, b) are their weights."""
        matrix = np.einsum("nb,bij->nij", table, self._matrices)
        return np.asarray(np.einsum("nij,nj->ni", matrix[:, :, :3], points) + matrix[:, :, 3])

    def bound(self, points: Array, table: Array) -> Array:
        """Points (n, 3) at rest, back in the bind pose: what `posed` undoes."""
        matrix = np.einsum("nb,bij->nij", table, self._matrices)
        return np.asarray(np.linalg.solve(matrix[:, :, :3], (points - matrix[:, :, 3])[:, :, None])[:, :, 0])

    def turned_back(self, normals: Array, table: Array) -> Array:
        """Unit normals (n, 3) of the bind pose that skinning turns into `normals` at rest."""
        matrix = np.einsum("nb,bij->nij", table, self._matrices)[:, :, :3]
        return _unit(np.linalg.solve(matrix, normals[:, :, None])[:, :, 0])

    def turned(self, normals: Array, table: Array) -> Array:
        """Unit normals (n, 3) of the bind pose as skinning shows them at rest."""
        matrix = np.einsum("nb,bij->nij", table, self._matrices)[:, :, :3]
        return _unit(np.einsum("nij,nj->ni", matrix, normals))

    def share(self, *parts: str) -> Array:
        """How much (19158,) of each vertex follows bones whose names hold one of `parts`."""
        columns = [number for number, name in enumerate(self.names) if any(part in name for part in parts)]
        return np.asarray(self.table[:, columns].sum(axis=1))

    def triangles(self, group: str) -> Triangles:
        """A face group's quads, each split in two along the shorter diagonal."""
        quads = self.body.quads(group)
        corner = self.body.points[quads]
        across = np.linalg.norm(corner[:, 0] - corner[:, 2], axis=1) > np.linalg.norm(
            corner[:, 1] - corner[:, 3], axis=1
        )
        quads = np.where(across[:, None], np.roll(quads, -1, axis=1), quads)
        return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))
