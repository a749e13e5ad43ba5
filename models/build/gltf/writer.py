"""Writes GLB files: nodes, skins, materials, meshes and clips, plain or compressed with Draco or meshopt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pygltflib as gl
from numpy.typing import NDArray

from gltf import codecs, images, material
from gltf.attributes import Attribute, attributes, linear, position_bits, uv_bits
from gltf.container import ANY, Container, Encoding
from gltf.material import Material
from gltf.morphs import Morphs
from mesh.part import METRE, Array, Part
from mesh.surface import Surface, Texture
from motion.clip import Clip

__all__ = ["Encoding", "Material", "Writer", "linear"]
Bones = dict[str, tuple[str | None, tuple[float, float, float]]]
# Attributes that stay outside Draco: it keeps no signed bytes.
_BESIDE_DRACO = ("TANGENT",)


@dataclass
class Writer(Container):
    """Collects a file. Names are unique; `node` returns the index that children and clips refer to.

    `free_order` lets Draco renumber vertices, for a third of the bytes. `texture_px` is the width of full textures,
    `quality` WebP's (0–100) per texture name or `""` for all others.
    """

    texture_px: int = 1024
    quality: dict[str, int] = field(default_factory=dict)
    colour_bits: int = 16
    free_order: bool = False
    nodes: list[gl.Node] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    texture_memory_bytes: int = 0
    _images: dict[str, tuple[Texture, int]] = field(default_factory=dict)
    _surfaces: dict[str, tuple[Surface, int]] = field(default_factory=dict)
    _samplers: dict[bool, int] = field(default_factory=dict)
    _clips: bytearray = field(default_factory=bytearray)
    _stored: dict[tuple[str, tuple[int, ...], bytes], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.morphs = Morphs(self, exact=not self.free_order)

    # --- nodes -------------------------------------------------------------------------------------------------------

    def node(self, name: str, parent: str | None = None, **fields: Any) -> int:
        """A node; `fields` as in glTF (translation, mesh, skin …)."""
        if name in self.names:
            raise ValueError(f"two nodes are called {name!r}")
        self.nodes.append(gl.Node(name=name, **fields))
        self.names[name] = len(self.nodes) - 1
        if parent is not None:
            self.nodes[self.names[parent]].children.append(self.names[name])
        return self.names[name]

    def bones(self, bones: Bones, root: str, rest: Mapping[str, Array] | None = None) -> None:
        """The skeleton as nodes under `root`; `rest` bone → quaternion xyzw turns joints away from the bind pose."""
        for name, (parent, position) in bones.items():
            start = np.array(bones[parent][1]) if parent else np.zeros(3)
            fields: dict[str, Any] = {"translation": _rounded(np.array(position) - start)}
            turn = (rest or {}).get(name)
            if turn is not None and abs(float(turn[3])) < 1 - 1e-9:
                fields["rotation"] = _rounded(np.asarray(turn) / np.linalg.norm(turn), 7)
            self.node(name, parent or root, **fields)

    def skin(self, bones: Bones) -> int:
        """A skin over all `bones`, in their order."""
        inverse = np.tile(np.eye(4, dtype="f4"), (len(bones), 1, 1))
        for row, (_, position) in enumerate(bones.values()):
            inverse[row, 3, :3] = -np.array(position)
        table = inverse.reshape(len(bones), 16)
        accessor = self.accessor(table, self.view(table.tobytes()))
        joints = [self.names[name] for name in bones]
        self.gltf.skins.append(gl.Skin(inverseBindMatrices=accessor, joints=joints, skeleton=joints[0]))
        return len(self.gltf.skins) - 1

    # --- materials ---------------------------------------------------------------------------------------------------

    def material(self, look: Material | Surface) -> int:
        """A material; a surface that was given before is the same one again."""
        if isinstance(look, Material):
            return self._add(material.plain(look))
        known = self._surfaces.get(look.name)
        if known is not None:
            if known[0] is not look:
                raise ValueError(f"two surfaces are called {look.name!r}")
            return known[1]
        numbers = {texture.name: self.texture(texture) for texture in material.textures(look)}
        number = self._add(material.from_surface(look, numbers))
        self._surfaces[look.name] = (look, number)
        return number

    def _add(self, made: gl.Material) -> int:
        self.used.update(made.extensions)
        self.gltf.materials.append(made)
        return len(self.gltf.materials) - 1

    def texture(self, texture: Texture) -> int:
        """An image with its sampler; the same texture is stored once."""
        known = self._images.get(texture.name)
        if known is not None:
            if known[0] is not texture and not np.array_equal(known[0].pixels, texture.pixels):
                raise ValueError(f"two textures are called {texture.name!r}")
            return known[1]
        data = images.encoded(texture, self.texture_px, self.quality.get(texture.name, self.quality.get("")))
        self.texture_memory_bytes += data.memory_bytes
        self.used.add("EXT_texture_webp")
        sources = []
        for content, kind in ((data.fallback, data.fallback_type), (data.webp, "image/webp")):
            self.gltf.images.append(gl.Image(name=texture.name, mimeType=kind, bufferView=self.view(content)))
            sources.append(len(self.gltf.images) - 1)
        extensions = {"EXT_texture_webp": {"source": sources[1]}}
        sampler = self._sampler(texture.clamp)
        self.gltf.textures.append(
            gl.Texture(name=texture.name, sampler=sampler, source=sources[0], extensions=extensions)
        )
        self._images[texture.name] = (texture, len(self.gltf.textures) - 1)
        return len(self.gltf.textures) - 1

    def _sampler(self, clamp: bool) -> int:
        if clamp not in self._samplers:
            wrap = gl.CLAMP_TO_EDGE if clamp else gl.REPEAT
            self.gltf.samplers.append(
                gl.Sampler(magFilter=gl.LINEAR, minFilter=gl.LINEAR_MIPMAP_LINEAR, wrapS=wrap, wrapT=wrap)
            )
            self._samplers[clamp] = len(self.gltf.samplers) - 1
        return self._samplers[clamp]

    # --- meshes ------------------------------------------------------------------------------------------------------

    def mesh(
        self,
        name: str,
        part: Part,
        material: int,
        targets: dict[str, Array],
        joints: list[str] | None,
        target_normals: dict[str, Array] | None = None,
        *,
        rough: bool = False,
    ) -> int:
        """A mesh of one primitive. `joints` orders the bones of the skin; None leaves the mesh unskinned.

        With `target_normals` every target turns normals, those that have none by nothing. `rough` meshes get fewer
        bits in meshopt files.
        """
        try:
            primitive, order = self._primitive(part, joints, targets, rough=rough)
            primitive.material = material
            primitive.targets = [
                self._target(target, delta, order, target_normals) for target, delta in targets.items()
            ]
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error
        names = list(targets)
        mesh = gl.Mesh(name=name, primitives=[primitive])
        if names:
            mesh.weights = [0.0] * len(names)
            mesh.extras = {"targetNames": names}
        self.gltf.meshes.append(mesh)
        return len(self.gltf.meshes) - 1

    def _target(
        self, name: str, delta: Array, order: NDArray[np.int64], normals: dict[str, Array] | None
    ) -> dict[str, int]:
        out = {"POSITION": self.morphs.moved(name, delta[order])}
        if normals:
            turned = normals.get(name)
            out["NORMAL"] = self.morphs.turned(name, np.zeros((len(order), 3)) if turned is None else turned[order])
        return out

    def _primitive(
        self, part: Part, joints: list[str] | None, targets: dict[str, Array], *, rough: bool
    ) -> tuple[gl.Primitive, NDArray[np.int64]]:
        """The primitive, and which vertex of the part each of its vertices is."""
        tables = attributes(part, joints, self.encoding, colour_bits=self.colour_bits, rough=rough)
        triangles, size = part.triangles, part.size
        order = np.arange(size)
        if triangles.min(initial=0) < 0 or triangles.max(initial=0) >= size:
            raise ValueError(f"a triangle names vertex {triangles.max()}; there are {size}")
        primitive = gl.Primitive()
        if self.encoding == "draco":
            inside = {name: one.rows for name, one in tables.items() if name not in _BESIDE_DRACO}
            bits = uv_bits(tables["TEXCOORD_0"].rows) if "TEXCOORD_0" in tables else 12
            beside = [np.round(delta * METRE) for delta in targets.values()]
            beside += [one.rows for name, one in tables.items() if name in _BESIDE_DRACO]
            coded = codecs.draco(
                inside,
                triangles,
                uv_bits=bits,
                position_bits=position_bits(part.positions),
                free_order=self.free_order,
                beside=np.concatenate(beside, axis=1) if beside else None,
            )
            if coded.order is not None and coded.triangles is not None:
                order, triangles = coded.order, coded.triangles
                tables = {name: replace(one, rows=one.rows[order]) for name, one in tables.items()}
            self.used.add("KHR_draco_mesh_compression")
            primitive.extensions = {
                "KHR_draco_mesh_compression": {"bufferView": self.view(coded.data), "attributes": coded.numbers}
            }
        indices = triangles.astype("u2" if len(order) <= 65535 else "u4")
        for name, one in tables.items():
            if name in ("NORMAL", "TANGENT") and one.normalized:
                self.used.add("KHR_mesh_quantization")
            accessor = self.accessor(
                one.rows,
                self._attribute_view(name, one),
                normalized=one.normalized,
                bounds=name == "POSITION",
                width=one.width,
            )
            setattr(primitive.attributes, name, accessor)
        flat = indices.reshape(-1)
        view = None
        if self.encoding == "plain":
            view = self.view(flat.tobytes(), gl.ELEMENT_ARRAY_BUFFER)
        elif self.encoding == "meshopt":
            view = self.packed_view(indices, "triangles")
        primitive.indices = self.accessor(flat, view)
        return primitive, order

    def _attribute_view(self, name: str, one: Attribute) -> int | None:
        if self.encoding == "meshopt":
            return self.packed_view(one.rows if one.coded is None else one.coded, "attributes", one.undo)
        if self.encoding == "plain" or name in _BESIDE_DRACO:
            return self.view(one.rows.tobytes(), gl.ARRAY_BUFFER)
        return None

    # --- clips -------------------------------------------------------------------------------------------------------

    def clip(self, clip: Clip) -> None:
        """An animation with linear interpolation."""
        animation = gl.Animation(name=clip.name)
        for channel in clip.channels:
            times = self._keys(channel.times.astype("<f4"), bounds=True)
            values = channel.values.reshape(-1) if channel.path == "weights" else channel.values
            output = self._keys(_short(channel.path, values), bounds=False)
            animation.samplers.append(gl.AnimationSampler(input=times, output=output, interpolation="LINEAR"))
            target = gl.AnimationChannelTarget(node=self.names[channel.node], path=channel.path)
            animation.channels.append(gl.AnimationChannel(sampler=len(animation.samplers) - 1, target=target))
        self.gltf.animations.append(animation)

    def _keys(self, rows: ANY, *, bounds: bool) -> int:
        """An accessor into the one view that all clips share; the same numbers are stored once."""
        key = (rows.dtype.str, rows.shape[1:], rows.tobytes())
        if key not in self._stored:
            index = self.accessor(rows, None, bounds=bounds, normalized=rows.dtype.kind != "f")
            self._clips += b"\0" * (-len(self._clips) % 4)
            self.gltf.accessors[index].byteOffset = len(self._clips)
            self._clips += key[2]
            self._stored[key] = index
        return self._stored[key]

    # --- file --------------------------------------------------------------------------------------------------------

    def to_bytes(self, roots: list[str], licence: str) -> bytes:
        """The finished GLB."""
        self.gltf.nodes = self.nodes
        self.morphs.finish()
        if self._stored:
            view = self.view(bytes(self._clips))
            for index in self._stored.values():
                self.gltf.accessors[index].bufferView = view
        self.gltf.scenes = [gl.Scene(nodes=[self.names[name] for name in roots])]
        return self.file(licence)


def _short(path: str, values: Array) -> ANY:
    """Values of a channel as 16-bit integers where glTF has them: quaternions to 0.004°, weights to 0.00002."""
    if path == "rotation":
        return np.round(values / np.linalg.norm(values, axis=1, keepdims=True) * 32767).astype("<i2")
    if path == "weights" and values.min(initial=0.0) >= 0 and values.max(initial=0.0) <= 1:
        return np.round(values * 65535).astype("<u2")
    return values.astype("<f4")


def _rounded(values: Array, digits: int = 6) -> list[float]:
    return [round(float(value), digits) for value in values]
