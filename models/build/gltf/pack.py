"""One call from a figure's parts to a GLB."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gltf.order import reordered
from gltf.writer import Bones, Encoding, Writer
from mesh.part import Array, Part
from mesh.surface import Surface
from motion.clip import Clip

Parts = Mapping[str, tuple[Part, Surface]]
LICENCE = "CC0-1.0: no rights reserved"
ROOT = "Avatar"
_RIGID = 0.999


@dataclass(frozen=True)
class Packed:
    """A GLB and what a manifest says about it."""

    data: bytes
    triangles: int
    texture_memory_bytes: int
    targets: tuple[str, ...]


def glb(
    parts: Parts,
    skeleton: Bones,
    clips: Iterable[Clip] = (),
    *,
    encoding: Encoding = "meshopt",
    texture_size: int = 1024,
    rest: Mapping[str, Array] | None = None,
    **options: Any,
) -> bytes:
    """The bytes of `packed`, for scripts that only want to look."""
    return packed(parts, skeleton, clips, encoding=encoding, texture_size=texture_size, rest=rest, **options).data


def packed(
    parts: Parts,
    skeleton: Bones,
    clips: Iterable[Clip] = (),
    *,
    encoding: Encoding,
    texture_size: int,
    rest: Mapping[str, Array] | None = None,
    quality: Mapping[str, int] | None = None,
    turned: frozenset[str] | None = None,
    target_order: tuple[str, ...] = (),
    root: str = ROOT,
    keep_order: bool = False,
    generator: str = "visavis models/build",
    notes: Mapping[str, Mapping[str, Any]] | None = None,
) -> Packed:
    """`parts` by mesh name, on `skeleton` (bone → parent and joint), standing in the pose `rest`.

    `texture_size` is the width in pixels of a texture whose `share` is 1; `quality` is WebP's by texture name.
    `turned` names the meshes whose targets turn normals too (all of those that have any, if left out).
    `target_order` comes first in every mesh's list of targets. A part that follows one bone alone becomes that
    bone's child, which costs no skinning. Vertices and triangles are put in an order that compresses and draws well,
    unless `keep_order`. `notes` go to the extras of the meshes named, as `visavis`.
    """
    writer = Writer(
        encoding,
        generator,
        texture_px=texture_size,
        quality=dict(quality or {}),
        colour_bits=8,
        free_order=not keep_order,
    )
    writer.node(root)
    writer.bones(skeleton, root, rest)
    joints = list(skeleton)
    skin: int | None = None
    roots, triangles, names = [root], 0, dict.fromkeys(target_order)
    for name, (given, surface) in parts.items():
        if name in skeleton:
            raise ValueError(f"mesh {name!r} has the name of a bone")
        part = given if keep_order else reordered(given)
        if part.tangents is not None and not _needs_tangents(surface):
            part = replace(part, tangents=None)
        targets = {one: part.targets[one] for one in _sorted(part.targets, target_order)}
        normals = part.target_normals if turned is None or name in turned else {}
        bone = _only_bone(part)
        if bone is None and skin is None:
            skin = writer.skin(skeleton)
        rough = surface.kind in ("hair", "cloth") and not targets
        number = writer.material(surface)
        mesh = writer.mesh(name, part, number, targets, None if bone else joints, normals, rough=rough)
        if notes and name in notes:
            written = writer.gltf.meshes[mesh]
            written.extras = {**(written.extras or {}), "visavis": dict(notes[name])}
        if bone:
            place = [round(-float(value), 6) for value in skeleton[bone][1]]
            writer.node(name, bone, mesh=mesh, translation=place)
        else:
            writer.node(name, mesh=mesh, skin=skin)
            roots.append(name)
        triangles += len(part.triangles)
        names.update(dict.fromkeys(targets))
    for clip in clips:
        writer.clip(clip)
    data = writer.to_bytes(roots, LICENCE)
    moved = {target for part, _ in parts.values() for target in part.targets}
    return Packed(data, triangles, writer.texture_memory_bytes, tuple(name for name in names if name in moved))


def _needs_tangents(surface: Surface) -> bool:
    return surface.normal_map is not None or "KHR_materials_anisotropy" in surface.extensions


def target_lists(parts: Parts, order: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Mesh → its targets in the order in which `packed` writes them; meshes without targets are left out."""
    return {name: _sorted(part.targets, order) for name, (part, _) in parts.items() if part.targets}


def _sorted(targets: Iterable[str], order: tuple[str, ...]) -> list[str]:
    place = {name: number for number, name in enumerate(order)}
    return sorted(targets, key=lambda name: place.get(name, len(order)))


def _only_bone(part: Part) -> str | None:
    """The bone that every vertex follows, if there is just one."""
    heavy = [bone for bone, share in part.weights.items() if np.max(share, initial=0.0) > 1 - _RIGID]
    if len(heavy) == 1 and float(np.min(part.weights[heavy[0]], initial=1.0)) >= _RIGID:
        return heavy[0]
    return None


def bare(
    skeleton: Bones,
    clips: Iterable[Clip],
    *,
    meshes: Mapping[str, Iterable[str]] | None = None,
    rest: Mapping[str, Array] | None = None,
    root: str = ROOT,
) -> bytes:
    """Clips alone, on the skeleton's bare nodes, to be played on the model by node name.

    `meshes` (mesh → its targets, in the order of the clips' weights) gives clips of weights something to play on: a
    triangle of no size each.
    """
    writer = Writer("plain", "visavis models/build")
    writer.node(root)
    writer.bones(skeleton, root, rest)
    dot = Part(np.zeros((3, 3)), np.array([[0, 1, 2]]), np.ones((3, 3)), normals=np.tile([0.0, 0.0, 1.0], (3, 1)))
    look = Surface("Stand-in", "plain", 1.0)
    for name, targets in (meshes or {}).items():
        still = {target: np.zeros((3, 3)) for target in targets}
        mesh = writer.mesh(name, replace(dot), writer.material(look), still, None)
        writer.node(name, root, mesh=mesh)
    for clip in clips:
        writer.clip(clip)
    return writer.to_bytes([root], LICENCE)
