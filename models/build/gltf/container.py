"""The binary half of a GLB: bytes, buffer views and accessors, and the finished file around them."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pygltflib as gl
from numpy.typing import NDArray

from gltf import codecs

Encoding = Literal["plain", "draco", "meshopt"]
Filter = Literal["OCTAHEDRAL", "EXPONENTIAL"]
ANY = NDArray[Any]
# What a reader that does not know them may ignore: the file still shows.
_OPTIONAL = ("KHR_materials_", "EXT_texture_webp")
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
_COMPONENTS = {
    "f4": gl.FLOAT, "i1": gl.BYTE, "u1": gl.UNSIGNED_BYTE,
    "i2": gl.SHORT, "u2": gl.UNSIGNED_SHORT, "u4": gl.UNSIGNED_INT,
}  # fmt: skip


@dataclass
class Container:
    """Collects a file's bytes and what describes them."""

    encoding: Encoding
    generator: str = "visavis"
    blob: bytearray = field(default_factory=bytearray)
    decoded_bytes: int = 0
    used: set[str] = field(default_factory=set)
    gltf: gl.GLTF2 = field(default_factory=gl.GLTF2)

    def view(self, data: bytes, target: int | None = None, stride: int | None = None) -> int:
        """A buffer view over `data`, aligned to four bytes."""
        self.blob += b"\0" * (-len(self.blob) % 4)
        self.gltf.bufferViews.append(
            gl.BufferView(buffer=0, byteOffset=len(self.blob), byteLength=len(data), target=target, byteStride=stride)
        )
        self.blob += data
        return len(self.gltf.bufferViews) - 1

    def packed_view(self, rows: ANY, kind: Literal["attributes", "triangles"], undo: Filter | None = None) -> int:
        """A meshopt-compressed buffer view over the rows of a table; `undo` names the filter they went through."""
        data = codecs.meshopt_rows(rows) if kind == "attributes" else codecs.meshopt_triangles(rows)
        count, stride = (
            (len(rows), rows.itemsize * rows.shape[1]) if kind == "attributes" else (rows.size, rows.itemsize)
        )
        self.blob += b"\0" * (-len(self.blob) % 4)
        self.decoded_bytes += -self.decoded_bytes % 4
        packed = {"buffer": 0, "byteOffset": len(self.blob), "byteLength": len(data), "byteStride": stride,
                  "count": count, "mode": kind.upper()}  # fmt: skip
        if undo:
            packed["filter"] = undo
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
        self, rows: ANY, view: int | None, *, normalized: bool = False, bounds: bool = False, width: int | None = None
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

    def file(self, licence: str) -> bytes:
        """The finished GLB."""
        gltf = self.gltf
        gltf.asset = gl.Asset(version="2.0", generator=self.generator, copyright=licence)
        gltf.scene = 0
        self.blob += b"\0" * (-len(self.blob) % 4)
        gltf.buffers = [gl.Buffer(byteLength=len(self.blob))]
        if self.decoded_bytes:
            self.used.add("EXT_meshopt_compression")
            fallback = gl.Buffer(
                byteLength=self.decoded_bytes, extensions={"EXT_meshopt_compression": {"fallback": True}}
            )
            gltf.buffers.append(fallback)
        gltf.extensionsUsed = sorted(self.used)
        gltf.extensionsRequired = sorted(name for name in self.used if not name.startswith(_OPTIONAL))
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


def finite(name: str, table: ANY) -> None:
    """Raises ValueError if a table holds anything that is not a number."""
    if not np.isfinite(table).all():
        row = int(np.flatnonzero(~np.isfinite(table).reshape(len(table), -1).all(axis=1))[0])
        raise ValueError(f"{name}: row {row} is {table[row]}")
