"""Reads what the tests compare out of a GLB, with the coders' own decoders."""

import json
from pathlib import Path

import numpy as np
import pytest

TYPES = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


def unscaled(rows: bytes) -> bytes:
    """Undoes the filter EXPONENTIAL: 24 bits of mantissa and 8 of exponent become a float."""
    whole = np.frombuffer(rows, "<i4")
    return np.ldexp((whole << 8 >> 8).astype("f8"), whole >> 24).astype("<f4").tobytes()


def unfolded(rows: bytes) -> bytes:
    """Undoes the filter OCTAHEDRAL on int16: two numbers on an octahedron become a unit vector."""
    table = np.frombuffer(rows, "<i2").reshape(-1, 4).astype("f8")
    xy = table[:, :2] / table[:, 2:3]
    z = 1 - np.abs(xy).sum(axis=1)
    xy -= np.copysign(np.maximum(-z, 0)[:, None], xy)
    unit = np.column_stack([xy, z])
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    return np.round(np.column_stack([unit * 32767, table[:, 3]])).astype("<i2").tobytes()


class GlbFile:
    """`json` and `blob` of a GLB; `rows(index)` gives an accessor's table (n, k), sparse ones filled in."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        length = int.from_bytes(data[12:16], "little")
        assert data[:4] == b"glTF"
        assert int.from_bytes(data[8:12], "little") == len(data)
        self.json = json.loads(data[20 : 20 + length])
        self.blob = data[28 + length :]

    def named(self, kind: str) -> dict[str, dict]:
        """Nodes, meshes or animations by name."""
        return {item["name"]: item for item in self.json.get(kind, [])}

    def view(self, index: int) -> bytes:
        view = self.json["bufferViews"][index]
        packed = view.get("extensions", {}).get("EXT_meshopt_compression")
        if packed:
            return self._unpacked(packed)
        start = view.get("byteOffset", 0)
        return self.blob[start : start + view["byteLength"]]

    def _unpacked(self, packed: dict) -> bytes:
        # It comes as source only and wants a C++ compiler, so the test environment does not demand it.
        meshopt = pytest.importorskip("meshoptimizer", reason="pip install -r models/build/requirements.txt")
        data = self.blob[packed["byteOffset"] : packed["byteOffset"] + packed["byteLength"]]
        if packed["mode"] == "TRIANGLES":
            return meshopt.decode_index_buffer(packed["count"], packed["byteStride"], data).tobytes()
        rows = meshopt.decode_vertex_buffer(packed["count"], packed["byteStride"], data).tobytes()
        return {None: bytes, "EXPONENTIAL": unscaled, "OCTAHEDRAL": unfolded}[packed.get("filter")](rows)

    def rows(self, index: int) -> np.ndarray:
        accessor = self.json["accessors"][index]
        kind, width, count = np.dtype(TYPES[accessor["componentType"]]), WIDTHS[accessor["type"]], accessor["count"]
        table = np.zeros((count, width), kind)
        if "bufferView" in accessor:
            view = self.json["bufferViews"][accessor["bufferView"]]
            stride = view.get("byteStride", width * kind.itemsize)
            raw = np.frombuffer(self.view(accessor["bufferView"]), "u1")[accessor.get("byteOffset", 0) :]
            raw = raw[: stride * count].reshape(count, stride)[:, : width * kind.itemsize]
            table = np.ascontiguousarray(raw).view(kind).copy()
        sparse = accessor.get("sparse")
        if sparse:
            at = np.dtype(TYPES[sparse["indices"]["componentType"]])
            moved = np.frombuffer(
                self.view(sparse["indices"]["bufferView"]), at, sparse["count"], sparse["indices"]["byteOffset"]
            )
            start = sparse["values"]["byteOffset"]
            values = np.frombuffer(self.view(sparse["values"]["bufferView"]), kind, sparse["count"] * width, start)
            table[moved] = values.reshape(-1, width)
        if accessor.get("normalized"):
            return table / np.iinfo(kind).max
        return table

    def primitive(self, mesh: str) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Attributes and triangles of a mesh with one primitive, Draco decoded by its own library."""
        (primitive,) = self.named("meshes")[mesh]["primitives"]
        packed = primitive.get("extensions", {}).get("KHR_draco_mesh_compression")
        if not packed:
            attributes = {name: self.rows(index) for name, index in primitive["attributes"].items()}
            return attributes, self.rows(primitive["indices"]).reshape(-1, 3)
        import DracoPy

        decoded = DracoPy.decode(self.view(packed["bufferView"]))
        by_number = {attribute["unique_id"]: attribute["data"] for attribute in decoded.attributes}
        attributes = {}
        for name, number in packed["attributes"].items():
            accessor = self.json["accessors"][primitive["attributes"][name]]
            assert "bufferView" not in accessor
            kind = np.dtype(TYPES[accessor["componentType"]])
            table = np.asarray(by_number[number])
            assert table.shape == (accessor["count"], WIDTHS[accessor["type"]])
            attributes[name] = table / np.iinfo(kind).max if accessor.get("normalized") else table
        for name in set(primitive["attributes"]) - set(attributes):
            attributes[name] = self.rows(primitive["attributes"][name])
        return attributes, np.asarray(decoded.faces).reshape(-1, 3)

    def bones(self) -> set[str]:
        """Joints of every skin."""
        return {self.json["nodes"][joint]["name"] for skin in self.json.get("skins", []) for joint in skin["joints"]}

    def targets(self, mesh: str, kind: str = "POSITION") -> dict[str, np.ndarray]:
        """Displacements (n, 3) metres by name, or with `NORMAL` changes of the normals."""
        found = self.named("meshes")[mesh]
        (primitive,) = found["primitives"]
        names = found.get("extras", {}).get("targetNames", [])
        return {
            name: self.rows(target[kind])
            for name, target in zip(names, primitive.get("targets", []), strict=True)
            if kind in target
        }
