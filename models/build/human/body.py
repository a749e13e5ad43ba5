"""One person's body: the shaped base mesh, its face units, and where things are on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from human.source import BaseMesh, Source
from mesh.part import Array, Triangles

# Islands of the source's own UV map, in the order of their numbers.
HEAD, MOUTH, TRUNK, RIGHT_SOCKET, RIGHT_HAND, RIGHT_FOOT, LEFT_SOCKET, LEFT_HAND, LEFT_FOOT = range(9)


@dataclass
class Body:
    """`points` (19158, 3) metres, the soles at y = 0; `units` the ARKit face units as displacements of all vertices.

    Correctives change `points` and `units` in place; what is derived from them is asked for afterwards.
    """

    source: Source
    points: Array
    units: dict[str, Array]

    @property
    def mesh(self) -> BaseMesh:
        """The topology, shared by everybody."""
        return self.source.base

    def ids(self, group: str) -> Triangles:
        """Vertex numbers of a group such as `helper-l-eye` or `joint-l-eye`."""
        return self.source.vertex_groups[group]

    def centre(self, group: str) -> Array:
        """The middle (3,) of a vertex group: a joint's place."""
        return np.asarray(self.points[self.ids(group)].mean(axis=0))

    def quads(self, group: str) -> Triangles:
        """Faces (f, 4) of a face group such as `body`, `helper-tights`, `helper-l-eyelashes-1`."""
        return self.mesh.quads[self.mesh.group == self.mesh.groups.index(group)]

    @cached_property
    def skin_faces(self) -> Triangles:
        """Numbers of the faces of the body's skin, into `mesh.quads`."""
        return np.flatnonzero(self.mesh.group == self.mesh.groups.index("body"))

    @cached_property
    def skin_islands(self) -> Triangles:
        """UV island (HEAD, MOUTH, TRUNK …) of each of `skin_faces`."""
        uv_quads = self.mesh.uv_quads[self.skin_faces]
        rows, columns = uv_quads[:, [0, 1, 2]].ravel(), uv_quads[:, [1, 2, 3]].ravel()
        size = len(self.mesh.uv)
        graph = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(size, size))
        label = connected_components(graph, directed=False)[1][uv_quads[:, 0]]
        return np.asarray(np.searchsorted(np.unique(label), label))

    def island_quads(self, *islands: int) -> Triangles:
        """Faces (f, 4) of the skin in those islands."""
        return self.mesh.quads[self.skin_faces[np.isin(self.skin_islands, islands)]]

    def _seam(self, a: int, b: int) -> Triangles:
        return np.intersect1d(self.island_quads(a), self.island_quads(b))

    @cached_property
    def mouth_ring(self) -> Triangles:
        """Vertices where the lips meet the inside of the mouth: the edge that closes."""
        return self._seam(HEAD, MOUTH)

    @cached_property
    def left_lid_ring(self) -> Triangles:
        """Vertices of the left eye's lid margins."""
        return self._seam(HEAD, LEFT_SOCKET)

    @cached_property
    def right_lid_ring(self) -> Triangles:
        """Vertices of the right eye's lid margins."""
        return self._seam(HEAD, RIGHT_SOCKET)

    @cached_property
    def head_ids(self) -> Triangles:
        """Vertices of the head's skin, neck included."""
        return np.unique(self.island_quads(HEAD))

    def landmarks(self) -> Landmarks:
        """Where the face's features are now."""
        head, ring = self.points[self.head_ids], self.points[self.mouth_ring]
        middle = head[np.abs(head[:, 0]) < 0.002]
        nose = middle[middle[:, 2].argmax()]
        left, right = self.centre("joint-l-eye"), self.centre("joint-r-eye")
        depth = 0.5 * (head[:, 2].min() + middle[:, 2].max()) - 0.002
        return Landmarks(
            left_eye=left,
            right_eye=right,
            mouth=ring.mean(axis=0),
            mouth_left=ring[ring[:, 0].argmax()],
            mouth_right=ring[ring[:, 0].argmin()],
            nose=nose,
            chin_y=float(middle[middle[:, 2] > 0.10][:, 1].min()),
            top_y=float(head[:, 1].max()),
            skull=np.array([0.0, left[1] + 0.025, depth]),
        )


@dataclass(frozen=True)
class Landmarks:
    """Points (3,) and heights in metres. `skull` is the middle of the head, a little above the eyes."""

    left_eye: Array
    right_eye: Array
    mouth: Array
    mouth_left: Array
    mouth_right: Array
    nose: Array
    chin_y: float
    top_y: float
    skull: Array
