"""Writes GLB files: nodes, skins, meshes and clips, plain or compressed with Draco or meshopt.

Morph displacements are normalized 16-bit integers of a metre (KHR_mesh_quantization, steps of 0.03 mm). In plain and
Draco files they are sparse: Draco does not compress morph targets, and only an encoding that keeps the order of the
vertices lets them fit. In meshopt files they are dense, because that coder makes nothing of runs of zeros.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pygltflib as gl
from numpy.typing import NDArray

from gltf import codecs
from mesh.part import METRE, Array, Part
from motion.clip import Clip

Encoding = Literal["plain", "draco", "meshopt"]
_TYPES = {1: "SCALAR", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_COMPONENTS = {"f4": gl.FLOAT, "u1": gl.UNSIGNED_BYTE, "u2": gl.UNSIGNED_SHORT, "u4": gl.UNSIGNED_INT, "i2": gl.SHORT}
_ANY = NDArray[Any]


@dataclass
class Material:
    """Surface of a mesh: roughness 0–1; vertex colours give the colour. `coat` adds a clear coat (wet, glassy)."""

    name: str
    roughness: float
    coat: float = 0.0


@dataclass
class Writer:
    """Collects a file. Names are unique; `node` returns the index that children and clips refer to."""

    encoding: Encoding
    generator: str = "visavis figure"
    nodes: list[gl.Node] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)
    blob: bytearray = field(default_factory=bytearray)
    moved: bytearray = field(default_factory=bytearray)  # sparse morph targets: vertex numbers
    steps: bytearray = field(default_factory=bytearray)  # and displacements
    decoded_bytes: int = 0
    used: set[str] = field(default_factory=set)
    gltf: gl.GLTF2 = field(default_factory=gl.GLTF2)

    # --- bytes -------------------------------------------------------------------------------------------------------

    def view(self, data: bytes, target: int | None = None) -> int:
        """A buffer view over `data`, aligned to four bytes."""
        self.blob += b"\0" * (-len(self.blob) % 4)
        self.gltf.bufferViews.append(
            gl.BufferView(buffer=0, byteOffset=len(self.blob), byteLength=len(data), target=target)
        )
        self.blob += data
        return len(self.gltf.bufferViews) - 1

    def packed_view(self, rows: _ANY, kind: Literal["attributes", "triangles"]) -> int:
        """A meshopt-compressed buffer view over the rows of a table."""
        data = codecs.meshopt_rows(rows) if kind == "attributes" else codecs.meshopt_triangles(rows)
        count, stride = (
            (len(rows), rows.itemsize * rows.shape[1]) if kind == "attributes" else (rows.size, rows.itemsize)
        )
        self.blob += b"\0" * (-len(self.blob) % 4)
        self.decoded_bytes += -self.decoded_bytes % 4
        packed = {"buffer": 0, "byteOffset": len(self.blob), "byteLength": len(data), "byteStride": stride,
                  "count": count, "mode": kind.upper()}  # fmt: skip
        self.gltf.bufferViews.append(
            gl.BufferView(
                buffer=1,
                byteOffset=self.decoded_bytes,
                byteLength=count * stride,
                byteStride=stride if kind == "attributes" else None,
                target=gl.ARRAY_BUFFER if kind == "attributes" else gl.ELEMENT_ARRAY_BUFFER,
                extensions={"EXT_meshopt_compression": packed},
            )
        )
        self.blob += data
        self.decoded_bytes += count * stride
        return len(self.gltf.bufferViews) - 1

    def accessor(
        self, rows: _ANY, view: int | None, *, normalized: bool = False, bounds: bool = False, width: int | None = None
    ) -> int:
        """An accessor that describes `rows` (n,) or (n, k), wherever the bytes are; `width` drops padding columns."""
        table = rows.reshape(len(rows), -1)[:, :width]
        self.gltf.accessors.append(
            gl.Accessor(
                bufferView=view,
                byteOffset=None,
                componentType=_COMPONENTS[rows.dtype.str[1:]],
                normalized=normalized or None,
                count=len(rows),
                type=_TYPES[table.shape[1]],
                min=table.min(axis=0).tolist() if bounds else None,
                max=table.max(axis=0).tolist() if bounds else None,
            )
        )
        return len(self.gltf.accessors) - 1

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

    def bones(self, bones: dict[str, tuple[str | None, tuple[float, float, float]]], root: str) -> None:
        """The skeleton as nodes under `root`, joints with no rotation at rest."""
        for name, (parent, position) in bones.items():
            start = np.array(bones[parent][1]) if parent else np.zeros(3)
            place = [round(float(value), 6) for value in np.array(position) - start]
            self.node(name, parent or root, translation=place)

    def skin(self, bones: dict[str, tuple[str | None, tuple[float, float, float]]]) -> int:
        """A skin over all `bones`, in their order."""
        inverse = np.tile(np.eye(4, dtype="f4"), (len(bones), 1, 1))
        for row, (_, position) in enumerate(bones.values()):
            inverse[row, 3, :3] = -np.array(position)
        table = inverse.reshape(len(bones), 16)
        accessor = self.accessor(table, self.view(table.tobytes()))
        joints = [self.names[name] for name in bones]
        self.gltf.skins.append(gl.Skin(inverseBindMatrices=accessor, joints=joints, skeleton=joints[0]))
        return len(self.gltf.skins) - 1

    # --- meshes ------------------------------------------------------------------------------------------------------

    def material(self, material: Material) -> int:
        """A rough dielectric; the colour is the mesh's own."""
        extensions: dict[str, Any] = {}
        if material.coat:
            self.used.add("KHR_materials_clearcoat")
            extensions["KHR_materials_clearcoat"] = {"clearcoatFactor": material.coat, "clearcoatRoughnessFactor": 0.08}
        self.gltf.materials.append(
            gl.Material(
                name=material.name,
                pbrMetallicRoughness=gl.PbrMetallicRoughness(metallicFactor=0.0, roughnessFactor=material.roughness),
                extensions=extensions,
                alphaMode=None,
                alphaCutoff=None,
            )
        )
        return len(self.gltf.materials) - 1

    def mesh(self, name: str, part: Part, material: int, targets: dict[str, Array], joints: list[str] | None) -> int:
        """A mesh of one primitive. `joints` orders the bones of the skin; None leaves the mesh unskinned."""
        attributes = vertex_attributes(part, joints)
        primitive = self._primitive(attributes, part.triangles)
        primitive.material = material
        primitive.targets = [{"POSITION": self._target(delta)} for delta in targets.values()]
        names = list(targets)
        mesh = gl.Mesh(name=name, primitives=[primitive])
        if names:
            mesh.weights = [0.0] * len(names)
            mesh.extras = {"targetNames": names}
        self.gltf.meshes.append(mesh)
        return len(self.gltf.meshes) - 1

    def _primitive(self, attributes: dict[str, tuple[_ANY, bool]], triangles: NDArray[np.int64]) -> gl.Primitive:
        indices = triangles.astype("u2")
        primitive = gl.Primitive()
        if self.encoding == "draco":
            tables = {name: rows for name, (rows, _) in attributes.items()}
            data, numbers = codecs.draco(tables, indices)
            self.used.add("KHR_draco_mesh_compression")
            primitive.extensions = {
                "KHR_draco_mesh_compression": {"bufferView": self.view(data), "attributes": numbers}
            }
        for name, (rows, normalized) in attributes.items():
            view: int | None = None
            if self.encoding == "plain":
                view = self.view(rows.tobytes(), gl.ARRAY_BUFFER)
            elif self.encoding == "meshopt":
                view = self.packed_view(rows, "attributes")
            accessor = self.accessor(rows, view, normalized=normalized, bounds=name == "POSITION")
            setattr(primitive.attributes, name, accessor)
        flat = indices.reshape(-1)
        view = None
        if self.encoding == "plain":
            view = self.view(flat.tobytes(), gl.ELEMENT_ARRAY_BUFFER)
        elif self.encoding == "meshopt":
            view = self.packed_view(indices, "triangles")
        primitive.indices = self.accessor(flat, view)
        return primitive

    def _target(self, delta: Array) -> int:
        """Displacements as normalized int16; what rounds to nothing is left out."""
        self.used.add("KHR_mesh_quantization")
        steps = np.round(delta * METRE).astype("i2")
        if self.encoding == "meshopt":
            padded = np.concatenate([steps, np.zeros((len(steps), 1), "i2")], axis=1)
            return self.accessor(padded, self.packed_view(padded, "attributes"), normalized=True, bounds=True, width=3)
        index = self.accessor(steps, None, normalized=True, bounds=True)
        moved = np.flatnonzero(np.abs(steps).max(axis=1) > 0).astype("u2")
        if len(moved):
            self.gltf.accessors[index].sparse = gl.Sparse(
                count=len(moved),
                indices=gl.AccessorSparseIndices(byteOffset=len(self.moved), componentType=gl.UNSIGNED_SHORT),
                values=gl.AccessorSparseValues(byteOffset=len(self.steps)),
            )
            self.moved += moved.tobytes()
            self.steps += steps[moved].tobytes()
        return index

    def _share_sparse_views(self) -> None:
        """All morph targets live in two buffer views: a view of its own for each would cost more than some targets."""
        if not self.moved:
            return
        moved, steps = self.view(bytes(self.moved)), self.view(bytes(self.steps))
        for accessor in self.gltf.accessors:
            if accessor.sparse is not None:
                accessor.sparse.indices.bufferView, accessor.sparse.values.bufferView = moved, steps

    # --- clips -------------------------------------------------------------------------------------------------------

    def clip(self, clip: Clip) -> None:
        """An animation with linear interpolation."""
        animation = gl.Animation(name=clip.name)
        shared: dict[bytes, int] = {}
        for channel in clip.channels:
            times = channel.times.astype("f4")
            key = times.tobytes()
            if key not in shared:
                shared[key] = self.accessor(times, self.view(key), bounds=True)
            values = channel.values.astype("f4")
            rows = values.reshape(-1) if channel.path == "weights" else values
            animation.samplers.append(
                gl.AnimationSampler(
                    input=shared[key], output=self.accessor(rows, self.view(rows.tobytes())), interpolation="LINEAR"
                )
            )
            target = gl.AnimationChannelTarget(node=self.names[channel.node], path=channel.path)
            animation.channels.append(gl.AnimationChannel(sampler=len(animation.samplers) - 1, target=target))
        self.gltf.animations.append(animation)

    # --- file --------------------------------------------------------------------------------------------------------

    def to_bytes(self, roots: list[str], licence: str) -> bytes:
        """The finished GLB."""
        gltf = self.gltf
        gltf.asset = gl.Asset(version="2.0", generator=self.generator, copyright=licence)
        gltf.nodes = self.nodes
        self._share_sparse_views()
        gltf.scenes = [gl.Scene(nodes=[self.names[name] for name in roots])]
        gltf.scene = 0
        self.blob += b"\0" * (-len(self.blob) % 4)
        gltf.buffers = [gl.Buffer(byteLength=len(self.blob))]
        if self.encoding == "meshopt":
            self.used.add("EXT_meshopt_compression")
            fallback = gl.Buffer(
                byteLength=self.decoded_bytes, extensions={"EXT_meshopt_compression": {"fallback": True}}
            )
            gltf.buffers.append(fallback)
        gltf.extensionsUsed = sorted(self.used)
        gltf.extensionsRequired = sorted(self.used - {"KHR_materials_clearcoat"})
        text = json.dumps(_pruned(json.loads(gltf.to_json())), separators=(",", ":"), ensure_ascii=False).encode()
        text += b" " * (-len(text) % 4)
        total = 12 + 8 + len(text) + 8 + len(self.blob)
        header = struct.pack("<4sII", b"glTF", 2, total) + struct.pack("<I4s", len(text), b"JSON")
        return header + text + struct.pack("<I4s", len(self.blob), b"BIN\0") + bytes(self.blob)


