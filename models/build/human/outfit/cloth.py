"""A piece of cloth on the mannequin: a mesh at rest with the bone weights it carries, and what is done to it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from human.outfit.mannequin import Mannequin
from mesh import clip, loop, rim
from mesh.laplacian import averaging, smoothed
from mesh.part import Array, Part, Triangles, vertex_normals


@dataclass(frozen=True)
class Cloth:
    """`points` (n, 3) at rest, `triangles`, unit `normals`, `table` (n, b) bone weights.

    `tone` (n,) is shading 0–1, `uv` (n, 2) places on the woven cloth in metres, `bind` (n, 3) the body's bind pose.
    `ground` (n, 3) is the body's surface under each vertex and `out` (n, 3) its normal there, where that is known.
    """

    points: Array
    triangles: Triangles
    normals: Array
    table: Array
    ground: Array
    out: Array
    bind: Array
    tone: Array
    uv: Array

    @property
    def size(self) -> int:
        """Number of vertices."""
        return len(self.points)

    def _packed(self) -> Array:
        return np.concatenate(
            [self.table, self.normals, self.ground, self.out, self.bind, self.tone[:, None], self.uv], axis=1
        )

    def _unpacked(self, points: Array, triangles: Triangles, packed: Array) -> Cloth:
        ends = np.cumsum([self.table.shape[1], 3, 3, 3, 3, 1])
        table, normals, ground, out, bind, tone, uv = np.split(packed, ends, axis=1)
        return Cloth(points, triangles, _unit(normals), table, ground, _unit(out), bind, tone[:, 0], uv)

    def cut(self, field: Array, snap: float = 0.25) -> Cloth:
        """The part where `field` (n,) > 0; normals are carried, so that neighbours cut from one cloth match."""
        return self._unpacked(*clip.clipped(self.points, self.triangles, field, self._packed(), snap))

    def finer(self, *, round_off: bool = False) -> Cloth:
        """Four triangles for each."""
        return self._unpacked(*loop.subdivided(self.points, self.triangles, self._packed(), round_off=round_off))

    def largest(self) -> Cloth:
        """Only the biggest connected piece."""
        edges = np.concatenate([self.triangles[:, :2], self.triangles[:, 1:]])
        graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(self.size, self.size))
        label = connected_components(graph, directed=False)[1]
        kept = label[self.triangles[:, 0]] == np.bincount(label[self.triangles[:, 0]]).argmax()
        return self._unpacked(*clip.compacted(self.points, self.triangles[kept], self._packed()))

    def without(self, hidden: Array) -> Cloth:
        """Without the triangles all of whose vertices are `hidden` (n,) bool."""
        kept = self.triangles[~hidden[self.triangles].all(axis=1)]
        return self._unpacked(*clip.compacted(self.points, kept, self._packed()))

    def placed(self, points: Array) -> Cloth:
        """The same cloth elsewhere, normals made anew."""
        return replace(self, points=points, normals=vertex_normals(points, self.triangles))

    def raised(self, height_m: float | Array) -> Cloth:
        """Moved along its normals."""
        height = np.broadcast_to(np.asarray(height_m, float), (self.size,))
        return replace(self, points=self.points + self.normals * height[:, None])

    def even_border(self, rounds: int, share: float = 0.5) -> Cloth:
        """Outline smoothed along itself."""
        return replace(self, points=rim.evened_border(self.points, self.triangles, rounds, share))

    def rimmed(self, thickness_m: float, keep: Array | None = None, shade: float = 0.3) -> Cloth:
        """With rounded edges of that thickness, `shade` 0–1 the light that gets beneath them."""
        points, triangles, normals, packed = rim.rimmed(
            self.points, self.triangles, self.normals, self._packed(), thickness_m, keep
        )
        tone = packed[:, -3]
        turned = (len(points) - self.size) // 2
        tone[self.size : self.size + turned] *= 0.92
        tone[self.size + turned :] *= shade
        return replace(self._unpacked(points, triangles, packed), normals=normals)

    def border(self) -> Array:
        """Whether each vertex (n,) lies on the outline."""
        out = np.zeros(self.size, bool)
        out[rim.border(self.triangles)] = True
        return out

    def even_weights(self, rounds: int) -> Cloth:
        """Weights smoothed over the cloth."""
        return replace(self, table=smoothed(self.table, averaging(self.triangles, self.size), rounds))


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12))


def shell(mannequin: Mannequin, wanted: Array, group: str = "helper-tights") -> Cloth:
    """Skin-tight cloth over the faces of `group` all of whose vertices are `wanted` (19158,) bool, subdivided once."""
    faces = mannequin.triangles(group)
    faces = faces[wanted[faces].all(axis=1)]
    both = np.concatenate([mannequin.table, mannequin.body.points], axis=1)
    points, faces, packed = clip.compacted(mannequin.points, faces, both)
    points, faces, packed = loop.subdivided(points, faces, packed)
    table, bind = packed[:, :-3], packed[:, -3:]
    normals = vertex_normals(points, faces)
    return Cloth(
        points, faces, normals, table / table.sum(axis=1, keepdims=True), points, normals, bind,
        np.ones(len(points)), np.zeros((len(points), 2)),
    )  # fmt: skip


def draped(cloth: Cloth, ease_m: Array, rounds: int, pull: Array) -> Cloth:
    """`cloth` pulled taut over its ground like a skin under tension, never nearer to the ground than `ease_m` (n,).

    `pull` (n,) 0–1 is how hard each vertex is drawn to its neighbours: hollows are bridged, bulges are kept.
    """
    mean = averaging(cloth.triangles, cloth.size)
    pull = np.where(cloth.border(), 0.0, pull)  # a free edge would creep
    points = cloth.ground + cloth.out * ease_m[:, None]
    for _ in range(rounds):
        points = points + pull[:, None] * 0.5 * (mean @ points - points)
        gap = ((points - cloth.ground) * cloth.out).sum(axis=1)
        points = points + cloth.out * np.maximum(ease_m - gap, 0.0)[:, None]
    return cloth.placed(points)


def joined(cloths: list[Cloth]) -> Cloth:
    """Several pieces as one mesh; they stay unconnected."""
    starts = np.cumsum([0] + [cloth.size for cloth in cloths])
    pack = [np.concatenate([cloth.points, cloth._packed()], axis=1) for cloth in cloths]
    packed = np.concatenate(pack)
    triangles = np.concatenate([cloth.triangles + start for cloth, start in zip(cloths, starts, strict=False)])
    return cloths[0]._unpacked(packed[:, :3], triangles, packed[:, 3:])


def finished(cloth: Cloth, mannequin: Mannequin, uv_per_m: float) -> Part:
    """The cloth as a part in the bind pose, `tone` as its grey vertex colour."""
    table = cloth.table.copy()
    table[table < 1e-3] = 0.0
    table /= table.sum(axis=1, keepdims=True)
    return Part(
        mannequin.bound(cloth.points, table),
        cloth.triangles,
        np.repeat(np.clip(cloth.tone, 0.0, 1.0)[:, None], 3, axis=1),
        {name: table[:, number] for number, name in enumerate(mannequin.names) if table[:, number].max() > 0},
        normals=mannequin.turned_back(cloth.normals, table),
        uv=cloth.uv * uv_per_m,
    )
