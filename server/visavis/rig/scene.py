"""What stands in a model's scene: nodes and their frames, meshes and their morph targets, bones, clips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from visavis.rig.document import Document
from visavis.rig.errors import RigError


@dataclass(frozen=True)
class MorphMesh:
    """A node that shows a mesh with morph targets. A mesh that several nodes show is there once for each."""

    node: int
    mesh: int
    name: str
    targets: tuple[str, ...]
    """Names; a target without one has an empty name."""
    rest: tuple[float, ...]
    """Weights that the file gives the targets."""


def morph_meshes(document: Document) -> list[MorphMesh]:
    """All of them, in the order of the nodes. Raises RigError for a mesh whose parts do not fit together."""
    found = []
    for number, node in enumerate(document.items("nodes")):
        if "mesh" not in node:
            continue
        mesh = document.item("meshes", node["mesh"])
        names = target_names(document, mesh)
        if names:
            rest = _rest(document, node.get("weights", mesh.get("weights")), len(names))
            title = str(mesh.get("name") or node.get("name") or f"mesh {node['mesh']}")
            found.append(MorphMesh(number, node["mesh"], title, names, rest))
    return found


def target_names(document: Document, mesh: dict[str, Any]) -> tuple[str, ...]:
    """Names of a mesh's morph targets.

    They stand in ``mesh.extras.targetNames``; older exporters wrote them to the primitive's ``extras``, or to the
    ``extras.name`` of each target.
    """
    primitives = mesh.get("primitives")
    if not isinstance(primitives, list) or not all(isinstance(one, dict) for one in primitives):
        raise RigError(f"{document.path}: mesh {mesh.get('name')!r} has no list of primitives; it is no valid glTF")
    lists = [one.get("targets") or [] for one in primitives]
    counts = {len(targets) if isinstance(targets, list) else -1 for targets in lists}
    if not counts or counts == {0}:
        return ()
    if len(counts) > 1 or -1 in counts:
        raise RigError(f"{document.path}: parts of mesh {mesh.get('name')!r} differ in their morph targets")
    count = counts.pop()
    for owner in (mesh, *primitives):
        names = _extras(owner).get("targetNames")
        if isinstance(names, list) and len(names) == count:
            return tuple(map(str, names))
    return tuple(str(_extras(target).get("name", "")) for target in lists[0])


def bones(document: Document) -> set[int]:
    """Nodes that are joints of a skin."""
    return {joint for skin in document.items("skins") for joint in skin.get("joints", []) if isinstance(joint, int)}


def clip_names(document: Document) -> list[str]:
    """Names of the animations."""
    return [str(clip.get("name", f"animation {number}")) for number, clip in enumerate(document.items("animations"))]


def parents(document: Document) -> dict[int, int]:
    """Node to the node above it. Raises RigError when nodes stand above themselves."""
    above: dict[int, int] = {}
    for number, node in enumerate(document.items("nodes")):
        for child in node.get("children", []):
            document.item("nodes", child)
            above[child] = number
    ending: set[int] = set()  # from these the way up has an end
    for start in above:
        seen: set[int] = set()
        at = start
        while at in above and at not in ending:
            if at in seen:
                raise RigError(f"{document.path}: node {at} stands above itself; it is no valid glTF")
            seen.add(at)
            at = above[at]
        ending |= seen
    return above


def ancestors(above: dict[int, int], node: int) -> Iterator[int]:
    """The nodes above a node, the nearest first."""
    while node in above:
        node = above[node]
        yield node


def world_rotation(document: Document, node: int | None) -> NDArray[np.float64]:
    """How a node's frame is turned against the scene's: a 3 × 3 rotation; that of the scene for None."""
    world = np.eye(4)
    if node is not None:
        for number in (node, *ancestors(parents(document), node)):
            world = _local(document.item("nodes", number)) @ world
    axes = world[:3, :3]
    lengths = np.linalg.norm(axes, axis=0)
    turned = axes / np.where(lengths > 0, lengths, 1.0)
    if np.linalg.det(turned) < 0:  # mirrored: three turns the first axis round, so we do
        turned[:, 0] = -turned[:, 0]
    return np.asarray(turned)


def rotation_of(node: dict[str, Any]) -> NDArray[np.float64]:
    """The rotation of a node in its parent's frame, as a quaternion x, y, z, w."""
    rotation = np.asarray(node.get("rotation", (0.0, 0.0, 0.0, 1.0)), dtype=np.float64)
    if rotation.shape != (4,) or not np.isfinite(rotation).all() or np.linalg.norm(rotation) == 0:
        raise RigError(f"node {node.get('name')!r} has the rotation {node.get('rotation')!r}, which is none")
    return np.asarray(rotation / np.linalg.norm(rotation))


def _local(node: dict[str, Any]) -> NDArray[np.float64]:
    if "matrix" in node:
        matrix = np.asarray(node["matrix"], dtype=np.float64)
        if matrix.shape != (16,):
            raise RigError(f"node {node.get('name')!r} has a matrix of {matrix.size} numbers, not 16")
        return matrix.reshape(4, 4).T
    x, y, z, w = rotation_of(node)
    local = np.eye(4)
    local[:3, :3] = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    ) * np.asarray(node.get("scale", (1.0, 1.0, 1.0)), dtype=np.float64)
    local[:3, 3] = node.get("translation", (0.0, 0.0, 0.0))
    return local


def _rest(document: Document, weights: Any, count: int) -> tuple[float, ...]:
    if weights is None:
        return (0.0,) * count
    if not isinstance(weights, list) or len(weights) != count:
        raise RigError(f"{document.path}: {count} morph targets have the weights {str(weights)[:80]}")
    return tuple(map(float, weights))


def _extras(owner: Any) -> dict[str, Any]:
    extras = owner.get("extras") if isinstance(owner, dict) else None
    return extras if isinstance(extras, dict) else {}