def _pruned(value: Any) -> Any:
    """JSON without the empty lists, empty objects and nulls that glTF forbids."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := _pruned(item)) not in (None, [], {})}
    if isinstance(value, list):
        return [_pruned(item) for item in value]
    return value


def linear(colours: Array) -> Array:
    """sRGB 0–1 to linear 0–1, as vertex colours are stored."""
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def vertex_attributes(part: Part, joints: list[str] | None) -> dict[str, tuple[_ANY, bool]]:
    """Attribute → (table, whether its integers are normalized)."""
    colours = np.concatenate([linear(np.clip(part.colours, 0, 1)), np.ones((part.size, 1))], axis=1)
    out: dict[str, tuple[_ANY, bool]] = {
        "POSITION": (part.positions.astype("f4"), False),
        "NORMAL": (part.shading().astype("f4"), False),
        "COLOR_0": (np.round(colours * 65535).astype("u2"), True),
    }
    if joints is not None:
        shares = np.stack([part.weights.get(name, np.zeros(part.size)) for name in joints], axis=1)
        strongest = np.argsort(-shares, axis=1, kind="stable")[:, :4]
        picked = np.take_along_axis(shares, strongest, axis=1)
        whole = np.round(picked / picked.sum(axis=1, keepdims=True) * 255).astype(int)
        whole[:, 0] += 255 - whole.sum(axis=1)
        out["JOINTS_0"] = (np.where(whole > 0, strongest, 0).astype("u1"), False)
        out["WEIGHTS_0"] = (whole.astype("u1"), True)
    return out
